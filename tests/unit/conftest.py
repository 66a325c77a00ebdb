"""Values of the domain, made with as few words as a test needs."""

from datetime import UTC, datetime

import pytest

from taskyard.domain.project import Project
from taskyard.domain.run import Run
from taskyard.domain.task import Task, TaskStatus

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def now():
    return NOW


@pytest.fixture(scope="session")
def a_task():
    def make(**other):
        plain = {"id": "t1", "number": 1, "org": "default", "project": "p1", "title": "Add a door"}
        plain |= {"status": TaskStatus.QUEUED, "position": "a0", "created_at": NOW, "updated_at": NOW}
        return Task(**plain | other)

    return make


@pytest.fixture(scope="session")
def a_run():
    def make(**other):
        plain = {"id": "r1", "org": "default", "project": "p1", "task": "t1", "number": 1, "queued_at": NOW}
        return Run(**plain | other)

    return make


@pytest.fixture(scope="session")
def a_project():
    def make(**other):
        return Project(
            **{"id": "p1", "org": "default", "name": "house", "created_at": NOW, "updated_at": NOW} | other
        )

    return make
