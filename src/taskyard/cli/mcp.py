"""taskyard mcp: the board for a program that speaks MCP over its child's pipes. Every message goes on to the server.

Only messages are written to the standard output. It ends when its input does, or at a signal.
"""

import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any

import anyio
import typer

from taskyard.cli.door import client, guarded
from taskyard.client.api import Client
from taskyard.domain import limit
from taskyard.domain.error import TaskyardError

_PARSE_ERROR, _FAILED = -32700, -32000
_AT_ONCE = 16  # messages on their way
_PIECE = 4096  # bytes: a pipe that can be written takes as many without a wait
_LAST = 10.0  # seconds for what is still on its way when the input has ended


def mcp(
    *,
    read_only: Annotated[bool, typer.Option("--read-only", help="Only tools that change nothing.")] = False,
) -> None:
    """The board as an MCP server on standard input and output, for Claude Code and others."""

    async def body() -> None:
        async with client() as speaking, anyio.create_task_group() as group:
            group.start_soon(_until_signal, group.cancel_scope)
            await _Carrier(speaking, read_only=read_only).carry()
            group.cancel_scope.cancel()

    guarded(lambda: anyio.run(body))


@dataclass
class _Carrier:
    client: Client
    read_only: bool
    _room: anyio.Semaphore = field(default_factory=lambda: anyio.Semaphore(_AT_ONCE))
    _pen: anyio.Lock = field(default_factory=anyio.Lock)

    async def carry(self) -> None:
        async with anyio.create_task_group() as group:
            async for line in _lines(sys.stdin.fileno()):
                if line is None:
                    await self._say(_error(None, _PARSE_ERROR, f"a message may have {limit.BODY} bytes"))
                elif line.strip():
                    await self._room.acquire()
                    group.start_soon(self._pass, line)
            group.cancel_scope.deadline = anyio.current_time() + _LAST

    async def _pass(self, line: bytes) -> None:
        try:
            async for answer in self.client.mcp(line, read_only=self.read_only):
                await self._say(answer)
        except TaskyardError as problem:
            print(f"taskyard: {problem.message} [{problem.code}]", file=sys.stderr)
            asked = _id(line)
            if asked is not None:
                await self._say(_error(asked, _FAILED, problem.message, problem.code))
        finally:
            self._room.release()

    async def _say(self, message: Any) -> None:
        async with self._pen:
            await _write(sys.stdout.fileno(), json.dumps(message).encode() + b"\n")


async def _until_signal(scope: anyio.CancelScope) -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            scope.cancel()
            return


async def _lines(fd: int) -> AsyncIterator[bytes | None]:
    """None for a line that is too long to be a message."""
    held, over = b"", False
    while piece := await _read(fd):
        *whole, held = (held + piece).split(b"\n")
        for line in whole:
            yield None if over or len(line) > limit.BODY else line
            over = False
        if len(held) > limit.BODY:
            held, over = b"", True
    if held or over:
        yield None if over else held


async def _read(fd: int) -> bytes:
    """Not in a thread: one that waits for input would keep the process from ending."""
    with suppress(PermissionError):  # a file cannot be waited for: it is always ready
        await anyio.wait_readable(fd)
    return os.read(fd, 65536)


async def _write(fd: int, data: bytes) -> None:
    for begin in range(0, len(data), _PIECE):
        piece = data[begin : begin + _PIECE]
        while piece:
            with suppress(PermissionError):
                await anyio.wait_writable(fd)
            piece = piece[os.write(fd, piece) :]


def _id(line: bytes) -> str | int | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    asked = found.get("id") if isinstance(found, dict) else None
    return asked if isinstance(asked, str | int) and "method" in found else None


def _error(asked: str | int | None, code: int, words: str, name: str = "") -> dict[str, Any]:
    error: dict[str, Any] = {"code": code, "message": words}
    if name:
        error["data"] = {"code": name}
    return {"jsonrpc": "2.0", "id": asked, "error": error}
