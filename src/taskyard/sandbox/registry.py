"""The tiers by name."""

from collections.abc import Mapping

from taskyard.domain.error import SandboxUnavailable
from taskyard.sandbox.host import HostKind
from taskyard.sandbox.protocol import SandboxKind

KINDS: Mapping[str, SandboxKind] = {kind.tier: kind for kind in (HostKind(),)}


def find(tier: str) -> SandboxKind:
    """Raises SandboxUnavailable for a tier this Taskyard does not have: never a lower one in its place."""
    try:
        return KINDS[tier]
    except KeyError:
        known = ", ".join(sorted(KINDS))
        raise SandboxUnavailable(f"there is no sandbox tier {tier!r} here; there is: {known}") from None
