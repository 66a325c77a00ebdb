"""A real server and a real worker as processes of their own, to be killed."""

import json
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest

from taskyard import config, process
from taskyard.client.api import Client
from taskyard.domain.task import TaskStatus

PROGRAM = "from taskyard.cli.main import main; main()"
VICTIM = Path(__file__).with_name("victim.py")
LEASE = 3.0  # seconds: what a dead worker's run waits for at the most


@dataclass
class Town:
    folder: Path
    port: int = 0

    @property
    def data(self):
        return self.folder / "server"

    @asynccontextmanager
    async def server(self):
        """Comes back on the same port and the same data, as a restarted service does."""
        self.data.mkdir(exist_ok=True, mode=0o700)
        env = config.child_environment() | {"TASKYARD_LEASE": str(LEASE)}
        argv = [sys.executable, "-c", PROGRAM, "serve", "--port", str(self.port), "--data", str(self.data)]
        (self.data / "local.json").rename(self.data / "old.json") if (
            self.data / "local.json"
        ).exists() else None
        async with process.start(argv, cwd=self.folder, env=env, marker=f"server-{self.folder}") as running:
            await until((self.data / "local.json").exists)
            self.port = int(self.left["url"].rpartition(":")[2])
            yield running

    @property
    def left(self):
        return json.loads((self.data / "local.json").read_text())

    def client(self):
        return Client(self.left["url"], self.left["key"])

    @asynccontextmanager
    async def worker(self, step="none", name="victim"):
        data = self.folder / name
        data.mkdir(exist_ok=True)
        argv = [sys.executable, str(VICTIM), str(data), str(self.data), step, str(self.folder / "flag")]
        marker = f"worker-{self.folder}-{name}"
        async with process.start(
            argv, cwd=self.folder, env=config.child_environment(), marker=marker
        ) as running:
            yield running


async def until(fact, seconds=40.0):
    """Waits for a fact, plain or awaited; never for a time."""
    with anyio.fail_after(seconds):
        while True:
            found = fact()
            if hasattr(found, "__await__"):
                found = await found
            if found:
                return found
            await anyio.sleep(0.05)


@pytest.fixture
def town(tmp_path):
    return Town(tmp_path)


@pytest.fixture(name="until")
def until_fixture():
    return until


@pytest.fixture
def settled():
    async def wait(client, task, *states):
        wanted = states or (TaskStatus.REVIEW, TaskStatus.DONE, TaskStatus.FAILED)

        async def look():
            found = await client.task(task.id)
            return found if found.status in wanted else None

        return await until(look)

    return wait
