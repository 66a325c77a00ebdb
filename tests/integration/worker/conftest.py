"""A claim to work on, and a real small server that keeps a transcript as the contract says."""

import queue
import socket
import threading
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import anyio
import httpx2
import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from taskyard.client.api import Client
from taskyard.domain.claim import Claim
from taskyard.domain.project import Project, Settings
from taskyard.domain.run import Run
from taskyard.domain.task import Task

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


class _Server(uvicorn.Server):
    def install_signal_handlers(self):
        """The test owns the signals."""


@asynccontextmanager
async def serve(app):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(100)
        async with serve_on(listening, app) as url:
            yield url


@asynccontextmanager
async def serve_on(listening, app):
    server = _Server(uvicorn.Config(app, log_level="critical", lifespan="on", timeout_graceful_shutdown=1))
    async with anyio.create_task_group() as group:
        group.start_soon(server._serve, [listening])
        try:  # the socket listens already: whoever comes early waits in its queue
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True


@pytest.fixture
def serving():
    return serve


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


@pytest.fixture
def serving_on():
    return serve_on
