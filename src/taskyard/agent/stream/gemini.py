"""`gemini -o stream-json`. The exit code of an API error is its HTTP status modulo 256."""

from collections.abc import Mapping
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.agent.stream.failure import Kind, done, failed, silent, sort, spoiled
from taskyard.agent.stream.field import content, count, mapping, plain, said, text
from taskyard.agent.stream.line import entries
from taskyard.agent.stream.piece import Pieces
from taskyard.agent.stream.spend import Scope, usage
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Usage

_EXIT = {41: Kind.AUTH, 53: Kind.TURN_LIMIT, 130: Kind.CANCELLED} | {
    status % 256: sort(status, "") for status in (400, 401, 403, 404, 429, 500, 503)
}


class GeminiStream:
    def __init__(self) -> None:
        self.session = ""
        self._pieces = Pieces()
        self._message = 0  # messages have no id: what is no delta begins a new one
        self._result: Mapping[str, Any] | None = None

    @property
    def finished(self) -> bool:
        return self._result is not None

    def feed(self, line: str, cut: bool = False) -> list[Said]:
        return entries(line, self._take, cut=cut)

    def rest(self) -> list[Said]:
        return self._pieces.flush()

    def end(self, exit_code: int | None, stderr_tail: str = "") -> Said:
        result = self._result
        by_exit = _EXIT.get(exit_code or 0)
        if result is None:
            ending = silent(exit_code, stderr_tail)
            return ending if by_exit is None else failed(by_exit, text(ending.body.get("text")))
        if result.get("status") != "success":
            error = result.get("error")
            words = text(mapping(error).get("message")) or plain(error or "gemini failed")
            kind = sort(None, f"{text(mapping(error).get('type'))} {words}")
            return failed(by_exit if by_exit is not None and kind is Kind.FAILED else kind, words)
        return done(self._pieces.last) if exit_code in {0, None} else spoiled(exit_code or 0)

    def _take(self, message: Mapping[str, Any], cut: bool) -> list[Said] | None:
        kind = text(message.get("type"))
        if kind == "message":
            return self._words(message, cut)
        self._message += 1
        match kind:
            case "init":
                self.session, model = text(message.get("session_id")), text(message.get("model"))
                told = [said(EntryKind.SESSION_STARTED, session=self.session, model=model)]
            case "tool_use":
                call, tool = text(message.get("tool_id")), text(message.get("tool_name"))
                given = message.get("parameters")
                told = [said(EntryKind.TOOL_CALL, cut=cut, call=call, tool=tool, input=given)]
            case "tool_result":
                told = [_tool_result(message, cut)]
            case "error":
                told = [said(EntryKind.STATUS, cut=cut, text=text(message.get("message")) or plain(message))]
            case "result":
                self._result = message
                told = usage(_usage(mapping(message.get("stats"))), Scope.PROMPT)
            case _:
                return None
        return self.rest() + told

    def _words(self, message: Mapping[str, Any], cut: bool) -> list[Said] | None:
        role, words = text(message.get("role")), message.get("content")
        if role == "user":
            return self.rest()  # our own prompt, repeated
        if role != "assistant" or not isinstance(words, str):
            return None
        if message.get("delta") is not True:
            self._message += 1
        return self._pieces.add(EntryKind.TEXT, str(self._message), words, cut=cut)


def _tool_result(message: Mapping[str, Any], cut: bool) -> Said:
    words = content(message.get("output")) or text(mapping(message.get("error")).get("message"))
    ok = message.get("status") == "success"
    return said(EntryKind.TOOL_RESULT, cut=cut, call=text(message.get("tool_id")), text=words, ok=ok)


def _usage(stats: Mapping[str, Any]) -> Usage:
    return Usage(
        tokens_in=count(stats.get("input_tokens")),
        tokens_out=count(stats.get("output_tokens")),
        tokens_cached=count(stats.get("cached")),
    )
