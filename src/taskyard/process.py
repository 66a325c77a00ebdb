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
from subprocess import DEVNULL, PIPE
from time import monotonic
from typing import BinaryIO

import anyio
from anyio.abc import ByteReceiveStream, ByteSendStream
from anyio.abc import Process as Started
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from taskyard.domain.error import TaskyardError, Unavailable
from taskyard.domain.limit import LINE_SHOWN
from taskyard.domain.line import Line as Line
from taskyard.domain.line import Lines as Lines

MARKER = "TASKYARD_RUN"
_PROC = Path("/proc")
_CHUNK = 65_536  # bytes read at once
_QUEUE = 256  # lines waiting for a reader before the pipe is held back
_KILL_ROUNDS = 50
_QUIET = 0.5  # seconds of silence after which a pipe that outlives its program is left
_REST = 2 * 1024 * 1024  # bytes of it read at most: more than a pipe can hold
_PR_SET_CHILD_SUBREAPER = 36
_CLOSED = (anyio.BrokenResourceError, anyio.ClosedResourceError, OSError)
_leaders: set[int] = set()  # processes of ours that the loop waits for


class CommandFailed(TaskyardError):
    code = "command_failed"


@dataclass(frozen=True, kw_only=True)
class Done:
    code: int  # negative: the signal that ended it
    stdout: bytes
    stderr: bytes
    seconds: float
    cut: bool = False  # there was more on stdout than was asked for


class _Pipe:
    """An output pipe. What a program wrote lies in it when it ends; a child of its that keeps it open is not waited for."""

    def __init__(self, stream: ByteReceiveStream | None) -> None:
        assert stream is not None
        self._stream = stream
        self._rest, self._quiet = math.inf, math.inf
        self._waiting = anyio.CancelScope()
        self.kept, self.cut = b"", False

    def program_is_gone(self) -> None:
        self._rest, self._quiet = _REST, _QUIET
        self._waiting.deadline = anyio.current_time() + _QUIET

    async def chunks(self) -> AsyncIterator[bytes]:
        while self._rest > 0:
            chunk = b""
            with anyio.move_on_after(self._quiet) as self._waiting, suppress(*_CLOSED, anyio.EndOfStream):
                chunk = await self._stream.receive(_CHUNK)
            if not chunk:
                return
            self._rest -= len(chunk)
            yield chunk

    async def keep(self, most: int | None) -> None:
        """The whole of it, or what fits in `most` bytes: the rest is read and dropped."""
        held = bytearray()
        async for chunk in self.chunks():
            room = len(chunk) if most is None else most - len(held)
            held += chunk[:room]
            self.cut = self.cut or len(chunk) > room
        self.kept = bytes(held)


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
        except _CLOSED as gone:
            raise Unavailable("the program has closed its input") from gone

    async def close_stdin(self) -> None:
        if self._started.stdin is not None:
            with suppress(*_CLOSED):
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
        await _end(self._started)
        if self._marker is not None:
            await kill_marked(self._marker)

    async def drain(self, limit: int) -> None:
        pipes = {"stdout": _Pipe(self._started.stdout), "stderr": _Pipe(self._started.stderr)}
        async with self._send, anyio.create_task_group() as group:
            for name, pipe in pipes.items():
                group.start_soon(self._read, pipe, Lines(name, limit))
            await self._started.wait()
            for pipe in pipes.values():
                pipe.program_is_gone()

    async def _read(self, pipe: _Pipe, cut: Lines) -> None:
        with suppress(anyio.BrokenResourceError):  # nobody wants lines any more
            async for chunk in pipe.chunks():
                for line in cut.feed(chunk):
                    await self._send.send(line)
            for line in cut.end():
                await self._send.send(line)

    async def close(self) -> None:
        """Frees the pipes, also one that is full or held open by a stranger; waiting readers get the end."""
        self._lines.close()
        self._send.close()
        await _let_go(self._started)


@asynccontextmanager
async def start(
    argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], marker: str | None = None,
    grace: float = 5.0, limit: int = LINE_SHOWN,
) -> AsyncIterator[Process]:  # fmt: skip
    """Starts `argv` with exactly `env` and the marker. Raises CommandFailed when it cannot start."""
    whole = env if marker is None else {**env, MARKER: marker}
    process = Process(await _open(argv, cwd, whole, PIPE), marker, grace)
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
    argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], stdin: bytes | BinaryIO | None = None,
    timeout: float | None = None, check: bool = False, most: int | None = None,
) -> Done:  # fmt: skip
    """A short command, its output in memory (of stdout `most` bytes). Raises CommandFailed, also at `timeout` seconds."""
    began = monotonic()
    source = PIPE if isinstance(stdin, bytes) else stdin or DEVNULL
    started = await _open(argv, cwd, env, source)
    out, err = _Pipe(started.stdout), _Pipe(started.stderr)
    try:
        with anyio.fail_after(timeout):
            async with anyio.create_task_group() as group:
                group.start_soon(out.keep, most)
                group.start_soon(err.keep, None)
                async with anyio.create_task_group() as feeding:
                    feeding.start_soon(_feed, started.stdin, stdin if isinstance(stdin, bytes) else b"")
                    code = await started.wait()
                    feeding.cancel_scope.cancel()
                out.program_is_gone()
                err.program_is_gone()
    except TimeoutError as late:
        raise CommandFailed(f"{argv[0]} took longer than {timeout} s", program=argv[0]) from late
    finally:
        with anyio.CancelScope(shield=True):
            await _end(started)
            await _let_go(started)
    done = Done(code=code, stdout=out.kept, stderr=err.kept, seconds=monotonic() - began, cut=out.cut)
    if check and code != 0:
        words = done.stderr.decode("utf-8", "replace").strip()[-2000:]
        raise CommandFailed(f"{argv[0]} ended with {code}: {words}", exit_code=code)
    return done


async def _open(argv: Sequence[str], cwd: Path, env: Mapping[str, str], stdin: int | BinaryIO) -> Started:
    try:
        started = await anyio.open_process(argv, stdin=stdin, cwd=cwd, env=env, start_new_session=True)
    except (OSError, ValueError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) else trouble
        raise CommandFailed(f"cannot start {argv[0]} in {cwd}: {why}", program=argv[0]) from trouble
    _leaders.add(started.pid)
    return started


async def _feed(stdin: ByteSendStream | None, data: bytes) -> None:
    if stdin is not None:
        with suppress(*_CLOSED):  # it need not read what it is given
            await stdin.send(data)
            await stdin.aclose()


async def _end(started: Started) -> None:
    """The end of the group and of its leader; orphans of it that came to us are buried."""
    _signal_group(started.pid, signal.SIGKILL)
    if started.returncode is None:
        await started.wait()
    await _reap(-started.pid)


async def _let_go(started: Started) -> None:
    _leaders.discard(started.pid)
    with suppress(*_CLOSED):
        await started.aclose()


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
    for pid in killed - _leaders:  # those have somebody who waits for them
        await _reap(pid)
    return len(killed)


async def _reap(pid: int) -> None:
    """Buries an orphan that came to us; with a minus all of a group."""
    with suppress(ChildProcessError):
        for _ in range(_KILL_ROUNDS):
            while os.waitpid(pid, os.WNOHANG)[0]:  # noqa: ASYNC222 - it does not wait
                pass
            await anyio.sleep(0.01)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)
