"""How often one key, browser or address may do something: buckets that fill with time, in this server's memory.

What workers call all the time has no limit. 0 turns a rule off.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from starlette.requests import HTTPConnection

from taskyard.clock import Clock
from taskyard.domain.error import TooMany
from taskyard.server.guard import TOLD

_MOST = 10_000  # buckets at once


class Rule(StrEnum):
    ACT = "act"  # changes by one key or browser, a minute
    SIGN_IN = "sign_in"  # launch codes from one address, a minute
    KEYS = "keys"  # keys made or rotated by one key, an hour
    REFUSED = "refused"  # wrong keys from one address, a minute


_SECONDS = {Rule.ACT: 60.0, Rule.SIGN_IN: 60.0, Rule.KEYS: 3600.0, Rule.REFUSED: 60.0}


@dataclass(frozen=True, kw_only=True)
class Limits:
    act: int = 0
    sign_in: int = 0
    keys: int = 0
    refused: int = 0


@dataclass(frozen=True, kw_only=True)
class Left:
    limit: int
    remaining: int
    reset: int  # seconds until the bucket is full
    wait: int  # seconds until there is one more; 0: this one was granted


class Rates:
    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = {rule: getattr(limits, rule.value) for rule in Rule}
        self._used: dict[tuple[Rule, str], tuple[float, float]] = {}  # how much is out, and since when

    def take(self, rule: Rule, who: str) -> Left | None:
        """None when the rule is off."""
        return self._left(rule, who, 1)

    def is_empty(self, rule: Rule, who: str) -> bool:
        left = self._left(rule, who, 0)
        return left is not None and left.remaining == 0

    def _left(self, rule: Rule, who: str, cost: int) -> Left | None:
        limit, now = self._limits[rule], self._clock.monotonic()
        if not limit:
            return None
        pace = limit / _SECONDS[rule]
        out, since = self._used.get((rule, who), (0.0, now))
        out = max(0.0, out - (now - since) * pace)
        granted = out + cost <= limit
        if granted and cost:
            out += cost
            self._keep((rule, who), (out, now))
        return Left(
            limit=limit,
            remaining=int(limit - out + 1e-9),
            reset=math.ceil(out / pace),
            wait=0 if granted else max(1, math.ceil((out + cost - limit) / pace)),
        )

    def _keep(self, name: tuple[Rule, str], state: tuple[float, float]) -> None:
        """The oldest make room: who was quiet longest is most surely full again."""
        self._used.pop(name, None)
        while len(self._used) >= _MOST:
            del self._used[next(iter(self._used))]
        self._used[name] = state


def spend(request: HTTPConnection, rule: Rule, who: str) -> None:
    """Tells in the answer's headers what is left. Raises TooMany."""
    rates: Rates = request.app.state.rates
    left = rates.take(rule, who)
    if left is None:
        return
    told = {
        "ratelimit-limit": left.limit,
        "ratelimit-remaining": left.remaining,
        "ratelimit-reset": left.reset,
    }
    request.scope.setdefault(TOLD, {}).update({name: str(value) for name, value in told.items()})
    if left.wait:
        raise TooMany(f"too many of these; again in {left.wait} s", retry_after=left.wait, rule=rule.value)


def address(request: HTTPConnection) -> str:
    """Behind a proxy on this machine uvicorn has put the client's own address here."""
    return request.client.host if request.client else ""
