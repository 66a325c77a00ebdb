"""Builders that every suite shares."""

import pytest

from taskyard.store.upgrade import upgrade
from taskyard.testing.clock import FakeClock
from taskyard.testing.postgres import cluster, fresh_database
from taskyard.testing.repo import Repo
from taskyard.testing.requirement import rows


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


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Proven(config), "proven")


class Proven:
    """A run of a whole suite fails when a test that `docs/requirements.md` names as a proof did not pass in it."""

    def __init__(self, config):
        self.root = config.rootpath
        narrowed = any(config.getoption(name, None) for name in ("keyword", "markexpr", "deselect", "lf"))
        parts = [self.root / arg for arg in config.args]
        self.whole = not narrowed and not config.option.collectonly and all(part.is_dir() for part in parts)
        self.parts = parts
        self.left_out = [self.root / one for one in config.option.ignore or ()]
        self.passed, self.lacking = set(), []

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            file, _, name = report.nodeid.partition("::")
            self.passed.add((file.removeprefix("tests/"), name.partition("[")[0]))

    def _belongs(self, file):
        path = self.root / "tests" / file
        here = any(path.is_relative_to(part) for part in self.parts)
        return here and not any(path.is_relative_to(part) for part in self.left_out)

    def pytest_sessionfinish(self, session):
        if not self.whole or session.exitstatus != 0:
            return
        page = self.root / "docs/requirements.md"
        named = {one for row in rows(page.read_text()) for one in row.tests}
        self.lacking = sorted(one for one in named if self._belongs(one[0]) and one not in self.passed)
        if self.lacking:
            session.exitstatus = 1

    def pytest_terminal_summary(self, terminalreporter):
        for file, name in self.lacking:
            terminalreporter.write_line(
                f"named as a proof, but did not pass in this run: {file}::{name}", red=True
            )
