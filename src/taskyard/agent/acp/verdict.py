"""The one terminal entry of a turn, from the agent's answer, from its error, or from its silent end."""

import re
from collections.abc import Mapping
from typing import Any

from taskyard.agent.acp.preset import Preset
from taskyard.agent.acp.update import Updates
from taskyard.agent.acp.wire import Refused
from taskyard.agent.protocol import Said
from taskyard.agent.stream.failure import Kind, done, failed, sort
from taskyard.agent.stream.field import text

AUTH_REQUIRED = -32000  # the protocol's own number
_ERROR = re.compile(r"\s*(Ran into this error|Network error|Error)\b.{0,40}?:", re.IGNORECASE)
_STOPS: Mapping[str, tuple[Kind, str]] = {
    "max_tokens": (Kind.CONTEXT_FULL, "the model reached its limit of tokens"),
    "max_turn_requests": (Kind.TURN_LIMIT, "the agent reached its limit of model calls for one turn"),
    "refusal": (Kind.REFUSED, "the agent refused to go on"),
    "cancelled": (Kind.CANCELLED, "the turn was cancelled"),
}


def of_answer(result: Mapping[str, Any], updates: Updates, preset: Preset) -> Said:
    reason = text(result.get("stopReason"))
    if reason == "end_turn":
        words = updates.last
        hidden = preset.error_is_text and (
            updates.broken or (updates.in_one_piece and _ERROR.match(words) is not None)
        )
        return failed(sort(None, words), words) if hidden else done(words)
    kind, words = _STOPS.get(reason, (Kind.BAD_OUTPUT, f"the turn ended for an unknown reason: {reason!r}"))
    return failed(kind, f"{words}: {updates.last}" if kind is Kind.REFUSED and updates.last else words)


def of_error(refused: Refused) -> Said:
    if refused.number == AUTH_REQUIRED:
        return failed(Kind.AUTH, refused.message)
    return failed(sort(None, f"{refused.kind} {refused.message}"), refused.message)


def succeeded(end: Said) -> bool:
    return end.body.get("ok") is True
