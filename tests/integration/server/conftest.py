"""A whole server in this process, on a real database, spoken to over HTTP."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from taskyard.bus.memory import MemoryBus
from taskyard.domain.account import Scope
from taskyard.server.app import create_app
from taskyard.service import account
from taskyard.service.yard import SYSTEM, Terms, Yard
from taskyard.store.db import Database
from taskyard.store.upgrade import upgrade

HOST = "yard.test"
API = f"http://{HOST}/api/v1"


@dataclass
class Server:
    yard: Yard
    app: FastAPI
    keys: dict[str, str]
    stack: AsyncExitStack
    clients: dict[str, httpx2.AsyncClient] = field(default_factory=dict)

    async def key(self, scope: str, org: str = "default", expires_at: Any = None) -> str:
        actor = replace(SYSTEM, org=org)
        made = await self.yard.act(
            actor,
            lambda deed: account.add_key(deed, name=scope, scope=Scope(scope), expires_at=expires_at),
        )
        return made.secret

    def client(self, key: str | None = None, **headers: str) -> httpx2.AsyncClient:
        given = dict(headers)
        if key is not None:
            given["Authorization"] = f"Bearer {key}"
        return httpx2.AsyncClient(
            base_url=API, headers=given, transport=httpx2.ASGITransport(self.app), trust_env=False
        )

    async def enter(self, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
        return await self.stack.enter_async_context(client)

    def __getattr__(self, scope: str) -> httpx2.AsyncClient:
        """`server.admin`, `server.viewer` …: one client for each scope."""
        return self.clients[scope]


@pytest.fixture
def server_url(tmp_path):
    """The database of the server; a file of tests may put another in its place."""
    url = f"sqlite:///{tmp_path}/yard.db"
    upgrade(url)
    return url


@pytest.fixture
async def server(server_url, clock):
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(Database.open(server_url, clock))
        yard = Yard(db, MemoryBus(), clock, terms=Terms())
        app = create_app(yard, allowed_hosts=[HOST], allowed_origins=[f"http://{HOST}"])
        made = Server(yard, app, {}, stack)
        for scope in ("admin", "operator", "viewer", "worker"):
            made.keys[scope] = await made.key(scope)
            made.clients[scope] = await made.enter(made.client(made.keys[scope]))
        made.clients["nobody"] = await made.enter(made.client())
        yield made


@dataclass
class Play:
    """The moves that most tests begin with."""

    server: Server
    offer: dict[str, Any] = field(default_factory=lambda: {"agents": ["scripted"], "tiers": ["none"]})

    async def project(self, name: str = "demo", **fields: Any) -> dict[str, Any]:
        answer = await self.server.admin.post("/projects", json={"name": name, **fields})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def task(self, title: str = "a task", *, enqueue: bool = True, **fields: Any) -> dict[str, Any]:
        body = {"project": "demo", "title": title, "enqueue": enqueue, **fields}
        answer = await self.server.operator.post("/tasks", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def worker(self, name: str = "anvil", **fields: Any) -> str:
        body = {"name": name, "slots": 1, "offer": self.offer, **fields}
        answer = await self.server.worker.post("/workers", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def claim(self, worker: str, key: str = "k1", *, wait: float = 0, **offer: Any) -> Any:
        body = {"worker": worker, "key": key, "offer": self.offer | offer}
        answer = await self.server.worker.post("/queue/claim", json=body, params={"wait": wait})
        assert answer.status_code in {200, 204}, answer.text
        return answer.json() if answer.status_code == 200 else None

    async def act(self, task: dict[str, Any], act: str, status: int = 200, **body: Any) -> Any:
        answer = await self.server.operator.post(f"/tasks/{task['id']}/{act}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def look(self, task: dict[str, Any]) -> dict[str, Any]:
        return (await self.server.viewer.get(f"/tasks/{task['id']}")).json()

    async def report(self, claim: dict[str, Any], path: str, **body: Any) -> Any:
        answer = await self.server.worker.post(
            f"/runs/{claim['run']['id']}/{path}", json={"fence": claim["fence"], **body}
        )
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def end(self, claim: dict[str, Any], how: str = "complete", **outcome: Any) -> httpx2.Response:
        said = {"status": "succeeded", "reason": "completed"} | outcome
        body = {"run": claim["run"]["id"], "fence": claim["fence"], "outcome": said}
        return await self.server.worker.post(f"/queue/{how}", json=body)

    async def work(self, worker: str, key: str, **outcome: Any) -> dict[str, Any]:
        """Claims, starts and completes the next run."""
        claim = await self.claim(worker, key)
        await self.report(claim, "status", status="preparing")
        await self.report(claim, "status", status="running")
        answer = await self.end(claim, **{"branch": "taskyard/x", "head_commit": "a" * 40} | outcome)
        assert answer.status_code == 200, answer.text
        return claim


@pytest.fixture
def play(server):
    return Play(server)
