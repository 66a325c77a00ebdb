"""`goose run -q --output-format stream-json`. Most API errors come as text, with exit code 0 and a `complete`."""

import re
from collections.abc import Mapping
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.agent.stream.failure import Kind, done, failed, silent, sort, spoiled
from taskyard.agent.stream.field import content, count, each, mapping, plain, said, text
from taskyard.agent.stream.line import entries, raw
from taskyard.agent.stream.piece import Pieces
from taskyard.agent.stream.spend import Scope, Tally, usage
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Usage

_ERROR = re.compile(r"\s*(Ran into this error|Network error|Error):", re.IGNORECASE)
_LIMIT = re.compile(r"\s*I've reached the maximum number of actions")
_INTERRUPTED = re.compile(r"interrupted", re.IGNORECASE)


class GooseStream:
    """`baseline` is what the session has used before: goose counts tokens over the whole session."""

    def __init__(self, *, baseline: Usage | None = None) -> None:
        self._tally = Tally(baseline)
        self._pieces = Pieces()
        self._by_program = False  # the last message is goose's own, not the model's
        self._error: str | None = None
        self._complete: Mapping[str, Any] | None = None

    @property
    def total(self) -> Usage:
        """What the session has used so far: the baseline of its next turn."""
        return self._tally.seen

    @property
    def finished(self) -> bool:
        return self._complete is not None or self._error is not None

    def feed(self, line: str, cut: bool = False) -> list[Said]:
        return entries(line, self._take, cut=cut)

    def rest(self) -> list[Said]:
        return self._pieces.flush()

    def end(self, exit_code: int | None, stderr_tail: str = "") -> Said:
        words = self._pieces.last
        if self._error is not None:
            kind = Kind.CANCELLED if _INTERRUPTED.search(self._error) else sort(None, self._error)
            return failed(kind, self._error)
        if self._complete is None:
            return silent(exit_code, stderr_tail)
        if self._by_program and _ERROR.match(words):
            return failed(sort(None, words), words)
        if self._by_program and _LIMIT.match(words):
            return failed(Kind.TURN_LIMIT, words)
        if self._complete.get("total_tokens") == 0:
            return failed(Kind.BAD_OUTPUT, words or "goose ended without asking its model")
        return done(words) if exit_code in {0, None} else spoiled(exit_code or 0)

    def _take(self, message: Mapping[str, Any], cut: bool) -> list[Said] | None:
        match text(message.get("type")):
            case "message":
                return self._message(mapping(message.get("message")), cut)
            case "complete":
                self._complete = message
                now = Usage(
                    tokens_in=count(message.get("input_tokens")),
                    tokens_out=count(message.get("output_tokens")),
                    tokens_cached=count(message.get("cache_read_input_tokens")),
                )
                return self.rest() + usage(self._tally.since(now), Scope.SESSION)
            case "error":
                self._error = plain(message.get("error", ""))
                return self.rest()
            case _:
                return None

    def _message(self, message: Mapping[str, Any], cut: bool) -> list[Said] | None:
        told: list[Said] = []
        ours = text(message.get("role")) != "assistant"
        metadata = mapping(message.get("metadata"))
        for block in each(message.get("content")):
            kind, words = text(block.get("type")), text(block.get("text"))
            if kind == "text" and not ours:
                self._by_program = "inference" not in metadata
                told += self._pieces.add(EntryKind.TEXT, text(message.get("id")), words, cut=cut)
            elif kind == "thinking":
                words = text(block.get("thinking"))
                told += self._pieces.add(EntryKind.THINKING, text(message.get("id")), words, cut=cut)
            else:
                told += [*self.rest(), _block(kind, block, cut)]
        return told if isinstance(message.get("content"), list) else None


def _block(kind: str, block: Mapping[str, Any], cut: bool) -> Said:
    call = text(block.get("id"))
    match kind:
        case "toolRequest":
            asked = mapping(block.get("toolCall"))
            value = mapping(asked.get("value"))
            tool, given = text(value.get("name")), value.get("arguments", asked.get("error"))
            return said(EntryKind.TOOL_CALL, cut=cut, call=call, tool=tool, input=given)
        case "toolResponse":
            got = mapping(block.get("toolResult"))
            value = mapping(got.get("value"))
            ok = got.get("status") == "success" and value.get("isError") is not True
            words = content(value.get("content")) if value else content(got.get("value", got.get("error")))
            return said(EntryKind.TOOL_RESULT, cut=cut, call=call, text=words, ok=ok)
        case "text":
            return said(EntryKind.STATUS, cut=cut, text=text(block.get("text")))
        case "error":
            return said(EntryKind.STATUS, cut=cut, text=text(block.get("message")) or "goose met an error")
        case "redactedThinking":
            return said(EntryKind.THINKING, text="(hidden by the provider)")
        case _:
            return raw(plain(block), cut=cut)
