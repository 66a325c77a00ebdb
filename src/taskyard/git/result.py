"""How a merge can end when git itself had no problem."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Merged:
    commit: str  # the target's head that contains the branch


@dataclass(frozen=True, kw_only=True)
class Conflicts:
    paths: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Unchecked:
    """The checks on the merged tree did not pass."""
