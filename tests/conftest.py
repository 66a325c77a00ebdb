"""Builders that every suite shares."""

import pytest

from taskyard.testing.clock import FakeClock
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
