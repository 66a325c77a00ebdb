"""`opencode run --format json`: one line for each finished part, and the session's id in all of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.agent.stream.failure import Kind, done, failed, silent, sort, spoiled
from taskyard.agent.stream.field import count, mapping, number, plain, said, text, whole
from taskyard.agent.stream.line import entries, raw
from taskyard.agent.stream.spend import Scope, usage
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Usage

_UNFINISHED = {
    "tool-calls": (Kind.FAILED, "the agent stopped after a tool call"),
    "length": (Kind.FAILED, "the model's answer was longer than it may be"),
    "content-filter": (Kind.REFUSED, "the provider's filter stopped the answer"),
    "error": (Kind.FAILED, "the model's answer ended with an error"),
}


class OpencodeStream:
    def __init__(self) -> None:
        self.session = ""
        self._last = self._tool_error = ""
        self._reason: str | None = None
        self._error: Mapping[str, Any] | None = None

    finished = False  # a step may always be followed by another one

    def feed(self, line: str, cut: bool = False) -> list[Said]:
        return entries(line, self._take, cut=cut)

    def rest(self) -> list[Said]:
        return []

    def end(self, exit_code: int | None, stderr_tail: str = "") -> Said:
        if self._error is not None:
            return _failure(self._error)
        if self._reason is None:
            return silent(exit_code, stderr_tail)
        if exit_code not in {0, None}:
            return spoiled(exit_code or 0)
        if self._reason in _UNFINISHED:
            kind, words = _UNFINISHED[self._reason]
            return failed(kind, f"{words}: {self._tool_error}" if self._tool_error else words)
        return done(self._last)

    def _take(self, message: Mapping[str, Any], cut: bool) -> list[Said] | None:
        session, told = text(message.get("sessionID")), []
        if session and not self.session:
            self.session = session
            told.append(said(EntryKind.SESSION_STARTED, session=session))
        known = self._known(message, mapping(message.get("part")), cut)
        if known is None:
            return [*told, raw(plain(message), cut=cut)] if told else None
        return told + known

    def _known(self, message: Mapping[str, Any], part: Mapping[str, Any], cut: bool) -> list[Said] | None:
        kind, words = text(message.get("type")), text(part.get("text"))
        told: list[Said] = []
        if kind == "step_start":
            self._error = self._reason = None
        elif kind == "text":
            self._last = words
            told = [said(EntryKind.TEXT, cut=cut, text=words)]
        elif kind == "reasoning":
            told = [said(EntryKind.THINKING, cut=cut, text=words)]
        elif kind == "tool_use":
            told = self._tool(part, cut)
        elif kind == "step_finish":
            self._reason = text(part.get("reason"))
            told = usage(_usage(part), Scope.CALL)
        elif kind == "error":
            self._error = mapping(message.get("error"))
        else:
            return None
        return told

    def _tool(self, part: Mapping[str, Any], cut: bool) -> list[Said]:
        call, tool, state = text(part.get("callID")), text(part.get("tool")), mapping(part.get("state"))
        ok = state.get("status") == "completed"
        self._tool_error = "" if ok else text(state.get("error"))
        words = text(state.get("output")) or self._tool_error
        told = [
            said(EntryKind.TOOL_CALL, cut=cut, call=call, tool=tool, input=state.get("input")),
            said(EntryKind.TOOL_RESULT, cut=cut, call=call, text=words, ok=ok),
        ]
        about = mapping(state.get("metadata"))
        path = text(mapping(about.get("filediff")).get("file")) or text(about.get("filepath"))
        if ok and path:
            change = "added" if about.get("exists") is False else "modified"
            told.append(said(EntryKind.FILE_CHANGE, path=path, change=change))
        return told


def _failure(error: Mapping[str, Any]) -> Said:
    data = mapping(error.get("data"))
    words = text(data.get("message")) or text(error.get("name")) or plain(error)
    return failed(sort(whole(data.get("statusCode")), words), words, retry_at=_wake(data))


def _wake(data: Mapping[str, Any]) -> datetime | None:
    """The server's own moment and the seconds it asked for: no clock of ours is needed."""
    headers = {name.lower(): value for name, value in mapping(data.get("responseHeaders")).items()}
    seconds = text(headers.get("retry-after"))
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 6:
        return None
    try:
        moment = parsedate_to_datetime(text(headers.get("date")))
        return moment + timedelta(seconds=int(seconds)) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _usage(part: Mapping[str, Any]) -> Usage:
    tokens = mapping(part.get("tokens"))
    cache = mapping(tokens.get("cache"))
    cached, written = count(cache.get("read")), count(cache.get("write"))
    return Usage(
        tokens_in=count(tokens.get("input")) + cached + written,
        tokens_out=count(tokens.get("output")) + count(tokens.get("reasoning")),
        tokens_cached=cached,
        turns=1,
        cost_usd=max(0.0, number(part.get("cost"))),
    )
