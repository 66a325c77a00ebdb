"""A Redis for tests: the real program where it is installed, else one that only speaks its protocol."""

import shutil
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import anyio
from fakeredis import TcpFakeServer

from taskyard import process
from taskyard.config import search_path

KINDS = ("fake", "real")


def missing(kind: str) -> str | None:
    """Why a kind cannot be had here; None when it can."""
    if kind == "real" and shutil.which("redis-server", path=search_path()) is None:
        return "redis-server is not installed: apt-get install redis-server"
    return None


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@asynccontextmanager
async def redis(kind: str, folder: Path, port: int) -> AsyncIterator[str]:
    """A server that keeps nothing; gives its URL once it answers. Leaving ends it, and its connections."""
    opened = _fake(port) if kind == "fake" else _real(folder, port)
    async with opened:
        with anyio.fail_after(20):
            await _answers(port)
        yield f"redis://127.0.0.1:{port}/0"


@asynccontextmanager
async def _fake(port: int) -> AsyncIterator[None]:
    server = TcpFakeServer(("127.0.0.1", port), server_type="redis")
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        await anyio.to_thread.run_sync(server.shutdown)
        server.server_close()
        await anyio.to_thread.run_sync(thread.join)


@asynccontextmanager
async def _real(folder: Path, port: int) -> AsyncIterator[None]:
    argv = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    async with process.start(argv, cwd=folder, env={"PATH": search_path()}, marker=str(folder), grace=2.0):
        yield


async def _answers(port: int) -> None:
    while True:
        with suppress(OSError):
            async with await anyio.connect_tcp("127.0.0.1", port) as stream:
                await stream.send(b"*1\r\n$4\r\nPING\r\n")
                if b"PONG" in await stream.receive():
                    return
        await anyio.sleep(0.02)
