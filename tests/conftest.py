"""Builders that every suite shares."""

import pytest

from taskyard.store.upgrade import upgrade
from taskyard.testing.clock import FakeClock
from taskyard.testing.postgres import cluster, fresh_database
from taskyard.testing.repo import Repo


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
async def repo(tmp_path):
    return await Repo.make(tmp_path / "repo")


@pytest.fixture(scope="session")
def postgres_cluster():
    """One throw-away server per process of the suite, started when the first test wants it."""
    with cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """An empty database with the newest schema, on both kinds."""
    if request.param == "postgresql":
        return fresh_database(request.getfixturevalue("postgres_cluster"))
    url = f"sqlite:///{tmp_path / 'taskyard.db'}"
    upgrade(url)
    return url
