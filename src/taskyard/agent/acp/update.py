"""From an agent's `session/update` to entries. A pure object: the same updates give the same entries."""

from collections.abc import Callable, Mapping
from typing import Any

from taskyard.agent.acp.block import Blocks
from taskyard.agent.acp.spend import Meter
from taskyard.agent.acp.tool import Calls
from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import content, each, mapping, plain, said, text
from taskyard.agent.stream.line import raw
from taskyard.domain.entry import EntryKind

_MARKS = {"completed": "[x]", "in_progress": "[>]"}
_BROKEN = "systemError"  # codex: the thread has met an error that its answer does not tell
# Known, and nothing for a transcript: what the agent offers, and what we have just said ourselves.
_QUIET = frozenset({"available_commands_update", "config_option_update", "user_message_chunk"})


class Updates:
    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._blocks, self.calls = Blocks(), Calls()
        self._plan = ""
        self.broken = False
        self._takers: Mapping[str, Callable[[Mapping[str, Any], bool], list[Said]]] = {
            "agent_message_chunk": self._text,
            "agent_thought_chunk": self._thought,
            "tool_call": self._call,
            "tool_call_update": self._call,
            "plan": self._steps,
            "usage_update": self._used,
            "current_mode_update": self._mode,
            "session_info_update": self._info,
        }

    @property
    def holding(self) -> bool:
        return self._blocks.holding or self.calls.holding

    @property
    def last(self) -> str:
        """The agent's last message, whole."""
        return self._blocks.last

    @property
    def in_one_piece(self) -> bool:
        """A model's words come in pieces; a program's own words come at once."""
        return self._blocks.pieces == 1

    def take(self, update: Mapping[str, Any], *, cut: bool = False) -> list[Said]:
        kind = text(update.get("sessionUpdate"))
        if kind in _QUIET:
            return []
        taker = self._takers.get(kind)
        if taker is None:
            return [*self.part(), raw(plain(update), cut=cut)]
        return taker(update, cut)

    def flush(self) -> list[Said]:
        """What was held back to be told in one piece, when nothing more comes for a while."""
        return self._blocks.flush() + self.calls.release()

    def part(self) -> list[Said]:
        """The same before something else is told."""
        return self._blocks.part() + self.calls.release()

    def before_question(self) -> list[Said]:
        """The same, but a call that is asked about before its input came is told when it has come."""
        return self._blocks.part() + self.calls.release(only_whole=True)

    def end(self) -> list[Said]:
        return self._blocks.part() + self.calls.close()

    def _text(self, update: Mapping[str, Any], cut: bool) -> list[Said]:
        return self._chunk(EntryKind.TEXT, update, cut)

    def _thought(self, update: Mapping[str, Any], cut: bool) -> list[Said]:
        return self._chunk(EntryKind.THINKING, update, cut)

    def _chunk(self, kind: EntryKind, update: Mapping[str, Any], cut: bool) -> list[Said]:
        words = content([update.get("content")])
        told = self.calls.release()
        return told + self._blocks.add(kind, text(update.get("messageId")), words, cut=cut)

    def _call(self, update: Mapping[str, Any], cut: bool) -> list[Said]:
        if not text(update.get("toolCallId")):
            return [*self.part(), raw(plain(update), cut=cut)]
        told = self.calls.take(update, cut=cut)
        return self._blocks.part() + told

    def _steps(self, update: Mapping[str, Any], cut: bool) -> list[Said]:
        steps = [
            f"{_MARKS.get(text(one.get('status')), '[ ]')} {text(one.get('content'))}"
            for one in each(update.get("entries"))
        ]
        plan = "\n".join(["Plan:", *steps])
        if plan == self._plan:
            return []
        self._plan = plan
        return [*self.part(), said(EntryKind.STATUS, cut=cut, text=plan)]

    def _used(self, update: Mapping[str, Any], cut: bool) -> list[Said]:
        del cut
        self._meter.note(update)
        return self.calls.release()

    def _mode(self, update: Mapping[str, Any], cut: bool) -> list[Said]:
        words = f"the agent is now in its mode {text(update.get('currentModeId'))!r}"
        return [*self.part(), said(EntryKind.STATUS, cut=cut, text=words)]

    def _info(self, update: Mapping[str, Any], cut: bool) -> list[Said]:
        del cut
        thread = mapping(mapping(mapping(update.get("_meta")).get("codex")).get("threadStatus"))
        if self.broken or thread.get("type") != _BROKEN:
            return []
        self.broken = True
        return self.part()  # what is said from now on is the error
