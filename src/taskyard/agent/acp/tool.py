"""The calls of an agent's tools. Their input and their diffs may come bit by bit; each is told once, when it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import content, each, mapping, plain, said, text, whole
from taskyard.domain.entry import EntryKind

_OVER = {"completed": True, "failed": False}
_OUTPUT = ("output", "stdout", "error", "message", "text")  # where agents put words into a raw output
_KEPT = 1_000  # calls of one session that are remembered


@dataclass
class Call:
    id: str
    name: str = ""
    title: str = ""
    first: str = ""  # its first title: where there is no name, agents have it here
    kind: str = ""
    input: Any = None
    words: str = ""  # of its content
    output: Any = None
    diffs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    exit_code: int | None = None
    told: bool = False
    over: bool = False

    @property
    def tool(self) -> str:
        return self.name or self.first or self.kind or "tool"

    def merge(self, update: Mapping[str, Any]) -> None:
        """An update carries only what has changed."""
        meta = mapping(update.get("_meta"))
        inner = mapping(mapping(meta.get("goose")).get("toolCall"))
        claude = mapping(meta.get("claudeCode"))
        name = text(inner.get("toolName")) or text(claude.get("toolName")) or text(update.get("name"))
        self.name = name or self.name
        self.title = text(update.get("title")) or self.title
        self.first = self.first or self.title
        self.kind = text(update.get("kind")) or self.kind
        self.input = update.get("rawInput") or self.input
        self.output = update.get("rawOutput") or self.output
        exit_code = whole(mapping(meta.get("terminal_exit")).get("exit_code"))
        self.exit_code = self.exit_code if exit_code is None else exit_code
        delta = text(mapping(meta.get("terminal_output_delta")).get("data"))
        self.words += delta
        blocks = update.get("content")
        shown = [one.get("content") for one in each(blocks) if one.get("type") == "content"]
        self.words = content(shown) if shown else self.words
        for one in each(blocks):
            if one.get("type") == "diff" and text(one.get("path")):
                self.diffs[text(one.get("path"))] = one

    def begin(self, *, cut: bool = False) -> list[Said]:
        if self.told:
            return []
        self.told = True
        return [said(EntryKind.TOOL_CALL, cut=cut, call=self.id, tool=self.tool, input=self._given())]

    def end(self, status: str, *, cut: bool = False) -> list[Said]:
        self.over = True
        ok = _OVER[status] and self.exit_code in {0, None}
        told = self.begin(cut=cut)
        if ok:  # a hint only: what changed is asked of git
            told += [_change(path, diff) for path, diff in self.diffs.items()]
        return [*told, said(EntryKind.TOOL_RESULT, cut=cut, call=self.id, text=self._result(), ok=ok)]

    def _given(self) -> Any:
        if self.input is None:
            return {"title": self.title} if self.title and self.title != self.tool else {}
        return self.input

    def _result(self) -> str:
        if isinstance(self.output, str):  # the agent's own words, not made up for a page
            return self.output
        if self.words:
            return self.words
        raw = mapping(self.output)
        found = next((raw[name] for name in _OUTPUT if isinstance(raw.get(name), str) and raw[name]), None)
        inner = content(mapping(raw.get("result")).get("content")) if found is None else found
        if inner or not raw:
            return text(inner) or (f"exit code {self.exit_code}" if self.exit_code is not None else "")
        return plain(raw)


class Calls:
    """All of a session's calls. One at most is held back, until its input is known to be whole."""

    def __init__(self) -> None:
        self._calls: dict[str, Call] = {}
        self._held: Call | None = None

    @property
    def holding(self) -> bool:
        return self._held is not None

    def get(self, name: str) -> Call:
        """The call of that id, made when it is new."""
        call = self._calls.setdefault(name, Call(name))
        if len(self._calls) > _KEPT:
            self._calls.pop(next(iter(self._calls)))
        return call

    def take(self, update: Mapping[str, Any], *, cut: bool) -> list[Said]:
        name = text(update.get("toolCallId"))
        told = [] if self._held is None or self._held.id == name else self.release()
        call = self.get(name)
        call.merge(update)
        status = text(update.get("status"))
        begun = status == "in_progress" or (status == "" and update.get("sessionUpdate") == "tool_call")
        if status in _OVER:
            self._held = None
            return told + ([] if call.over else call.end(status, cut=cut))
        if call.told:
            return told
        if call.input is not None and begun:
            self._held = None
            return told + call.begin(cut=cut)
        self._held = call
        return told

    def release(self, *, only_whole: bool = False) -> list[Said]:
        """Something else has come: nothing more is to be expected of the input, where there is one."""
        if self._held is None or (only_whole and self._held.input is None):
            return []
        held, self._held = self._held, None
        return held.begin()

    def close(self) -> list[Said]:
        """Calls without a result at the end of a turn: nobody will tell of them any more."""
        told = self.release()
        left = [call for call in self._calls.values() if call.told and not call.over]
        for call in left:
            call.over = True
            told.append(
                said(EntryKind.TOOL_RESULT, call=call.id, text="the turn ended before its result", ok=False)
            )
        return told


def _change(path: str, diff: Mapping[str, Any]) -> Said:
    return said(EntryKind.FILE_CHANGE, path=path, change="modified" if diff.get("oldText") else "added")
