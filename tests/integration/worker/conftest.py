"""A claim to work on, and a real small server that keeps a transcript as the contract says."""

import json
import queue
import threading
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import anyio
import httpx2
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from taskyard.agent import registry as agents
from taskyard.bus.memory import MemoryBus
from taskyard.client.api import Client
from taskyard.clock import SystemClock
from taskyard.domain.account import Scope
from taskyard.domain.claim import Claim
from taskyard.domain.project import Project, Settings
from taskyard.domain.run import Run
from taskyard.domain.task import Task
from taskyard.domain.worker import Offer
from taskyard.git.plumbing import Git
from taskyard.sandbox import registry as sandboxes
from taskyard.server.app import create_app
from taskyard.service.account import add_key
from taskyard.service.yard import SYSTEM, Terms, Yard
from taskyard.store.db import Database
from taskyard.store.upgrade import upgrade
from taskyard.testing.repo import Repo
from taskyard.testing.serve import listen, netloc, serve
from taskyard.worker.deps import Deps
from taskyard.worker.loop import Stop, run_loop

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def problem(status, code, **detail):
    return JSONResponse({**detail, "status": status, "code": code, "detail": code}, status)


@dataclass
class Desk:
    """Stores entries in order, answers with orders; `failures` is a list of answers to give first."""

    stored: list = field(default_factory=list)
    failures: list = field(default_factory=list)
    requests: int = 0
    renewals: int = 0
    outcomes: list = field(default_factory=list)
    forget: int = 0  # entries to lose once, as a server restored from a copy would
    orders: dict = field(default_factory=dict)

    def answer(self):
        until = (NOW + timedelta(seconds=90)).isoformat()
        terms = {"lease_until": until, "lease_seconds": 90, "renew_seconds": 20}
        return terms | {"expected": len(self.stored) + 1} | self.orders

    def app(self):
        app = FastAPI()

        @app.post("/api/v1/runs/{run}/entries")
        async def entries(request: Request, run: str):
            self.requests += 1
            if self.failures:
                return self.failures.pop(0)
            body = await request.json()
            if body["first"] > len(self.stored) + 1:
                return problem(409, "gap", expected=len(self.stored) + 1)
            for entry in body["entries"]:
                if entry["seq"] == len(self.stored) + 1:
                    self.stored.append(entry)
            if self.forget:
                del self.stored[-self.forget :]
                self.forget = 0
            return self.answer()

        @app.post("/api/v1/queue/renew")
        async def renew():
            self.renewals += 1
            return self.failures.pop(0) if self.failures else self.answer()

        @app.post("/api/v1/queue/complete")
        async def complete(request: Request):
            return self.finish(await request.json())

        @app.post("/api/v1/queue/fail")
        async def fail(request: Request):
            return self.finish(await request.json())

        return app

    def finish(self, body):
        if self.failures:
            return self.failures.pop(0)
        self.outcomes.append(body["outcome"])
        incomplete = len(self.stored) < body["outcome"]["entries"]
        return {"accepted": True, "incomplete": incomplete, "expected": len(self.stored) + 1}

    def client(self, **options):
        return Client("http://yard", transport=httpx2.ASGITransport(self.app()))


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def refuse():
    return problem


@pytest.fixture
def claim():
    return make_claim()


def make_claim(**settings):
    common = {"org": "default", "project": "p", "task": "t"}
    return Claim(
        run=Run(id="r1", number=1, queued_at=NOW, **common),
        task=Task(
            id="t", number=1, org="default", project="p", title="Add a door", description="A red one.",
            position="a0", created_at=NOW, updated_at=NOW,
        ),
        project=Project(id="p", org="default", name="house", created_at=NOW, updated_at=NOW),
        settings=Settings(**settings),
        fence=3,
        token="rt_x",
        lease_seconds=90,
        renew_seconds=20,
    )  # fmt: skip


@contextmanager
def serve_apart(app):
    """The same in a thread of its own: for tests that block their own loop."""
    stop = threading.Event()
    ready: queue.Queue[str] = queue.Queue()

    async def body():
        async with serve(app) as url:
            ready.put(url)
            await anyio.to_thread.run_sync(stop.wait)

    thread = threading.Thread(target=anyio.run, args=(body,))
    thread.start()
    try:
        yield ready.get(timeout=10)
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def serving_apart():
    return serve_apart


@dataclass
class House:
    """A whole yard: a server on a real port, a person's client, and the means to run a worker against it."""

    admin: Client
    deps: Deps
    project: Project
    repo: Repo

    async def add(self, title, *steps, runs=None, **settings):
        scenario = {"steps": list(steps)} | ({"on_run": runs} if runs else {})
        options = {"agent_options": {"scenario": json.dumps(scenario)}} | settings
        return await self.admin.add_task(self.project.id, title, "as it says", settings=options, enqueue=True)

    async def until(self, task, *statuses):
        """Follows the facts until the task is in one of `statuses`; no polling, no sleep."""
        with anyio.fail_after(60):
            async for _ in self.admin.events(0, task=task.id):
                found = await self.admin.task(task.id)
                if found.status in statuses:
                    return found
        raise AssertionError("the stream of facts ended")

    async def asked(self, task):
        """The first message about the task that waits for somebody."""
        with anyio.fail_after(60):
            async for event in self.admin.events(0, task=task.id):
                if event.kind == "message.posted":
                    open_ones = await self.admin.open_messages()
                    if found := [one for one in open_ones if one.task == task.id]:
                        return found[0]
        raise AssertionError("the stream of facts ended")

    @asynccontextmanager
    async def working(self, **changes):
        stop = Stop()
        async with anyio.create_task_group() as group:
            group.start_soon(run_loop, replace(self.deps, **changes), stop)
            yield stop
            stop.ask()


@asynccontextmanager
async def build_house(tmp_path, repo, **terms):
    clock = SystemClock()
    url = f"sqlite:///{tmp_path / 'yard.db'}"
    await anyio.to_thread.run_sync(upgrade, url)
    async with Database.open(url, clock) as db:
        yard = Yard(db, MemoryBus(), clock, terms=Terms(**terms))
        keys = {
            scope: (await yard.act(SYSTEM, lambda deed, s=scope: add_key(deed, name=s.value, scope=s))).secret
            for scope in (Scope.ADMIN, Scope.WORKER)
        }
        at = listen()
        app = create_app(yard, allowed_hosts=[netloc(at)], allowed_origins=[])
        async with serve(app, at=at) as base, Client(base, keys[Scope.ADMIN]) as admin:
            project = await admin.add_project(
                "house", repository=str(repo.path), settings={"retry_delay": 0.1}
            )
            deps = Deps(
                client_factory=lambda: Client(base, keys[Scope.WORKER]),
                clock=clock,
                data=tmp_path / "worker",
                agents=agents.find,
                sandboxes=sandboxes.find,
                git=Git(home=tmp_path / "githome"),
                name="anvil",
                offer=Offer(agents=tuple(agents.names())),
            )
            yield House(admin, deps, project, repo)
            app.state.stopping.set()


@pytest.fixture
def house_with(tmp_path, repo):
    def build(**terms):
        return build_house(tmp_path, repo, **terms)

    return build


@pytest.fixture
async def house(house_with):
    async with house_with() as made:
        yield made
