"""The server of the live bench, what makes facts in it, and its log."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dispatch import Line
from load import post
from measure import free_port, started, wait_port

SAY = 5  # each fifth change is a message
HANDS = 4  # connections that make changes


class Server:
    """`taskyard serve` in a process of its own, which can be started anew on its port and its data."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root, free_port()
        self.cpu = 0.0  # of the processes that have ended

    @contextmanager
    def running(self) -> Iterator[None]:
        argv = [
            Path(sys.executable).with_name("taskyard"),
            "serve",
            "--port",
            str(self.port),
            "--data",
            self.root / "data",
        ]
        env = {"TASKYARD_RATE_ACT": "0", "TASKYARD_RATE_REFUSED": "0"}
        with started(argv, self.root / "server.log", env) as process:
            self.process = process
            wait_port(self.port, process)
            while not (self.root / "data" / "local.json").exists():
                time.sleep(0.05)
            yield

    @property
    def key(self) -> str:
        return str(json.loads((self.root / "data" / "local.json").read_text())["key"])

    @property
    def peak(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024


class Driver:
    """Makes facts: tasks that are queued, and words to one of them."""

    def __init__(self, server: Server, pace: float) -> None:
        self.server, self.pace = server, pace
        self.made = self.failed = 0
        self.worst = 0.0  # seconds that a change took
        self.task = ""

    async def begin(self) -> None:
        async with Line(self.server.port) as line:
            await line.say(self._post("/projects", {"name": "live", "settings": {"agent": "scripted"}}))
            answer = await line.say(self._post("/tasks", {"project": "live", "title": "talk"}))
            self.task = json.loads(answer)["id"]

    async def run(self, seconds: float) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(HANDS):
                group.create_task(self._hand(seconds, self.pace / HANDS))

    async def _hand(self, seconds: float, pace: float) -> None:
        begin, nth = time.perf_counter(), 0
        while (now := time.perf_counter() - begin) < seconds:
            try:
                async with Line(self.server.port) as line:
                    while now < seconds:
                        await asyncio.sleep(max(0.0, nth / pace - now))
                        nth += 1
                        sent = time.perf_counter()
                        await line.say(self._change(nth))
                        self.made += 1
                        now = time.perf_counter() - begin
                        self.worst = max(self.worst, now - (sent - begin))
            except (OSError, EOFError):
                self.failed += 1
                await asyncio.sleep(0.1)

    def _change(self, nth: int) -> bytes:
        if nth % SAY == 0:
            return self._post(f"/tasks/{self.task}/messages", {"text": f"word {nth} " + "x" * 100})
        return self._post("/tasks", {"project": "live", "title": f"task {nth}", "enqueue": True})

    def _post(self, path: str, body: object) -> bytes:
        return post(self.server.port, f"/api/v1{path}", json.dumps(body).encode(), self.server.key)


async def log(server: Server) -> list[dict[str, object]]:
    """All facts, as the table has them."""
    facts: list[dict[str, object]] = []
    async with Line(server.port) as line:
        while True:
            after = facts[-1]["seq"] if facts else 0
            head = (
                f"GET /api/v1/events?after={after}&limit=200 HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
                f"Authorization: Bearer {server.key}\r\n\r\n"
            )
            found = json.loads(await line.say(head.encode()))["items"]
            facts += found
            if len(found) < 200:
                return facts
