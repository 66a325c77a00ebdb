"""A closed loop of HTTP/1.1 requests over loopback: each connection asks, waits for the whole answer, asks again."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import uvloop
from measure import Times, cpu_seconds

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """On the event loop that the servers use too."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def post(port: int, path: str, body: bytes, key: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass(frozen=True, kw_only=True)
class Load:
    per_second: float
    cpu: float  # seconds of the server's CPU for each answer
    times: Times
    wrong: int  # answers that were not 200


@dataclass
class _Run:
    request: Callable[[int], bytes]  # given the number of the connection
    start: float
    end: float
    done: asyncio.Future[None]
    waits: list[float] = field(default_factory=list)
    wrong: int = 0
    open: int = 0


class _Caller(asyncio.Protocol):
    def __init__(self, run: _Run, number: int) -> None:
        self.run, self.number = run, number
        self.held = b""
        self.sent = 0.0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.run.open += 1
        self.fire()

    def fire(self) -> None:
        self.sent = time.perf_counter()
        self.transport.write(self.run.request(self.number))

    def data_received(self, data: bytes) -> None:
        self.held += data
        head, blank, rest = self.held.partition(b"\r\n\r\n")
        if not blank or len(rest) < _length(head):
            return
        self.held = b""
        now = time.perf_counter()
        if head[9:12] != b"200":
            self.run.wrong += 1
        if now >= self.run.start:
            self.run.waits.append(now - self.sent)
        if now >= self.run.end:
            self.transport.close()
        else:
            self.fire()

    def connection_lost(self, error: Exception | None) -> None:
        self.run.open -= 1
        if self.run.open == 0 and not self.run.done.done():
            self.run.done.set_result(None)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def drive(
    port: int, pid: int, request: Callable[[int], bytes], connections: int, seconds: float
) -> Load:
    """The first 0.3 s warm the server up and are not counted."""
    loop = asyncio.get_running_loop()
    start = time.perf_counter() + 0.3
    run = _Run(request, start, start + seconds, loop.create_future())
    for number in range(connections):
        await loop.create_connection(lambda number=number: _Caller(run, number), "127.0.0.1", port)
    await asyncio.sleep(max(0.0, start - time.perf_counter()))
    before = cpu_seconds(pid)
    await asyncio.wait_for(run.done, seconds + 30)
    used = cpu_seconds(pid) - before
    if not run.waits:
        raise RuntimeError("no answer came")
    return Load(
        per_second=len(run.waits) / seconds,
        cpu=used / len(run.waits),
        times=Times.of(run.waits),
        wrong=run.wrong,
    )
