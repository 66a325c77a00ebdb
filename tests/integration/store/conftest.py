"""An open database of either kind, and rows to put into it."""

from dataclasses import dataclass, field
from itertools import count

import pytest

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
