"""An open database of either kind, and rows to put into it."""

from dataclasses import dataclass, field
from itertools import count

import pytest
from sqlalchemy import event as hook

from taskyard.domain import id as ids
from taskyard.domain.project import Project
from taskyard.domain.run import Run
from taskyard.domain.task import Task
from taskyard.store import project, run, task
from taskyard.store.db import Database
from taskyard.store.upgrade import upgrade
from taskyard.testing.clock import FakeClock
from taskyard.testing.postgres import fresh_database

ORG = "default"


@dataclass
class Build:
    """Puts rows into the transaction it is given; whatever a test does not name is unremarkable."""

    clock: FakeClock
    _numbers: count = field(default_factory=lambda: count(1))

    def id(self) -> str:
        return ids.make(1_767_225_600_000, next(self._numbers).to_bytes(10, "big"))

    def project(self, tx, **given) -> Project:
        now = self.clock.now()
        values = {"id": self.id(), "org": ORG, "name": f"p{next(self._numbers)}"} | given
        made = Project(**values, created_at=now, updated_at=now)
        project.add(tx, made)
        return made

    def task(self, tx, **given) -> Task:
        now, number = self.clock.now(), next(self._numbers)
        values = {"id": self.id(), "number": number, "org": ORG, "title": f"t{number}"} | given
        values.setdefault("position", f"a{number:06}")
        if "project" not in values:
            values["project"] = self.project(tx).id
        made = Task(**values, created_at=now, updated_at=now)
        task.add(tx, made)
        return made

    def run(
        self, tx, *, pool=f"{ORG}/p/a/none//work/queue", rank=2, position=None, ready=True, **given
    ) -> Run:
        values = {"id": self.id(), "org": ORG, "number": 1, "queued_at": self.clock.now()} | given
        if "task" not in values:
            made = self.task(tx, **({"project": given["project"]} if "project" in given else {}))
            values |= {"task": made.id, "project": made.project}
        queued = Run(**values)
        run.add(tx, queued, pool=pool, priority_rank=rank, position=position or "a", ready=ready)
        return queued


@pytest.fixture
def build(clock):
    return Build(clock)


@pytest.fixture
async def database(database_url, clock):
    async with Database.open(database_url, clock, own_time=True) as opened:
        yield opened


@pytest.fixture
async def sqlite(tmp_path, clock):
    url = f"sqlite:///{tmp_path / 'only.db'}"
    upgrade(url)
    async with Database.open(url, clock, own_time=True) as opened:
        yield opened


@pytest.fixture
async def postgres(postgres_cluster, clock):
    async with Database.open(fresh_database(postgres_cluster), clock, own_time=True) as opened:
        yield opened


class Noting:
    """The driver's connection, that keeps what it is given to run."""

    def __init__(self, raw, seen):
        self._raw, self._seen = raw, seen

    def __getattr__(self, name):
        return getattr(self._raw, name)

    def execute(self, statement, parameters=()):
        self._seen.append((statement, parameters))
        return self._raw.execute(statement, parameters)


@pytest.fixture
def plan_of():
    """What the database says it does for every statement of `work`."""

    def plan_of(tx, work):
        seen, raw = [], tx.raw

        def note(_conn, _cursor, statement, parameters, _context, _many):
            seen.append((statement, parameters))

        hook.listen(tx.conn, "before_cursor_execute", note)
        tx.raw = Noting(raw, seen)
        try:
            work(tx)
        finally:
            tx.raw = raw
            hook.remove(tx.conn, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN" if tx.dialect == "sqlite" else "EXPLAIN"
        asked = ("SELECT", "UPDATE", "WITH", "INSERT", "DELETE")
        return [
            str(row[-1])
            for statement, parameters in seen
            if statement.lstrip().upper().startswith(asked)
            for row in raw.execute(f"{explain} {statement}", parameters).fetchall()
        ]

    return plan_of
