"""Row 9: how soon a new task is in the hands of an idle remote worker that waits in a long poll."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Self

import floors
from load import post, run
from measure import Figure, Scale, Times, at_most, cpu_seconds, main, middle, ms
from product import Seed, Served, floor, seed, serving

PACE = 40.0  # tasks each second
IDLE, CROWD = 50, 500


@dataclass(frozen=True)
class Talk:
    """How one server is spoken to."""

    server: Served
    ask: Callable[[], bytes]
    enqueue: Callable[[float], bytes]  # given the moment of sending
    sent: Callable[[bytes], float | None]  # that moment, read from a claim's answer


class Line:
    """One connection that is kept open."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()

    async def say(self, request: bytes) -> bytes:
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        if head[9:11] != b"20":
            raise RuntimeError(head[:40].decode())
        if b"content-length:" not in head:
            return b""
        return await self.reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))


def _floor(server: Served) -> Talk:
    ask = post(server.port, "/claim", b'{"worker":"w","key":"k","wait":25}', floors.KEY)

    def sent(answer: bytes) -> float | None:
        body = json.loads(answer)["body"]
        return None if body is None else float(body)

    return Talk(
        server,
        lambda: ask,
        lambda now: post(server.port, "/enqueue", json.dumps({"body": str(now)}).encode(), floors.KEY),
        sent,
    )


def _product(server: Served, seeded: Seed) -> Talk:
    numbers = count()

    def ask() -> bytes:
        body = {"worker": seeded.worker, "key": f"k{next(numbers)}", "offer": {"agents": ["scripted"]}}
        return post(server.port, "/api/v1/queue/claim?wait=25", json.dumps(body).encode(), seeded.worker_key)

    def enqueue(now: float) -> bytes:
        body = {"project": "bench", "title": str(now), "description": "x" * 400, "enqueue": True}
        return post(server.port, "/api/v1/tasks", json.dumps(body).encode(), seeded.operator)

    def sent(answer: bytes) -> float | None:
        title = json.loads(answer)["task"]["title"] if answer else "a job"
        return None if title == "a job" else float(title)  # the seeded one

    return Talk(server, ask, enqueue, sent)


async def _wait_all(talk: Talk, workers: int, many: int) -> tuple[Times, float]:
    """Times from just before the enqueue is sent to the claim's answer, and the server's CPU for each task."""
    waits: list[float] = []

    async def worker() -> None:
        async with Line(talk.server.port) as line:
            while True:
                sent = talk.sent(await line.say(talk.ask()))
                if sent is not None:
                    waits.append(time.time() - sent)

    async with asyncio.TaskGroup() as group:
        hands = [group.create_task(worker()) for _ in range(workers)]
        await _settled(talk.server.pid)
        before, begin = cpu_seconds(talk.server.pid), time.perf_counter()
        async with Line(talk.server.port) as line:
            for number in range(many):
                await asyncio.sleep(max(0.0, begin + number / PACE - time.perf_counter()))
                await line.say(talk.enqueue(time.time()))
        for _ in range(200):
            if len(waits) >= many:
                break
            await asyncio.sleep(0.05)
        used = cpu_seconds(talk.server.pid) - before
        for hand in hands:
            hand.cancel()
    if len(waits) != many:
        raise RuntimeError(f"{len(waits)} of {many} arrived")
    return Times.of(waits), used / many


async def _settled(pid: int) -> None:
    """Until the crowd hangs in its polls and the server is quiet; three seconds at most."""
    await asyncio.sleep(0.5)
    last = cpu_seconds(pid)
    for _ in range(10):
        await asyncio.sleep(0.25)
        now = cpu_seconds(pid)
        if now - last < 0.05:
            return
        last = now


def suite(scale: Scale, root: Path) -> list[Figure]:
    many = scale.count(120, 30)
    passes = 1 if scale.quick else 2
    base, ours, crowd = [], [], []
    for turn in range(passes):
        with floor("dispatch", root) as server:
            base.append(run(_wait_all(_floor(server), IDLE, many)))
        for workers, found in ((IDLE, ours), (CROWD, crowd)):
            seeded = seed(root / f"dispatch{turn}-{workers}.db")
            with serving(seeded, root) as server:
                found.append(run(_wait_all(_product(server, seeded), workers, many)))
    p50, p99 = (middle([getattr(times, name) for times, _ in ours]) for name in ("p50", "p99"))
    floor50, floor99 = (middle([getattr(times, name) for times, _ in base]) for name in ("p50", "p99"))
    few, lots = (middle([cpu for _, cpu in found]) for found in (ours, crowd))
    return [
        at_most(
            "9",
            f"new task → idle worker's answer, {IDLE} idle: p50",
            f"FastAPI + raw writer {ms(floor50)}",
            ms(p50),
            p50 / floor50,
            2,
        ),
        at_most(
            "9",
            f"new task → idle worker's answer, {IDLE} idle: p99",
            f"FastAPI + raw writer {ms(floor99)}",
            ms(p99),
            p99 / floor99,
            3,
        ),
        at_most(
            "9",
            f"server CPU for each task, {CROWD} idle workers",
            f"{IDLE} idle {ms(few)}",
            ms(lots),
            lots / few,
            1.5,
        ),
    ]


if __name__ == "__main__":
    main(suite)
