"""One real `taskyard up` for a module, and a hand that types commands at it."""

import json
import sys
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import anyio
import pytest

from taskyard import config, process
from taskyard.testing.repo import Repo

TYPIST = Path(__file__).with_name("typist.py")
PROGRAM = "from taskyard.cli.main import main; main()"
EDIT = {"steps": [{"say": "On it."}, {"edit": "door.txt", "content": "a door\n"}, {"say": "Done."}]}


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@dataclass
class Hand:
    running: process.Process
    folder: Path
    numbers: count = field(default_factory=count)

    async def __call__(self, *argv, **env):
        place = self.folder / f"said-{next(self.numbers)}"
        names = {"stdout": f"{place}.out", "stderr": f"{place}.err"}
        await self.running.write(json.dumps({"argv": argv, "env": env, **names}).encode() + b"\n")
        with anyio.fail_after(90):
            code = await self._ended()
        said = Said(code, *[await anyio.Path(name).read_text() for name in names.values()])
        assert "Traceback" not in said.err, said.err
        return said

    async def _ended(self):
        async with aclosing(self.running.lines()) as lines:
            async for line in lines:
                assert line.stream == "stdout", line.text
                return int(line.text.removeprefix("ended "))
        raise AssertionError("the typist has gone")

    async def ok(self, *argv):
        said = await self(*argv)
        assert (said.code, said.err) == (0, ""), said
        return said

    async def json(self, *argv):
        return (await self.ok(*argv, "--json")).json

    async def refused(self, *argv, **env):
        """Its exit code and its one line on standard error; nothing else was said."""
        said = await self(*argv, **env)
        assert said.out == ""
        (line,) = said.err.splitlines()
        assert line.startswith("taskyard: ")
        return said.code, line.removeprefix("taskyard: ")


@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("cli") / "data"


@pytest.fixture(scope="module")
async def offline(data):
    """Commands where no server has ever been started."""
    env = config.child_environment() | {"TASKYARD_DATA": str(data), "COLUMNS": "200", "NO_COLOR": "1"}
    argv = [sys.executable, str(TYPIST)]
    async with process.start(argv, cwd=data.parent, env=env, marker=f"typist-{data}") as running:
        yield Hand(running, data.parent)


@pytest.fixture(scope="module")
async def type_(offline, data):
    env = config.child_environment() | {"TASKYARD_DATA": str(data)}
    argv = [sys.executable, "-c", PROGRAM, "up", "--no-open", "--port", "0"]
    async with process.start(argv, cwd=data.parent, env=env, marker=f"up-{data}", grace=20):
        with anyio.fail_after(60):
            while not (data / "local.json").exists():  # noqa: ASYNC110 - another process writes it
                await anyio.sleep(0.05)
            while not await offline.json("worker", "list"):
                pass
        yield offline


@pytest.fixture(scope="module")
async def repo(tmp_path_factory):
    return await Repo.make(tmp_path_factory.mktemp("cli-repo") / "repo")


@pytest.fixture(scope="module")
def a_project(type_, repo):
    """A project whose agent plays the scenario; its name."""
    numbers = count(1)

    async def make(scenario=None, **more):
        name = f"house-{next(numbers)}"
        settings = {"agent_options": {"scenario": json.dumps(scenario or EDIT)}, "max_attempts": 1, **more}
        sets = [word for key, value in settings.items() for word in ("--set", f"{key}={json.dumps(value)}")]
        await type_.ok("project", "add", name, "--repo", str(repo.path), *sets)
        return name

    return make


@pytest.fixture(scope="module")
def a_task(type_, a_project):
    """A task on the board of a project of its own; its number."""

    async def make(*words, scenario=None):
        made = await type_.json("add", "Add a door", "-p", await a_project(scenario), *words)
        return str(made["number"])

    return make
