"""R1.6, R1.9, R1.36, R4.41: the worker as a program: what it needs to start, the name it has, and how it ends."""

import json
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager

import anyio
import pytest

from taskyard import config, process

pytestmark = pytest.mark.anyio
PROGRAM = "from taskyard.cli.main import main; main()"
WRONG = "tk_" + "0" * 26 + "_" + "a" * 64 + "_00000000"


async def address(type_):
    """Where the server of `up` is."""
    line = next(line for line in (await type_.ok("doctor")).out.splitlines() if "server at " in line)
    return line.split()[3]


@pytest.fixture
async def worker(type_, tmp_path):
    """A worker as one starts it from a checkout, with nothing but an address, a key and variables of its own."""
    key = await type_.json("key", "create", "--scope", "worker")
    url = await address(type_)

    @asynccontextmanager
    async def start(name, **more):
        env = config.child_environment() | {
            "TASKYARD_DATA": str(tmp_path / name),
            "TASKYARD_AGENTS": "scripted",
        }
        env |= {"TASKINFA_API_URL": f"{url}/api/", "TASKINFA_API_KEY": key["key"]} | more
        argv = [sys.executable, "-c", PROGRAM, "work"]
        async with process.start(argv, cwd=tmp_path, env=env, marker=f"work-{tmp_path}-{name}") as running:
            yield running

    return start


async def named(type_, name):
    with anyio.fail_after(60):
        while not (found := [one for one in await type_.json("worker", "list") if one["name"] == name]):
            pass
        return found[0]


async def test_without_a_key_or_an_address_it_does_not_start(offline, tmp_path):
    nothing = {"TASKYARD_DATA": str(tmp_path / "none")}
    for given in ({}, {"TASKYARD_URL": "http://127.0.0.1:1"}, {"TASKYARD_KEY": WRONG}):
        code, line = await offline.refused("work", **nothing | given)
        assert (code, line.endswith("[unauthenticated]")) == (1, True)
        assert "--server and --key" in line


async def test_a_wrong_key_is_said_once_and_ends_it(type_, worker, tmp_path):
    async with worker("wrong", TASKINFA_API_KEY=WRONG) as running:
        with anyio.fail_after(60):
            said = [line.text async for line in running.lines()]
            assert await running.wait() == 1
    (line,) = [text for text in said if text.startswith("taskyard: ")]
    assert line.endswith("[unauthenticated]")
    assert WRONG not in "".join(said)


async def test_its_name_is_given_or_the_machines_and_a_second_one_gets_a_number(type_, worker, tmp_path):
    (own,) = [one for one in await type_.json("worker", "list") if one["name"] == socket.gethostname()]
    async with worker("first", BOT_NAME="Bot-John"):
        first = await named(type_, "Bot-John")
        assert first["status"] == "idle"
        key = await type_.json("key", "create", "--scope", "worker")
        async with worker("second", BOT_NAME="Bot-John", TASKINFA_API_KEY=key["key"]):
            second = await named(type_, "Bot-John-2")
    assert len({own["id"], first["id"], second["id"]}) == 3


async def test_term_ends_it_cleanly_and_its_files_say_so(type_, worker, tmp_path):
    async with worker("term", BOT_NAME="Bot-Gordon", TASKYARD_LOG_ROOT=str(tmp_path / "log")) as running:
        found = await named(type_, "Bot-Gordon")
        os.kill(running.pid, signal.SIGTERM)
        with anyio.fail_after(60):
            assert await running.wait() == 0
    (seen,) = [one for one in await type_.json("worker", "list") if one["id"] == found["id"]]
    assert seen["status"] == "gone"
    told = [json.loads(line) for line in (tmp_path / "log" / "status.log").read_text().splitlines()]
    assert [told[0]["state"], told[-1]["state"]] == ["idle", "offline"]
    assert {one["worker"] for one in told} == {"Bot-Gordon"}


@pytest.mark.parametrize(
    "given", ["http://b.test", "http://b.test/", "http://b.test/api", "http://b.test/api/"]
)
def test_an_address_with_and_without_its_end(given, tmp_path):
    (tmp_path / "board.env").write_text(f"TASKINFA_API_URL={given}\n")
    assert config.load({"env_file": str(tmp_path / "board.env")}).url == "http://b.test"
