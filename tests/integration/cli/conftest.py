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
START = 180  # seconds that the server may take to be there on a machine that has much else to do
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
        number = next(self.numbers)
        place = self.folder / f"said-{number}"
        asked = {
            "number": number,
            "argv": argv,
            "env": env,
            "stdout": f"{place}.out",
            "stderr": f"{place}.err",
        }
        await self.running.write(json.dumps(asked).encode() + b"\n")
        with anyio.fail_after(90):
            code = await self._ended(number)
        said = Said(code, *[await anyio.Path(f"{place}.{name}").read_text() for name in ("out", "err")])
        assert "Traceback" not in said.err, said.err
        return said

    async def _ended(self, number):
        async with aclosing(self.running.lines()) as lines:
            async for line in lines:
                assert line.stream == "stdout", line.text
                _, which, code = line.text.split()
                if int(which) == number:
                    return int(code)
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
    async with process.start(argv, cwd=data.parent, env=env, marker=f"up-{data}", grace=20) as running:
        with anyio.fail_after(START):
            await _serving(running)
            while not await offline.json("worker", "list"):
                pass
        async with anyio.create_task_group() as group:
            group.start_soon(_read_on, running)
            yield offline
            group.cancel_scope.cancel()


async def _serving(running):
    """Until it has told its address. One that ends before that is told with its own words, at once."""
    said = []
    async with aclosing(running.lines()) as lines:
        async for line in lines:
            said.append(line.text)
            if line.text.startswith("Taskyard at "):
                return
    raise AssertionError("\n".join(["`taskyard up` has ended:", *said]))


async def _read_on(running):
    """What nobody reads would fill its pipe, and then it would stand still."""
    async with aclosing(running.lines()) as lines:
        async for _ in lines:
            pass


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
