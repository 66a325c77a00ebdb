"""The product beside the floors: a seeded database, many queued runs at once, and a server process."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from measure import HERE, free_port, started, wait_port

from taskyard.bus.memory import MemoryBus
from taskyard.clock import SystemClock
from taskyard.domain.account import Scope
from taskyard.domain.run import Run
from taskyard.domain.worker import Offer
from taskyard.server.app import create_app
from taskyard.service import account, project, queue, task, worker
from taskyard.service.project import ProjectDraft
from taskyard.service.task import TaskDraft
from taskyard.service.worker import Registration
from taskyard.service.yard import SYSTEM, Deed, Yard
from taskyard.store.db import Database
from taskyard.store.upgrade import upgrade

ORG = "default"
BORN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Seed:
    path: Path
    operator: str  # keys
    worker_key: str
    worker: str  # ids
    project: str
    task: str
    run: str


def seed(path: Path, repository: str | None = None, **settings: Any) -> Seed:
    """A fresh SQLite database with one project, one worker, one key of each kind and one queued task."""
    url = f"sqlite:///{path}"
    upgrade(url)

    def work(deed: Deed) -> Seed:
        made = project.add(
            deed, ProjectDraft(name="bench", repository=repository, settings={"agent": "scripted"} | settings)
        )
        new = task.add(deed, TaskDraft(project="bench", title="a job", description="x" * 400, settings={}))
        queued = queue.enqueue(deed, new.id)
        hand = worker.register(deed, Registration(name="hand", slots=1, offer=Offer(agents=("scripted",))))
        keys = {
            scope: account.add_key(deed, name=scope.value, scope=scope).secret
            for scope in (Scope.OPERATOR, Scope.WORKER)
        }
        return Seed(
            path=path,
            operator=keys[Scope.OPERATOR],
            worker_key=keys[Scope.WORKER],
            worker=hand.id,
            project=made.id,
            task=new.id,
            run=queued.run or "",
        )

    async def fill() -> Seed:
        clock = SystemClock()
        async with Database.open(url, clock) as db:
            return await Yard(db, MemoryBus(), clock).act(SYSTEM, work)

    return asyncio.run(fill())


def more_runs(seeded: Seed, many: int, *, first: int = 1, bodies: int | None = None, **words: str) -> None:
    """Copies the seeded queued task `many` times; only the first `bodies` get all their rows (a claim reads them).

    `words` are SQL expressions for other columns of `run`; `n` is the number of the copy.
    """
    number = "printf('0%025d', n)"
    place = "printf('b%010d', n)"
    whole = many if bodies is None else bodies
    db = sqlite3.connect(seeded.path, isolation_level=None)
    # Nothing here need survive: one write of each page instead of two, and the indexes stay in memory.
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -600000"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("BEGIN")
    _copy(
        db,
        "run",
        seeded.run,
        first,
        many,
        {"id": number, "task": number, "number": "1", "position": place, **words},
    )
    _copy(
        db,
        "task",
        seeded.task,
        first,
        whole,
        {"id": number, "number": "n + 1", "run": number, "position": place},
    )
    _copy(db, "run_body", seeded.run, first, whole, {"run": number})
    db.execute("COMMIT")
    db.close()


def _copy(
    db: sqlite3.Connection, table: str, source: str, first: int, many: int, words: dict[str, str]
) -> None:
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    key = "run" if table == "run_body" else "id"
    values = ", ".join(words.get(name, f'src."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    db.execute(
        f"WITH RECURSIVE count(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM count WHERE n < {first + many - 1})"
        f" INSERT INTO {table} ({columns}) SELECT {values} FROM count, {table} src WHERE src.{key} = ?",
        [source],
    )


def new_run(seeded_task: str, seeded_project: str, number: int) -> Run:
    """A work order as the store takes it."""
    return Run(
        id=f"1{number:025d}",
        org=ORG,
        project=seeded_project,
        task=seeded_task,
        number=number + 10,
        agent="scripted",
        settings={"agent": "scripted", "tier": "none"},
        queued_at=BORN,
    )


async def owner(db: Database) -> tuple[str, str]:
    """A project and a task in it: what a run must belong to."""

    def work(deed: Deed) -> tuple[str, str]:
        made = project.add(deed, ProjectDraft(name="bench", settings={}))
        new = task.add(deed, TaskDraft(project="bench", title="a job", settings={}))
        return made.id, new.id

    return await Yard(db, MemoryBus(), SystemClock()).act(SYSTEM, work)


@dataclass(frozen=True, kw_only=True)
class Served:
    port: int
    pid: int


@contextmanager
def serving(seeded: Seed, root: Path) -> Iterator[Served]:
    """The product's server, as `taskyard serve` makes it, in a process of its own."""
    port = free_port()
    argv = [sys.executable, HERE / "product.py", seeded.path, str(port)]
    with started(argv, root / "product.log") as process:
        wait_port(port, process)
        yield Served(port=port, pid=process.pid)


@contextmanager
def floor(name: str, root: Path) -> Iterator[Served]:
    port = free_port()
    argv = [
        sys.executable,
        "-m",
        "uvicorn",
        "floors:create",
        "--factory",
        "--port",
        str(port),
        "--loop",
        "uvloop",
    ]
    argv += ["--http", "httptools", "--no-access-log", "--log-level", "error"]
    env = {"FLOOR": name, "FLOOR_DB": str(root / f"floor-{port}.db")}
    with started(argv, root / "floor.log", env) as process:
        wait_port(port, process)
        yield Served(port=port, pid=process.pid)


async def serve(path: str, port: int) -> None:
    clock = SystemClock()
    async with Database.open(f"sqlite:///{path}", clock) as db:
        host = f"127.0.0.1:{port}"
        app = create_app(
            Yard(db, MemoryBus(), clock), allowed_hosts=[host], allowed_origins=[f"http://{host}"]
        )
        config = uvicorn.Config(
            app, host="127.0.0.1", port=port, http="httptools", access_log=False, log_level="error"
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    os.umask(0o077)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(sys.argv[1], int(sys.argv[2])))
