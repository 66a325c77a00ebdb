"""`codex exec --json`. Only `turn.failed` is final: `error` is a retry, an item of that type a warning."""

from collections.abc import Mapping
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.agent.stream.failure import done, failed, silent, sort, spoiled
from taskyard.agent.stream.field import content, count, each, mapping, plain, said, text
from taskyard.agent.stream.line import entries
from taskyard.agent.stream.spend import Scope, Tally, usage
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Usage

_CHANGES = {"add": "added", "update": "modified", "delete": "deleted"}


class CodexStream:
    """`baseline` is what the thread has used before: codex counts over the whole thread."""

    def __init__(self, *, baseline: Usage | None = None) -> None:
        self._tally = Tally(baseline)
        self._open: set[str] = set()  # tool calls that were told and have no result yet
        self._last = self._error = ""
        self._failed: str | None = None
        self._completed = False
        self.session = ""

    @property
    def finished(self) -> bool:
        return self._completed or self._failed is not None

    def feed(self, line: str, cut: bool = False) -> list[Said]:
        return entries(line, self._take, cut=cut)

    def rest(self) -> list[Said]:
        return []

    def end(self, exit_code: int | None, stderr_tail: str = "") -> Said:
        if self._failed is not None:
            return failed(sort(None, self._failed), self._failed)
        if not self._completed:
            if self._error and exit_code not in {0, None}:
                return failed(sort(None, self._error), self._error)
            return silent(exit_code, stderr_tail)
        return done(self._last) if exit_code in {0, None} else spoiled(exit_code or 0)

    def _take(self, message: Mapping[str, Any], cut: bool) -> list[Said] | None:
        kind = text(message.get("type"))
        if kind.startswith("item."):
            return self._item(kind, mapping(message.get("item")), cut)
        if kind in {"thread.started", "turn.started"}:
            return self._start(kind, message)
        match kind:
            case "turn.completed":
                self._completed = True
                return usage(self._tally.since(_usage(mapping(message.get("usage")))), Scope.SESSION)
            case "turn.failed":
                error = message.get("error")
                self._failed = text(mapping(error).get("message")) or plain(error)
                return []
            case "error":
                self._error = text(message.get("message")) or plain(message)
                return [said(EntryKind.STATUS, cut=cut, text=self._error)]
            case _:
                return None

    def _start(self, kind: str, message: Mapping[str, Any]) -> list[Said]:
        if kind == "thread.started":
            self.session = text(message.get("thread_id"))
            return [said(EntryKind.SESSION_STARTED, session=self.session)]
        self._completed, self._failed, self._error = False, None, ""
        return [said(EntryKind.STATUS, text="the agent began a turn", event="turn_started")]

    def _item(self, event: str, item: Mapping[str, Any], cut: bool) -> list[Said] | None:
        kind, over = text(item.get("type")), event == "item.completed"
        match kind:
            case "agent_message" | "reasoning":
                words = text(item.get("text"))
                if over and kind == "agent_message":
                    self._last = words
                entry = EntryKind.TEXT if kind == "agent_message" else EntryKind.THINKING
                return [said(entry, cut=cut, text=words)] if over else []
            case "command_execution" | "mcp_tool_call" | "web_search":
                return self._tool(kind, item, cut, over=over)
            case "file_change":
                parts = each(item.get("changes")) if over else ()
                return [_change(one) for one in parts]
            case "error":
                return [said(EntryKind.STATUS, cut=cut, text=f"warning: {text(item.get('message'))}")]
            case _:
                return None

    def _tool(self, kind: str, item: Mapping[str, Any], cut: bool, *, over: bool) -> list[Said]:
        call, told = text(item.get("id")), []
        if call not in self._open:
            tool, given = _call(kind, item)
            told.append(said(EntryKind.TOOL_CALL, cut=cut, call=call, tool=tool, input=given))
            self._open.add(call)
        if over:
            self._open.discard(call)
            code = item.get("exit_code")
            error = item.get("error")
            words = text(item.get("aggregated_output")) or content(mapping(item.get("result")).get("content"))
            ok = (
                code in (0, None) and error is None and text(item.get("status")) not in {"failed", "declined"}
            )
            words = words or ("" if error is None else text(mapping(error).get("message")) or plain(error))
            more = {} if code is None else {"exit_code": code}
            told.append(said(EntryKind.TOOL_RESULT, cut=cut, call=call, text=words, ok=ok, **more))
        return told


def _call(kind: str, item: Mapping[str, Any]) -> tuple[str, Any]:
    if kind == "command_execution":
        return "shell", {"command": text(item.get("command"))}
    if kind == "mcp_tool_call":
        return f"{text(item.get('server'))}.{text(item.get('tool'))}", item.get("arguments")
    return kind, {"query": text(item.get("query"))}


def _change(one: Mapping[str, Any]) -> Said:
    change = _CHANGES.get(text(one.get("kind")), "modified")
    return said(EntryKind.FILE_CHANGE, path=text(one.get("path")), change=change)


def _usage(amount: Mapping[str, Any]) -> Usage:
    return Usage(
        tokens_in=count(amount.get("input_tokens")),
        tokens_out=count(amount.get("output_tokens")),
        tokens_cached=count(amount.get("cached_input_tokens")),
    )
