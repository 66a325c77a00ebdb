"""A program that is started anew for each turn, its output read by a parser."""

import math
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import cast

import anyio
from anyio.abc import TaskGroup, TaskStatus
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from taskyard.agent.protocol import Brief, Said
from taskyard.agent.stream.field import said
from taskyard.agent.stream.parser import Parser
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import TaskyardError, Unavailable
from taskyard.domain.run import Reason
from taskyard.process import Line, Process

_TAIL = 40  # lines of standard error that a verdict may quote


@dataclass(frozen=True)
class Turn:
    """One start of the program: who holds it, and where its lines arrive. None among them: it has exited."""

    argv: Sequence[str]
    env: Mapping[str, str]
    stdin: bytes
    over: anyio.Event = field(default_factory=anyio.Event)  # the turn needs it no more
    gone: anyio.Event = field(default_factory=anyio.Event)  # nothing of it is left

    async def hold(
        self,
        brief: Brief,
        *,
        task_status: TaskStatus[tuple[Process, MemoryObjectReceiveStream[Line | None]]],
    ) -> None:
        send, receive = anyio.create_memory_object_stream[Line | None]()
        try:
            with send, receive:
                async with (
                    brief.sandbox.start(self.argv, env=self.env) as process,
                    anyio.create_task_group() as group,
                ):
                    group.start_soon(_write, process, self.stdin)
                    group.start_soon(_pump, process, send.clone())
                    group.start_soon(_watch, process, send.clone())
                    send.close()
                    task_status.started((process, receive))
                    await self.over.wait()
                    group.cancel_scope.cancel()
        finally:
            self.gone.set()


class Program:
    """The processes of one session. A turn is an async generator and holds none of them: `group` does."""

    def __init__(self, brief: Brief, group: TaskGroup) -> None:
        self._brief, self._group = brief, group
        self._process: Process | None = None

    async def turn(
        self, argv: Sequence[str], parser: Parser, *, env: Mapping[str, str], stdin: bytes = b""
    ) -> AsyncIterator[Said]:
        """Ends with the one terminal entry of `parser`."""
        turn = Turn(argv, env, stdin)
        try:
            process, lines = await self._group.start(turn.hold, self._brief)
        except TaskyardError as problem:
            yield said(EntryKind.ERROR, reason=Reason.SETUP_FAILED.value, text=problem.message)
            return
        self._process = process
        tail: deque[str] = deque(maxlen=_TAIL)
        try:
            grace = self._brief.settings.result_grace
            exited = False
            while True:
                # A grandchild may hold the pipe after the exit, and a program may outlive its result.
                patience = grace if exited or parser.finished else math.inf
                line: Line | None = None
                with anyio.move_on_after(patience), suppress(anyio.EndOfStream):
                    line = await lines.receive()
                    exited = exited or line is None
                    if line is None:
                        continue
                if line is None:
                    break
                if line.stream == "stdout":
                    for one in parser.feed(line.text, line.cut):
                        yield one
                else:
                    tail.append(line.text)
                    yield said(EntryKind.RAW, cut=line.cut, text=line.text)
            code = process.returncode
        finally:
            self._process = None
            turn.over.set()
        await turn.gone.wait()  # the next process of this run must not be taken for a left-over of this one
        for one in parser.rest():
            yield one
        yield parser.end(code, "\n".join(tail))

    async def interrupt(self) -> None:
        if self._process is not None:
            await self._process.interrupt()


async def _write(process: Process, data: bytes) -> None:
    """Beside the reading: a program that does not read its input must not hold up its output."""
    with suppress(Unavailable):
        if data:
            await process.write(data)
    await process.close_stdin()


async def _pump(process: Process, send: MemoryObjectSendStream[Line | None]) -> None:
    async with send, aclosing(cast("AsyncGenerator[Line]", process.lines())) as lines:
        async for line in lines:
            await send.send(line)


async def _watch(process: Process, send: MemoryObjectSendStream[Line | None]) -> None:
    async with send:
        await process.wait()
        await send.send(None)
