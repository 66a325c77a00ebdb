"""Tickets: a browser cannot put a key into the header of a WebSocket, and a key in an address would be kept in logs.

A ticket is good once, for half a minute, on the server that gave it; only its digest is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from taskyard.clock import Clock
from taskyard.domain.account import Actor
from taskyard.domain.error import Unauthenticated
from taskyard.service import account

LIFE = 30.0  # seconds
MARK = "tt_"
_MOST = 10_000  # unused tickets at once; the oldest make room


@dataclass(frozen=True, kw_only=True)
class Pass:
    """Who came in, and by what: enough to ask later whether it still holds."""

    actor: Actor
    cookie: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)  # of a run


class Tickets:
    def __init__(self, clock: Clock, entropy: Callable[[int], bytes]) -> None:
        self._clock, self._entropy = clock, entropy
        self._kept: dict[str, tuple[Pass, float]] = {}  # by digest, the oldest first

    def give(self, to: Pass) -> str:
        now = self._clock.monotonic()
        for name in [name for name, (_, until) in self._kept.items() if until <= now]:
            del self._kept[name]
        while len(self._kept) >= _MOST:
            del self._kept[next(iter(self._kept))]
        text = MARK + self._entropy(32).hex()
        self._kept[account.digest(text)] = (to, now + LIFE)
        return text

    def take(self, text: str) -> Pass:
        """Raises Unauthenticated when it was used before, or is too old."""
        found, until = self._kept.pop(account.digest(text), (None, 0.0))
        if found is None or until <= self._clock.monotonic():
            raise Unauthenticated("that ticket was used before, or is too old; ask for a new one")
        return found
