"""The running program of a session: what is said to it goes out in order and holds nobody up; its lines are kept."""

import math
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any, cast

import anyio
from anyio.abc import TaskStatus
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from taskyard.agent.claude.message import encode
from taskyard.agent.protocol import Brief
from taskyard.domain.error import Unavailable
from taskyard.process import Line, Process

_LINES = 256  # waiting for a turn before the pipe is held back


@dataclass
class Wire:
    """The lines end when the program has ended, whoever else may hold its pipes."""

    argv: Sequence[str]
    env: Mapping[str, str]
    used: bool = False  # a prompt was given to it
    _lines: MemoryObjectReceiveStream[Line] = field(init=False)
    _process: Process = field(init=False)
    _out: MemoryObjectSendStream[bytes] = field(init=False)
    _over: anyio.Event = field(default_factory=anyio.Event)
    _gone: anyio.Event = field(default_factory=anyio.Event)

    async def hold(self, brief: Brief, *, task_status: TaskStatus[None]) -> None:
        """Runs beside the turns, in the session's own task group. Raises CommandFailed when it cannot start."""
        self._out, outgoing = anyio.create_memory_object_stream[bytes](math.inf)
        send, self._lines = anyio.create_memory_object_stream[Line](_LINES)
        try:
            with self._out, outgoing, self._lines, send:
                async with (
                    brief.sandbox.start(self.argv, env=self.env) as self._process,
                    anyio.create_task_group() as group,
                ):
                    group.start_soon(_pump, self._process, send.clone())
                    group.start_soon(_write, self._process, outgoing)
                    send.close()
                    task_status.started()
                    await self._over.wait()
                    group.cancel_scope.cancel()
        finally:
            self._gone.set()

    def send(self, message: Mapping[str, Any]) -> None:
        """A program that has gone takes nothing: its end is seen by who reads its lines."""
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            self._out.send_nowait(encode(message))

    def waiting(self) -> Iterator[Line]:
        with suppress(anyio.WouldBlock, anyio.EndOfStream, anyio.ClosedResourceError):
            while True:
                yield self._lines.receive_nowait()

    async def next(self) -> Line | None:
        """None: the program has ended."""
        with suppress(anyio.EndOfStream, anyio.ClosedResourceError):
            return await self._lines.receive()
        return None

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def wait(self) -> int:
        return await self._process.wait()

    async def close(self, grace: float) -> None:
        """With its input closed it writes down what it has and ends; what is left after `grace` seconds is killed."""
        with anyio.move_on_after(grace):
            await self._process.close_stdin()
            await self._process.wait()
        self._over.set()
        await self._gone.wait()


async def _pump(process: Process, send: MemoryObjectSendStream[Line]) -> None:
    async with send, aclosing(cast("AsyncGenerator[Line]", process.lines())) as lines:
        async for one in lines:
            await send.send(one)


async def _write(process: Process, outgoing: MemoryObjectReceiveStream[bytes]) -> None:
    with suppress(Unavailable):
        async for data in outgoing:
            await process.write(data)
