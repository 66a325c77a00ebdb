"""Usage entries that may be added up: what an agent counts over a whole session becomes the difference."""

from dataclasses import asdict, astuple
from enum import StrEnum

from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import said
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Usage


class Scope(StrEnum):
    """What the agent's own number covered, before we took the difference."""

    CALL = "call"
    PROMPT = "prompt"
    SESSION = "session"


NONE = Usage()


def usage(amount: Usage, scope: Scope) -> list[Said]:
    """One entry, or none when there is nothing to count. `tokens_in` includes what came from a cache."""
    if amount == NONE:
        return []
    return [said(EntryKind.USAGE, **asdict(amount), scope=scope.value)]


class Tally:
    """The difference to what was last seen of a session. `baseline`: what earlier processes have reported of it."""

    def __init__(self, baseline: Usage | None = None) -> None:
        self.seen = baseline or NONE

    def since(self, now: Usage) -> Usage:
        """An agent that begins to count anew is taken at its word, so nothing is ever below zero."""
        if now == NONE:
            return NONE
        before, self.seen = astuple(self.seen), now
        tokens_in, tokens_out, cached, turns, cost = (
            a - b if a >= b else a for a, b in zip(astuple(now), before, strict=True)
        )
        return Usage(
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            tokens_cached=cached,
            turns=turns,
            cost_usd=round(cost, 9),
        )
