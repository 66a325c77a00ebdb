"""What a turn has cost, from an agent's answer to a prompt and from the cost that it counts over the session."""

from collections.abc import Mapping
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import count, mapping, number, text
from taskyard.agent.stream.spend import Scope, usage
from taskyard.domain.run import Usage


class Meter:
    """`last_call`: the agent's numbers cover its last model call only, and an unsuccessful turn repeats old ones."""

    def __init__(self, *, last_call: bool) -> None:
        self._last_call = last_call
        self._before: float | None = 0.0  # the session's cost before this turn; None: not known
        self._now: float | None = None

    def resumed(self) -> None:
        """An earlier process has spent money on this session, and has told of it. Ask before the first update."""
        self._before = None

    def note(self, update: Mapping[str, Any]) -> None:
        cost = mapping(update.get("cost"))
        if text(cost.get("currency")).upper() == "USD":
            self._now = number(cost.get("amount"))

    def settle(self) -> None:
        """What was noted up to now belongs to turns before this one."""
        if self._now is not None:
            self._before, self._now = self._now, None

    def spent(self, result: Mapping[str, Any], *, ok: bool) -> list[Said]:
        cost = 0.0
        if self._now is not None and self._before is not None:
            # An agent that begins to count anew is taken at its word.
            cost = self._now - self._before if self._now >= self._before else self._now
        self.settle()
        told = _tokens(result) if ok or not self._last_call else (0, 0, 0)
        if not any(told) and not cost:
            return []
        tokens_in, tokens_out, cached = told
        amount = Usage(
            tokens_in=tokens_in, tokens_out=tokens_out, tokens_cached=cached, turns=1, cost_usd=round(cost, 9)
        )
        return usage(amount, Scope.CALL if self._last_call else Scope.PROMPT)


def _tokens(result: Mapping[str, Any]) -> tuple[int, int, int]:
    """In, with what came from a cache; out, with thinking; cached."""
    told = mapping(result.get("usage"))
    if not told:
        told = mapping(mapping(mapping(result.get("_meta")).get("quota")).get("token_count"))

    def of(*names: str) -> int:
        return next((found for name in names if (found := count(told.get(name)))), 0)

    cached = of("cachedReadTokens", "cachedInputTokens", "cached_tokens")
    out = of("outputTokens", "output_tokens") + of("thoughtTokens", "reasoningOutputTokens")
    whole, fresh = of("totalTokens", "total_tokens"), of("inputTokens", "input_tokens")
    written = of("cachedWriteTokens", "cacheWriteInputTokens")
    return (whole - out if whole > out else fresh + cached + written), out, cached
