"""What a server can do at its best here: the least code with the same framework, for the product to be held against.

`FLOOR` chooses: `bare` is an empty Starlette route; `nostore` a FastAPI claim with a checked key, a validated body
and a response model, but no store; `dispatch` a FastAPI queue in SQLite behind one group-committing writer thread,
where an enqueue wakes the longest-waiting claim.
"""

import asyncio
import collections
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

KEY = "floor"
TABLE = (
    "CREATE TABLE job (id INTEGER PRIMARY KEY, state TEXT NOT NULL, pool TEXT NOT NULL, priority INTEGER NOT NULL,"
    " position TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, worker TEXT, lease_until REAL, body TEXT NOT NULL)"
)
INDEX = "CREATE INDEX job_queued ON job (pool, priority, position, id) WHERE state = 'queued'"
ENQUEUE = "INSERT INTO job (state, pool, priority, position, body) VALUES ('queued', ?, ?, ?, ?)"
CLAIM = (
    "UPDATE job SET state = 'running', attempt = attempt + 1, worker = ?, lease_until = ? WHERE id ="
    " (SELECT id FROM job WHERE state = 'queued' AND pool = ? ORDER BY priority, position, id LIMIT 1)"
    " RETURNING id, attempt, body"
)
FINISH = (
    "UPDATE job SET state = 'done', lease_until = NULL WHERE id = ? AND attempt = ? AND state = 'running'"
)
BODY = '{"title":"a job","prompt":"' + "x" * 400 + '"}'


def connect(path: str, *, full: bool = True) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(f"PRAGMA synchronous = {'FULL' if full else 'NORMAL'}")
    return db


class Writer:
    """One thread, one connection, one commit for everything that waits."""

    def __init__(self, path: str) -> None:
        self.orders: queue.SimpleQueue[tuple[Callable[[sqlite3.Connection], Any], Future[Any]]] = (
            queue.SimpleQueue()
        )
        self.path = path
        threading.Thread(target=self.loop, daemon=True).start()

    async def call(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        future: Future[Any] = Future()
        self.orders.put((work, future))
        return await asyncio.wrap_future(future)

    def loop(self) -> None:
        db = connect(self.path)
        while True:
            group = [self.orders.get()]
            with suppress(queue.Empty):
                while len(group) < 64:
                    group.append(self.orders.get_nowait())
            db.execute("BEGIN IMMEDIATE")
            answers = [work(db) for work, _ in group]
            db.execute("COMMIT")
            for (_, future), answer in zip(group, answers, strict=True):
                future.set_result(answer)


class Ask(BaseModel):
    worker: str = Field(min_length=1, max_length=200)
    key: str = ""
    wait: float = 0.0


class Body(BaseModel):
    title: str
    prompt: str


class Given(BaseModel):
    id: int | None
    attempt: int | None = None
    task: Body | None = None


class New(BaseModel):
    body: str


async def checked(authorization: Annotated[str, Header()] = "") -> None:
    if authorization != f"Bearer {KEY}":
        raise HTTPException(401)


def bare() -> Starlette:
    async def empty(request: Request) -> JSONResponse:
        return JSONResponse({"ok": True})

    return Starlette(routes=[Route("/claim", empty, methods=["POST"])])


def nostore() -> FastAPI:
    app = FastAPI()

    @app.post("/claim", response_model=Given, dependencies=[Depends(checked)])
    async def claim(ask: Ask) -> Any:
        return {"id": 1, "attempt": 1, "task": {"title": "a job", "prompt": "x" * 400}}

    return app


def dispatch() -> FastAPI:
    app = FastAPI()
    path = os.environ["FLOOR_DB"]
    db = connect(path)
    db.execute(TABLE)
    db.execute(INDEX)
    db.close()
    writer = Writer(path)
    waiting: collections.deque[asyncio.Future[None]] = collections.deque()

    def take(worker: str) -> Callable[[sqlite3.Connection], Any]:
        return lambda db: db.execute(CLAIM, (worker, time.time() + 90, "any")).fetchone()

    @app.post("/enqueue", dependencies=[Depends(checked)])
    async def enqueue(new: New) -> Any:
        await writer.call(
            lambda db: db.execute(ENQUEUE, ("any", 2, f"{time.time_ns():020d}", new.body)).rowcount
        )
        while waiting:
            future = waiting.popleft()
            if not future.done():
                future.set_result(None)
                break
        return {}

    @app.post("/claim", dependencies=[Depends(checked)])
    async def claim(ask: Ask) -> Any:
        end = time.monotonic() + ask.wait
        while True:
            row = await writer.call(take(ask.worker))
            left = end - time.monotonic()
            if row is not None or left <= 0:
                return {"body": row and row[2]}
            future = asyncio.get_running_loop().create_future()
            waiting.append(future)
            with suppress(TimeoutError):
                await asyncio.wait_for(future, left)

    return app


def create() -> Any:
    """The factory that uvicorn is told of."""
    return {"bare": bare, "nostore": nostore, "dispatch": dispatch}[os.environ["FLOOR"]]()
