"""`claude -p --output-format stream-json --verbose`, and Qwen Code, which prints the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.agent.stream.claude_result import spent, verdict
from taskyard.agent.stream.failure import Kind, failed, moment, silent
from taskyard.agent.stream.field import content, each, mapping, number, plain, said, text
from taskyard.agent.stream.line import entries, raw
from taskyard.agent.stream.spend import Scope, usage
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Usage

_HEARTBEAT = 500  # thinking tokens, or pieces of a message, between two signs of life
_INTERRUPTED = "[Request interrupted by user"
_ABOUT = ("content", "message", "description", "summary", "status")  # where a system message has its words
_TOLD = {  # system messages that only tell something, and what goes before their words
    "informational": "",
    "permission_denied": "",
    "status": "",
    "compact_boundary": "the conversation was compacted",
    "model_refusal_no_fallback": "the model refused",
    "task_started": "task started",
    "task_updated": "task updated",
    "task_progress": "task goes on",
    "task_notification": "task",
}


class ClaudeStream:
    """`wants_output`: a schema was asked for, so success needs `structured_output`.

    One object may read many turns of one process (dialogue mode): call `end(None)` after each result. `baseline`
    is what the session has cost before: Claude's cost counts the whole session, also over a resume.
    """

    def __init__(self, *, wants_output: bool = False, baseline: Usage | None = None) -> None:
        self._wants_output = wants_output
        self._cost = (baseline or Usage()).cost_usd
        self.session = ""
        self.busy = False  # work goes on in the background, by the last word about it
        self._turns = 0
        self._pulse = 0
        self._wake: datetime | None = None
        self._fresh()

    def _fresh(self) -> None:
        self._result: Mapping[str, Any] | None = None
        self._error = ""  # the class of an API error, told before the result
        self._interrupted = False

    @property
    def finished(self) -> bool:
        return self._result is not None and not self.busy

    def feed(self, line: str, cut: bool = False) -> list[Said]:
        return entries(line, self.take, cut=cut)

    def take(self, message: Mapping[str, Any], cut: bool = False) -> list[Said] | None:
        """The entries of one message; None when it is of a kind that nobody knows here."""
        kind = text(message.get("type"))
        if kind == "result" or (cut and not kind and "is_error" in message):  # it names its type at its end
            return self._close(message)
        known = {
            "system": self._system,
            "assistant": self._assistant,
            "user": self._user,
            "stream_event": self._event,
            "tool_progress": self._progress,
            "rate_limit_event": self._limit,
        }.get(kind)
        return known(message, cut) if known else None

    def rest(self) -> list[Said]:
        return []

    def end(self, exit_code: int | None, stderr_tail: str = "") -> Said:
        result, error, interrupted = self._result, self._error, self._interrupted
        self._fresh()
        if result is not None:
            return verdict(result, error, exit_code, wants_output=self._wants_output, wake=self._wake)
        if interrupted and exit_code in {0, None}:
            return failed(Kind.CANCELLED, "the agent was interrupted")
        return silent(exit_code, stderr_tail)

    def _system(self, message: Mapping[str, Any], cut: bool) -> list[Said] | None:
        subtype = text(message.get("subtype"))
        if subtype in _TOLD:
            return [_status(": ".join(filter(None, (_TOLD[subtype], _about(message)))) or subtype)]
        known = {
            "init": self._init,
            "thinking_tokens": self._thinking,
            "api_retry": self._retry,
            "background_tasks_changed": self._background,
        }.get(subtype)
        return known(message, cut) if known else None

    def _thinking(self, message: Mapping[str, Any], _cut: bool) -> list[Said]:
        return self._beat(int(max(1.0, number(message.get("estimated_tokens_delta")))), "thinking")

    def _event(self, _message: Mapping[str, Any], _cut: bool) -> list[Said]:
        return self._beat(1, "writing")

    def _progress(self, message: Mapping[str, Any], _cut: bool) -> list[Said]:
        tool = text(message.get("tool_name")) or "a tool"
        return [_status(f"{tool} runs for {number(message.get('elapsed_time_seconds')):g} s")]

    def _retry(self, message: Mapping[str, Any], _cut: bool) -> list[Said]:
        tries = f"try {number(message.get('attempt')):g} of {number(message.get('max_retries')):g}"
        seconds = number(message.get("retry_delay_ms")) / 1000
        status, error = plain(message.get("error_status")), text(message.get("error")) or "an error"
        return [_status(f"the API answered {status} ({error}): {tries} in {seconds:.1f} s")]

    def _background(self, message: Mapping[str, Any], _cut: bool) -> list[Said]:
        tasks = message.get("tasks", message.get("background_tasks"))
        self.busy = isinstance(tasks, list) and bool(tasks)
        return [_status(f"in the background: {len(tasks) if isinstance(tasks, list) else 0}")]

    def _init(self, message: Mapping[str, Any], cut: bool) -> list[Said]:
        """The first tells the session; each later one begins another turn, whose result is still to come."""
        self._turns += 1
        self._fresh()
        session = text(message.get("session_id"))
        if self._turns > 1 and session == self.session:
            return [said(EntryKind.STATUS, text="the agent began another turn", event="turn_started")]
        self.session = session
        servers = {text(one.get("name")): text(one.get("status")) for one in each(message.get("mcp_servers"))}
        return [
            said(
                EntryKind.SESSION_STARTED,
                cut=cut,
                session=session,
                model=text(message.get("model")),
                mode=text(message.get("permissionMode")),
                version=text(message.get("claude_code_version")),
                servers=servers,
            )
        ]

    def _assistant(self, message: Mapping[str, Any], cut: bool) -> list[Said]:
        inner = mapping(message.get("message"))
        self._error = text(message.get("error")) or self._error
        from_program = bool(text(message.get("error"))) or message.get("is_api_error_message") is True
        parent = _parent(message)
        told = []
        for block in _blocks(inner):
            match text(block.get("type")):
                case "text" if from_program:
                    told.append(_status(text(block.get("text"))))
                case "text":
                    told.append(said(EntryKind.TEXT, cut=cut, text=text(block.get("text")), **parent))
                case "thinking":
                    told.append(said(EntryKind.THINKING, cut=cut, text=text(block.get("thinking")), **parent))
                case "redacted_thinking":
                    told.append(said(EntryKind.THINKING, text="(hidden by the provider)", **parent))
                case "tool_use" | "server_tool_use" | "mcp_tool_use":
                    call, tool, given = text(block.get("id")), text(block.get("name")), block.get("input")
                    told.append(
                        said(EntryKind.TOOL_CALL, cut=cut, call=call, tool=tool, input=given, **parent)
                    )
                case kind if kind.endswith("_tool_result"):
                    told.append(_tool_result(block, cut=cut, parent=parent))
                case _:
                    told.append(raw(plain(block), cut=cut))
        return told or [raw(plain(message), cut=cut)]

    def _user(self, message: Mapping[str, Any], cut: bool) -> list[Said]:
        if message.get("isReplay") is True:
            return []  # our own prompt, repeated: it is in the transcript already
        inner, parent = mapping(message.get("message")), _parent(message)
        told = []
        for block in _blocks(inner):
            match text(block.get("type")):
                case "tool_result":
                    told.append(_tool_result(block, cut=cut, parent=parent))
                case "text":
                    words = text(block.get("text"))
                    self._interrupted = self._interrupted or words.startswith(_INTERRUPTED)
                    told.append(said(EntryKind.STATUS, cut=cut, text=words, **parent))
                case _:
                    told.append(raw(plain(block), cut=cut))
        return (told or [raw(plain(message), cut=cut)]) + _change(mapping(message.get("tool_use_result")))

    def _close(self, result: Mapping[str, Any]) -> list[Said]:
        self._result = result
        total = max(0.0, number(result.get("total_cost_usd")))
        before, self._cost = self._cost, total
        scope = Scope.SESSION if "total_cost_usd" in result else Scope.PROMPT
        return usage(spent(result, before), scope)

    def _limit(self, message: Mapping[str, Any], _cut: bool) -> list[Said]:
        info = mapping(message.get("rate_limit_info"))
        status = text(info.get("status"))
        if status == "rejected":
            self._wake = moment(number(info.get("resetsAt")))
        return [_status(f"usage limit: {status or 'unknown'}")]

    def _beat(self, more: int, words: str) -> list[Said]:
        """A sign of life now and then: the text itself comes whole, later."""
        before, self._pulse = self._pulse, self._pulse + more
        return [_status(words)] if before == 0 or self._pulse // _HEARTBEAT > before // _HEARTBEAT else []


def _status(words: str) -> Said:
    return said(EntryKind.STATUS, text=words)


def _about(message: Mapping[str, Any]) -> str:
    return next((words for name in _ABOUT if (words := text(message.get(name)))), "")


def _parent(message: Mapping[str, Any]) -> dict[str, Any]:
    call = text(message.get("parent_tool_use_id"))
    return {"parent": call} if call else {}


def _blocks(inner: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = inner.get("content")
    return [{"type": "text", "text": given}] if isinstance(given, str) else list(each(given))


def _tool_result(block: Mapping[str, Any], *, cut: bool, parent: Mapping[str, str]) -> Said:
    call, words = text(block.get("tool_use_id")), content(block.get("content"))
    return said(
        EntryKind.TOOL_RESULT, cut=cut, call=call, text=words, ok=block.get("is_error") is not True, **parent
    )


def _change(result: Mapping[str, Any]) -> list[Said]:
    """A hint only: what changed is asked of git."""
    path = text(result.get("filePath"))
    if not path or not isinstance(result.get("structuredPatch"), list):
        return []
    change = "added" if result.get("type") == "create" else "modified"
    return [said(EntryKind.FILE_CHANGE, path=path, change=change)]
