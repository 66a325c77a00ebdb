"""A conversation with Claude Code: one process for all its turns, begun again when that has died between two."""

import math
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any

import anyio
from anyio.abc import TaskGroup

from taskyard.agent.claude import message
from taskyard.agent.claude.ask import Ask, ask
from taskyard.agent.claude.option import environment, flags
from taskyard.agent.claude.wire import Wire
from taskyard.agent.protocol import Brief, Said
from taskyard.agent.stream.claude import ClaudeStream
from taskyard.agent.stream.failure import unresumed
from taskyard.agent.stream.field import mapping, said, text
from taskyard.agent.stream.line import entries, raw
from taskyard.agent.stream.retry import again
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import TaskyardError
from taskyard.domain.run import Reason
from taskyard.process import Line

_TAIL = 40  # lines of standard error that a verdict may quote


class ClaudeSession:
    def __init__(self, brief: Brief, program: list[str], servers_file: str, group: TaskGroup) -> None:
        self._brief, self._program, self._servers, self._group = brief, program, servers_file, group
        self._stream = ClaudeStream(wants_output="json_schema" in brief.settings.agent_options)
        self._wire: Wire | None = None
        self._asks: deque[Ask] = deque()
        self._tail: deque[str] = deque(maxlen=_TAIL)
        self._turning = self._ended = False

    async def start(self) -> Wire:
        """Raises CommandFailed."""
        session = self._stream.session or self._brief.session
        argv = [*self._program, *flags(self._brief, servers_file=self._servers, session=session)]
        wire = Wire(argv, environment(self._brief))
        self._tail.clear()
        await self._group.start(wire.hold, self._brief)
        wire.send(message.request("initialize"))
        self._wire = wire
        return wire

    async def close(self) -> None:
        if self._wire is not None:
            await self._wire.close(0.0 if self._turning else self._brief.settings.kill_grace)
            self._wire = None

    def turn(self, prompt: str) -> AsyncIterator[Said]:
        return again(lambda: self._turn(prompt))

    async def _turn(self, prompt: str) -> AsyncIterator[Said]:
        self._turning, code = True, None
        for last_try in (False, True):
            try:
                wire = self._wire or await self.start()
            except TaskyardError as problem:
                yield said(EntryKind.ERROR, reason=Reason.SETUP_FAILED.value, text=problem.message)
                return
            for one in self._begin(wire):
                yield one
            used, wire.used, heard = wire.used, True, False
            wire.send(message.prompt(prompt))
            while (line := await self._next(wire)) is not None:
                heard = True
                for one in self._hear(line):
                    yield one
            code = None if self._ended and wire.alive else await self._gone(wire)
            if last_try or not used or heard:
                break
            yield said(EntryKind.STATUS, text="the agent's program had ended; it is started again")
        self._turning = False
        end = self._stream.end(code, "\n".join(self._tail))
        begun = self._stream.session or self._brief.session is None
        yield end if begun else unresumed(end)

    async def answer(self, text: str) -> None:
        """To the oldest request that waits. Several questions in one request come one after the other."""
        response = self._asks[0].take(text) if self._asks else None
        if response is not None and self._wire is not None:
            self._wire.send(message.reply(self._asks.popleft().id, response))

    async def interrupt(self) -> None:
        if self._wire is not None:
            self._wire.send(message.request("interrupt"))

    def _begin(self, wire: Wire) -> list[Said]:
        """What was said after the last turn had ended is kept, and is not the end of this one."""
        told = [one for line in wire.waiting() for one in self._hear(line)]
        self._asks.clear()
        if wire.used:  # else it was said to this turn's start
            self._stream.end(None)
            self._tail.clear()
            self._ended = False
        return told

    async def _next(self, wire: Wire) -> Line | None:
        """None: the turn is over. After a result only what is still at work in the background is waited for."""
        if self._stream.finished:
            return None
        with anyio.move_on_after(self._brief.settings.result_grace if self._ended else math.inf):
            return await wire.next()
        return None

    async def _gone(self, wire: Wire) -> int:
        """The exit code of a program that has ended or does. What comes next starts it again."""
        code = await wire.wait()
        await wire.close(0.0)
        self._wire = None
        return code

    def _hear(self, line: Line) -> list[Said]:
        if line.stream == "stdout":
            return entries(line.text, self._take, cut=line.cut)
        self._tail.append(line.text)
        return [raw(line.text, cut=line.cut)]

    def _take(self, heard: Mapping[str, Any], cut: bool) -> list[Said] | None:
        match text(heard.get("type")):
            case "control_request":
                return self._asked(text(heard.get("request_id")), mapping(heard.get("request")), cut=cut)
            case "control_cancel_request":
                gone = text(heard.get("request_id"))
                self._asks = deque(one for one in self._asks if one.id != gone)
                return [said(EntryKind.STATUS, text="the agent does not wait for the answer any more")]
            case "control_response" if text(mapping(heard.get("response")).get("subtype")) == "success":
                return []  # to initialize or interrupt: what comes of it is told by other lines
            case "keep_alive":
                return []
        taken = self._stream.take(heard, cut)
        self._ended = self._ended or self._stream.finished or text(heard.get("type")) == "result"
        return taken

    def _asked(self, to: str, request: Mapping[str, Any], *, cut: bool) -> list[Said] | None:
        if text(request.get("subtype")) == "can_use_tool" and to:
            self._asks.append(ask(to, request, cut=cut))
            return self._asks[-1].entries
        if to and self._wire is not None:
            self._wire.send(message.refusal(to, "Taskyard does not know this request"))
        return None
