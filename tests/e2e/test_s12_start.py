"""S-12: what keeps a worker from its work has one line, in `doctor` and in what the worker says when it starts."""

import socket
import sys
from contextlib import aclosing

import anyio
import pytest

from taskyard import config, process

pytestmark = pytest.mark.anyio
PROGRAM = "from taskyard.cli.main import main; main()"
WRONG = "tk_" + "0" * 26 + "_" + "a" * 64 + "_00000000"


class Machine:
    """One that has set nothing but what a test gives."""

    def __init__(self, folder):
        self.folder = folder

    def start(self, verb, **env):
        own = {"TASKYARD_DATA": str(self.folder / "data"), "XDG_CONFIG_HOME": str(self.folder / "config")}
        argv = [sys.executable, "-c", PROGRAM, verb]
        whole = config.child_environment() | own | env
        return process.start(argv, cwd=self.folder, env=whole, marker=f"s12-{self.folder}-{verb}")

    async def says(self, verb, words, **env):
        """What is said up to the one line with all of these `words`; then it is ended."""
        said = []
        async with self.start(verb, **env) as running:
            with anyio.fail_after(90):
                async with aclosing(running.lines()) as lines:
                    async for line in lines:
                        said.append(line.text)
                        if all(word in line.text for word in words):
                            return "\n".join(said)
        raise AssertionError("\n".join(said))


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.fixture
def closed():
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


async def test_s12_without_a_key(machine, house):
    url = house.admin.http.url
    await machine.says("doctor", ["no key is given", url], TASKINFA_API_URL=url)
    await machine.says("work", ["no key is given", "--key"], TASKINFA_API_URL=url)


async def test_s12_with_a_wrong_key(machine, house):
    given = {"TASKINFA_API_URL": house.admin.http.url, "TASKINFA_API_KEY": WRONG}
    for verb, words in {"doctor": ["is not valid there"], "work": ["[unauthenticated]"]}.items():
        assert WRONG not in await machine.says(verb, words, **given)


async def test_s12_with_a_server_that_is_not_there(machine, closed):
    given = {"TASKINFA_API_URL": closed, "TASKINFA_API_KEY": WRONG, "TASKYARD_AGENTS": "scripted"}
    for verb, words in {"doctor": ["cannot be reached"], "work": ["server.unreachable"]}.items():
        assert WRONG not in await machine.says(verb, [*words, closed], **given)


async def test_s12_without_the_agents_program(machine, closed):
    given = {"TASKINFA_API_URL": closed, "TASKINFA_API_KEY": WRONG, "TASKYARD_CLAUDE_BIN": "/no/such/claude"}
    for verb, words in {"doctor": ["agent claude", "cannot start"], "work": ["agent.missing"]}.items():
        assert WRONG not in await machine.says(verb, [*words, "/no/such/claude"], **given)
