"""A real server and a real worker as processes of their own, to be killed."""

import json
import os
import signal
import sys
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import anyio
import pytest

from taskyard import config, process
from taskyard.client.api import Client
from taskyard.domain.run import RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.testing.checkout import fingerprint
from taskyard.wiring import worker as worker_half
from taskyard.worker.deps import Quiet
from taskyard.worker.loop import Stop, run_loop

PROGRAM = "from taskyard.cli.main import main; main()"
VICTIM = Path(__file__).with_name("victim.py")
NURSERY = Path(__file__).with_name("server_victim.py")
LEASE = 3.0  # seconds: what a dead worker's run waits for at the most
LONG_LEASE = 10.0  # seconds: longer than any restart of a server here


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


class Nursery:
    """A process that forks servers: what it and they say, line by line."""

    def __init__(self, running):
        self._running = running
        self.cries = []  # what was said on stderr

    async def bear(self, settings, blow):
        words = json.dumps({"settings": settings, "blow": blow})
        await self._running.write(words.encode() + b"\n")
        return int((await self.hear("up")).split()[1])

    async def hear(self, *heads):
        async with aclosing(self._running.lines()) as lines:
            async for line in lines:
                if line.stream == "stdout" and line.text.startswith(heads):
                    return line.text
                self.cries.append(line.text)
        raise AssertionError(self.cries)


@dataclass
class House:
    """A server that comes back on the same port and the same data whenever its blow has killed it."""

    nursery: Nursery
    folder: Path
    blow: dict
    armed: str = "start"  # the moment from which the blow may fall
    pid: int = 0
    lives: int = 0  # so far; one may die before it has said that it is ready
    ending: bool = False
    counted: dict = field(default_factory=dict)  # run: what its worker counted at the end

    @property
    def fired(self):
        return [when for when in ("before", "after") if (self.folder / when).exists()]

    def left(self):
        return config.local(config.load({"data": self.folder / "server"}))

    async def reach(self, moment):
        if moment == self.armed:
            (self.folder / "armed").touch()
        if moment == "finishing":
            for path in (self.folder / "worker" / "worker" / "spool").glob("*.finish.json"):
                outcome = json.loads(path.read_text())
                run = path.name.rpartition("-")[0]
                self.counted[run] = outcome["entries"], outcome["bytes"], outcome["checksum"]

    @asynccontextmanager
    async def stands(self):
        await self.reach("start")
        async with anyio.create_task_group() as group:
            await group.start(self._live)
            try:
                yield self
            except BaseException as trouble:
                trouble.add_note(f"the server was killed {self.fired} {self.blow}, life {self.lives}")
                trouble.add_note("\n".join(self.nursery.cries[-30:]))
                raise
            finally:
                self.ending = True
                self._kill()

    async def _live(self, task_status):
        data = self.folder / "server"
        port = 0
        while not self.ending:
            settings = {"data": str(data), "port": port, "lease": LONG_LEASE}
            with anyio.CancelScope(shield=True):  # who is born must be known, to be ended
                self.pid = await self.nursery.bear(settings, self.blow | {"folder": str(self.folder)})
            self.lives += 1
            if self.ending:
                self._kill()
            said = await self.nursery.hear("ready", "down")
            if said == "ready":
                if not port:
                    port = int(self.left()["url"].rpartition(":")[2])
                    task_status.started()
                said = await self.nursery.hear("down")
            self.pid = 0
            assert said == "down -9", (said, self.nursery.cries)

    def _kill(self):
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def client(self):
        """A person's: patient, and each call is one request with one key, however often it is sent."""
        return Client(self.left()["url"], self.left()["key"], retries=12)

    @asynccontextmanager
    async def worker(self, step=None):
        """In this process. Its client repeats nothing, so that what stands above it has to."""
        settings = config.load({"data": self.folder / "worker", "worker_name": "worker"})
        left = self.left()

        async def steps(name):
            await self.reach(name)
            if step is not None:
                await step(name)

        stop = Stop()
        deps = replace(
            worker_half.worker_deps(settings, left["url"], left["worker_key"], slots=1, step=steps),
            client_factory=lambda: Client(left["url"], left["worker_key"], retries=0),
            log=Quiet(),
        )
        async with anyio.create_task_group() as group:
            group.start_soon(run_loop, deps, stop)
            yield
            stop.ask()


@pytest.fixture(scope="module")
async def nursery(tmp_path_factory):
    argv, folder = [sys.executable, str(NURSERY)], tmp_path_factory.mktemp("nursery")
    env = config.child_environment()
    async with process.start(argv, cwd=folder, env=env, marker=f"nursery-{folder}") as running:
        yield Nursery(running)


@pytest.fixture
def build(nursery, tmp_path):
    def make(blow=None, armed="start"):
        return House(nursery, tmp_path, blow or {"method": "NEVER"}, armed)

    return make


@pytest.fixture
def proven():
    """What must hold at the end, whatever was killed."""

    async def prove(client, repo, task, before):
        assert task.status is TaskStatus.DONE, task.note
        assert (await repo.git("show", "main:colour.txt")) == "blue\n"
        log = (await repo.git("log", "--merges", "--format=%H", "main")).split()
        assert log == [task.merged_commit], "merged exactly once"
        runs = await client.task_runs(task.id)
        ends = [run.kind.value for run in runs if run.status is RunStatus.SUCCEEDED]
        assert ends == ["work", "merge"]
        for run in runs:
            assert not process.marked(run.id)
            assert not process.marked(f"{run.id}-check")
            entries = await client.transcript(run.id, 0, 200)
            assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        after = await fingerprint(repo)
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        assert changed <= {"refs", "index", "colour.txt"}  # what the merge itself changed
        refs = set(before["refs"].splitlines()) ^ set(after["refs"].splitlines())
        assert {line.split()[0] for line in refs} == {"refs/heads/main"}

    return prove


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
