"""A whole yard: a server on a real port, a worker, a repository, and agents that are doubles of the real programs."""

import json
import shlex
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import anyio
import httpx2
import pytest
from fastapi import FastAPI

from taskyard import config, process
from taskyard.bus.memory import MemoryBus
from taskyard.client.api import Client
from taskyard.domain.account import Scope
from taskyard.domain.project import Project
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.domain.worker import Offer
from taskyard.server.app import create_app
from taskyard.service import account, upkeep
from taskyard.service.yard import SYSTEM, Yard
from taskyard.store.db import Database
from taskyard.store.upgrade import upgrade
from taskyard.testing.clock import FakeClock
from taskyard.testing.repo import Repo
from taskyard.wiring import server as server_half
from taskyard.wiring import worker as worker_half
from taskyard.worker.deps import Deps
from taskyard.worker.loop import Stop

DOUBLE = Path(__file__).with_name("agent_double.py")
ENDS = (TaskStatus.REVIEW, TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED)


@dataclass(frozen=True)
class Start:
    """One start of the double: how it was called, and every line that it was told."""

    args: list
    env: dict
    cwd: str
    told: list

    @property
    def prompts(self):
        said = [one["message"]["content"][0]["text"] for one in self.told if one.get("type") == "user"]
        return said + [one["prompt"] for one in self.told if "prompt" in one]

    @property
    def tasks(self):
        """What the prompts say of the task, before the agent is told its place."""
        return [one.partition("\n\nYou are worker ")[0] for one in self.prompts]

    @property
    def resumes(self):
        return next((one.partition("=")[2] for one in self.args if one.startswith("--resume=")), None)


@dataclass
class Double:
    """A program that plays its first play when it is started first, and its last one from then on."""

    folder: Path

    @property
    def program(self):
        return self.folder / "program"

    def plays(self, *plays):
        self.folder.mkdir()
        for number, play in enumerate(plays, 1):
            (self.folder / f"play-{number}.py").write_text(play)
        words = shlex.join([sys.executable, "-I", str(DOUBLE), str(self.folder)])
        self.program.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        self.program.chmod(0o755)
        return self

    def settings(self, options=(), **more):
        """As Claude Code unless another agent is named."""
        own = {"agent": "claude", "agent_command": str(self.program), "agent_options": dict(options)}
        return own | {"kill_grace": 0.5, "result_grace": 0.5, "max_attempts": 1} | more

    @property
    def starts(self):
        found = []
        for place in sorted(self.folder.glob("start-*"), key=lambda path: int(path.name[6:])):
            first, *told = [json.loads(line) for line in (place / "notes").read_text().splitlines()]
            found.append(Start(**first, told=told))
        return found

    async def reached(self, name):
        """Waits for a `mark` of the play."""
        with anyio.fail_after(30):
            while not (self.folder / name).exists():  # noqa: ASYNC110 - another process makes it
                await anyio.sleep(0.01)


@dataclass
class House:
    admin: Client
    project: Project
    repo: Repo
    deps: Deps

    @property
    def data(self):
        return self.deps.data

    @asynccontextmanager
    async def worker(self, name):
        """Another one, on the same machine, with homes and workspaces of its own."""
        stop = Stop()
        own = replace(self.deps, name=name, data=self.data.with_name(name))
        async with anyio.create_task_group() as group:
            group.start_soon(worker_half.work, own, stop)
            yield
            stop.ask()

    async def add(
        self, double, title="Paint the door", text="A red one.", *, options=(), priority=None, **settings
    ):
        own = {"settings": double.settings(options, **settings), "enqueue": True}
        return await self.admin.add_task(self.project.id, title, text, priority=priority, **own)

    async def until(self, task, *statuses):
        """Follows the facts until the task is in one of `statuses`, by default any end."""
        with anyio.fail_after(60):
            async for _ in self.admin.events(0, task=task.id):
                found = await self.admin.task(task.id)
                if found.status in (statuses or ENDS):
                    return found
        raise AssertionError("the stream of facts ended")

    async def ended(self, task, runs=1):
        """Waits until so many runs of the task have ended, however they did."""
        with anyio.fail_after(60):
            async for event in self.admin.events(0, task=task.id):
                runs -= event.kind == "run.ended"
                if runs == 0:
                    return await self.admin.task_runs(task.id)
        raise AssertionError("the stream of facts ended")

    async def facts(self, task, last):
        """All facts of a task up to the first of that kind."""
        found = []
        with anyio.fail_after(60):
            async for event in self.admin.events(0, task=task.id):
                found.append(event)
                if event.kind == last:
                    return found
        raise AssertionError("the stream of facts ended")

    async def does(self, double, *words, **settings):
        """Adds a task and waits for its end: the task and its runs."""
        task = await self.until(await self.add(double, *words, **settings))
        return task, await self.admin.task_runs(task.id)

    async def said(self, run, kind=None):
        found = await self.admin.transcript(run.id)
        return [one for one in found if kind is None or one.kind is kind]

    async def commits(self, branch):
        """The messages' first lines on a branch beyond main, the oldest first."""
        return (await self.repo.git("log", "--reverse", "--format=%s", f"main..{branch}")).splitlines()

    async def shows(self, ref, path):
        return await self.repo.git("show", f"{ref}:{path}")


@asynccontextmanager
async def build(folder, repo, slots=1, given=(), **settings):
    data = folder / "data"
    profiles = folder / "profiles"
    profiles.mkdir()
    own = {"data": data, "port": 0, "agents": "claude,command,goose,scripted"}
    chosen = config.load(own | dict(given))
    async with server_half.serve(chosen) as serving, anyio.create_task_group() as group:
        keys = config.local(chosen)
        deps = worker_half.worker_deps(chosen, serving.url, keys["worker_key"], slots=slots, grace=0.5)
        stop = Stop()
        deps = replace(deps, profiles=profiles)
        group.start_soon(worker_half.work, deps, stop)
        async with Client(serving.url, keys["key"]) as admin:
            own = {"retry_delay": 0.1} | settings
            project = await admin.add_project("house", repository=str(repo.path), settings=own)
            yield House(admin, project, repo, deps)
        stop.ask()


@pytest.fixture(scope="session")
def anyio_backend():
    """The house outlives a test."""
    return "asyncio"


@pytest.fixture(scope="session")
async def house(tmp_path_factory):
    """One for all the tests of a process, in any order: each brings its own task and its own program."""
    folder = tmp_path_factory.mktemp("house")
    async with build(folder, await Repo.make(folder / "repo"), slots=8) as made:
        yield made


@pytest.fixture
def house_with(tmp_path, repo):
    def make(**more):
        return build(tmp_path, repo, **more)

    return make


@dataclass
class Board:
    """A server in this process whose time stands still; its client speaks as a person or as a worker."""

    yard: Yard
    app: FastAPI
    clock: FakeClock
    admin: Client
    worker: Client

    async def hand(self, name="anvil", **offer):
        return (await self.worker.register(name, 1, Offer(agents=("scripted",), **offer), host=name)).id

    async def claim(self, hand, **offer):
        key = f"{hand}-{self.yard.entropy(8).hex()}"
        return await self.worker.claim(hand, key, Offer(agents=("scripted",), **offer), wait=0)

    async def begin(self, claim):
        for status in (RunStatus.PREPARING, RunStatus.RUNNING):
            await self.worker.run_status(claim.run.id, claim.fence, status)

    async def complete(self, claim, **said):
        outcome = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, **said)
        return await self.worker.complete(claim.run.id, claim.fence, outcome)

    async def passes(self, seconds):
        """Time goes by, in steps that the upkeep of a server that is awake would see."""
        watch = upkeep.begin(self.yard)
        for _ in range(round(seconds)):
            self.clock.advance(1)
            await upkeep.look(self.yard, watch)


@asynccontextmanager
async def open_board(url):
    clock = FakeClock()
    async with Database.open(url, clock) as db:
        yard = Yard(db, MemoryBus(), clock)
        app = create_app(yard, allowed_hosts=["yard.test"], allowed_origins=[])
        keys = [
            await yard.act(SYSTEM, lambda deed, scope=scope: account.add_key(deed, name="k", scope=scope))
            for scope in (Scope.ADMIN, Scope.WORKER)
        ]
        clients = [
            Client("http://yard.test", key.secret, transport=httpx2.ASGITransport(app)) for key in keys
        ]
        async with clients[0] as admin, clients[1] as worker:
            yield Board(yard, app, clock, admin, worker)


@pytest.fixture
def board_at():
    return open_board


@pytest.fixture
async def board(tmp_path):
    url = f"sqlite:///{tmp_path}/yard.db"
    upgrade(url)
    async with open_board(url) as made:
        yield made


@pytest.fixture
def fake(tmp_path):
    """Doubles of agent programs. In the end no process of any of their runs is left."""
    made = []

    def make(*plays):
        made.append(Double(tmp_path / f"double-{len(made) + 1}").plays(*plays))
        return made[-1]

    yield make
    runs = {start.env["TASKYARD_RUN"] for double in made for start in double.starts}
    assert {run: process.marked(run) for run in runs if process.marked(run)} == {}
