"""The only place that starts a process: groups, grace, the end of the whole tree, lines of any length.

Every process is the leader of its own session and carries a marker in its environment, which its children
inherit. Killing a group misses what has made a session of its own; scanning for the marker finds it.
"""

import ctypes
import math
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import anyio
from anyio.abc import ByteReceiveStream
from anyio.abc import Process as Started
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from taskyard.domain.error import TaskyardError, Unavailable
from taskyard.domain.limit import LINE_SHOWN

MARKER = "TASKYARD_RUN"
_PROC = Path("/proc")
_CHUNK = 65_536  # bytes read at once
_QUEUE = 256  # lines waiting for a reader before the pipe is held back
_KILL_ROUNDS = 50
_PR_SET_CHILD_SUBREAPER = 36


class CommandFailed(TaskyardError):
    code = "command_failed"


@dataclass(frozen=True, kw_only=True)
class Done:
    code: int  # negative: the signal that ended it
    stdout: bytes
    stderr: bytes
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Line:
    text: str
    stream: str  # stdout or stderr
    cut: bool = False  # longer than is shown; the rest was read and dropped


class Lines:
    """Cuts a byte stream into lines, holding at most `limit` bytes of one."""

    def __init__(self, stream: str, limit: int) -> None:
        self._stream, self._limit = stream, limit
        self._held = bytearray()
        self._over = False

    def feed(self, chunk: bytes) -> list[Line]:
        *whole, rest = chunk.split(b"\n")
        lines = []
        for part in whole:
            self._keep(part)
            lines.append(self._line())
        self._keep(rest)
        return lines

    def end(self) -> list[Line]:
        return [self._line()] if self._held or self._over else []

    def _keep(self, part: bytes) -> None:
        room = self._limit - len(self._held)
        self._held += part[:room]
        self._over = self._over or len(part) > room

    def _line(self) -> Line:
        text = bytes(self._held).removesuffix(b"\r").decode("utf-8", "replace")
        line = Line(text=text, stream=self._stream, cut=self._over)
        self._held.clear()
        self._over = False
        return line


class Process:
    """A running process, leader of its own group. Leaving the context that made it ends its tree."""

    def __init__(self, started: Started, marker: str | None, grace: float) -> None:
        self._started = started
        self._marker = marker
        self._grace = grace
        self._send: MemoryObjectSendStream[Line]
        self._lines: MemoryObjectReceiveStream[Line]
        self._send, self._lines = anyio.create_memory_object_stream[Line](_QUEUE)

    @property
    def pid(self) -> int:
        return self._started.pid

    @property
    def returncode(self) -> int | None:
        return self._started.returncode

    async def lines(self) -> AsyncIterator[Line]:
        """Both pipes, in the order of arrival, until both are closed."""
        async for line in self._lines:
            yield line

    async def write(self, data: bytes) -> None:
        """Raises Unavailable when nobody reads any more."""
        assert self._started.stdin is not None
        try:
            await self._started.stdin.send(data)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as gone:
            raise Unavailable("the program has closed its input") from gone

    async def close_stdin(self) -> None:
        if self._started.stdin is not None:
            with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, OSError):
                await self._started.stdin.aclose()

    async def wait(self) -> int:
        """The exit code; negative: the signal that ended it."""
        return await self._started.wait()

    async def interrupt(self) -> None:
        _signal_group(self.pid, signal.SIGINT)

    async def stop(self, grace: float | None = None) -> None:
        """TERM, `grace` seconds, KILL to the group, then everything that carries the marker. Idempotent."""
        await self.close_stdin()
        if self._started.returncode is None:
            _signal_group(self.pid, signal.SIGTERM)
            with anyio.move_on_after(self._grace if grace is None else grace):
                await self._started.wait()
        _signal_group(self.pid, signal.SIGKILL)
        if self._started.returncode is None:
            await self._started.wait()
        if self._marker is not None:
            await kill_marked(self._marker)

    async def drain(self, limit: int) -> None:
        async with self._send, anyio.create_task_group() as group:
            for name in ("stdout", "stderr"):
                stream = getattr(self._started, name)
                group.start_soon(self._read, stream, Lines(name, limit), self._send.clone())

    async def _read(self, stream: ByteReceiveStream, cut: Lines, send: MemoryObjectSendStream[Line]) -> None:
        async with send:
            try:
                while True:
                    for line in cut.feed(await stream.receive(_CHUNK)):
                        await send.send(line)
            except (anyio.EndOfStream, anyio.ClosedResourceError, anyio.BrokenResourceError):
                with suppress(anyio.BrokenResourceError):
                    for line in cut.end():
                        await send.send(line)

    async def close(self) -> None:
        """Frees the pipes; whoever still waits for a line gets the end."""
        self._lines.close()
        for stream in (self._started.stdin, self._started.stdout, self._started.stderr):
            if stream is not None:
                with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, OSError):
                    await stream.aclose()


@asynccontextmanager
async def start(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    marker: str | None = None,
    grace: float = 5.0,
    limit: int = LINE_SHOWN,
) -> AsyncIterator[Process]:
    """Starts `argv` with exactly `env` and the marker. Raises CommandFailed when it cannot start."""
    whole = dict(env) if marker is None else {**env, MARKER: marker}
    try:
        started = await anyio.open_process(list(argv), cwd=cwd, env=whole, start_new_session=True)
    except OSError as trouble:
        raise CommandFailed(f"cannot start {argv[0]}: {trouble.strerror}", program=argv[0]) from trouble
    process = Process(started, marker, grace)
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(process.drain, limit)
            try:
                yield process
            finally:
                with anyio.CancelScope(shield=True):
                    await process.stop()
                group.cancel_scope.cancel()
    finally:
        with anyio.CancelScope(shield=True):
            await process.close()


async def run(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: bytes | None = None,
    timeout: float | None = None,
    check: bool = False,
) -> Done:
    """A short command, its whole output in memory. Raises CommandFailed, also at `timeout` seconds."""
    began = monotonic()
    try:
        with anyio.fail_after(math.inf if timeout is None else timeout):
            # Without input the command finds nothing to read, instead of our own terminal.
            done = await anyio.run_process(
                list(argv), input=stdin or b"", cwd=cwd, env=dict(env), check=False, start_new_session=True
            )
    except OSError as trouble:
        raise CommandFailed(f"cannot start {argv[0]}: {trouble.strerror}", program=argv[0]) from trouble
    except TimeoutError as late:
        raise CommandFailed(f"{argv[0]} took longer than {timeout} s", program=argv[0]) from late
    if check and done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip()[-2000:]
        raise CommandFailed(f"{argv[0]} ended with {done.returncode}: {words}", exit_code=done.returncode)
    return Done(code=done.returncode, stdout=done.stdout, stderr=done.stderr, seconds=monotonic() - began)


def become_subreaper() -> bool:
    """Orphans of our processes become our children, so that none is hidden behind init. Linux only."""
    try:
        return bool(ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def marked(marker: str) -> list[int]:
    """Processes that carry the marker, found in /proc; zombies are not counted. Empty where there is none."""
    wanted = f"{MARKER}={marker}".encode()
    found = []
    for entry in _PROC.glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


async def kill_marked(marker: str) -> int:
    """Kills whatever carries the marker until nothing does; how many it killed. Bounded."""
    killed: set[int] = set()
    for _ in range(_KILL_ROUNDS):
        alive = marked(marker)
        if not alive:
            break
        for pid in alive:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
            killed.add(pid)
        await anyio.sleep(0.01)
    for pid in killed:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)  # noqa: ASYNC222 - it does not wait
    return len(killed)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
