"""`--json` on every command that tells something, in the shapes of the API."""

from pathlib import Path

import pytest
from typer.main import get_command

from taskyard.cli import main
from taskyard.client.project import KeyShown
from taskyard.client.task import Claimable
from taskyard.client.wire import read
from taskyard.domain.chat import Message
from taskyard.domain.profile import Found
from taskyard.domain.project import Project
from taskyard.domain.run import Run
from taskyard.domain.session import Session
from taskyard.domain.task import Task
from taskyard.domain.worker import Worker

pytestmark = pytest.mark.anyio

TABLE = Path(__file__).parents[3] / "docs" / "api" / "cli-json.md"
# They end only when they are told to, or have nothing to tell but that it went well.
SILENT = frozenset(
    {
        "up", "serve", "open", "work", "demo", "mcp", "db upgrade", "db downgrade", "db backup", "db restore", "key revoke",
        "project remove", "worker drain", "worker remove", "profile refresh",
        "remove",
    }
)  # fmt: skip
MINE = frozenset({"org", "audit"})  # written beside this test; they have their own


def commands():
    if not main.app.registered_commands:
        main._put_in([])
    found = {}
    for name, one in get_command(main.app).commands.items():
        for inner, two in getattr(one, "commands", {"": one}).items():
            found[f"{name} {inner}".strip()] = two
    return found


def test_every_command_that_tells_something_has_it():
    have = {name for name, one in commands().items() if any("--json" in each.opts for each in one.params)}
    assert {name for name in commands() if name.split()[0] not in MINE} - have - SILENT == set()


def test_every_command_is_in_the_table():
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("| `")]
    told = {word.strip("` ") for line in lines for word in line.split("|")[1].split("`,")}
    have = {name for name, one in commands().items() if any("--json" in each.opts for each in one.params)}
    assert {name for name in have if name.split()[0] not in MINE} - told == set()


@pytest.fixture(scope="module")
async def done(a_task):
    return await a_task("--wait")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["list"], Task),
        (["project", "list"], Project),
        (["worker", "list"], Worker),
        (["session", "list"], Session),
        (["profile", "list"], Found),
        (["key", "list"], None),
        (["inbox"], None),
    ],
)
async def test_lists(type_, done, words, kind):
    found = await type_.json(*words)
    assert isinstance(found, list)
    for one in found:
        assert kind is None or read(kind, one)


async def test_what_is_shown_is_the_apis_own(type_, done):
    shown = await type_.json("show", done)
    task = read(Task, shown["task"])
    assert [read(Run, one).task for one in shown["runs"]] == [task.id]
    assert [read(Message, one) for one in shown["messages"]] == []
    assert not read(Claimable, await type_.json("why", done)).claimable
    (session,) = await type_.json("session", "list")
    assert read(Session, await type_.json("session", "show", session["id"])).task == task.id
    (worker,) = await type_.json("worker", "list")
    assert read(Worker, await type_.json("worker", "show", worker["id"])).id == worker["id"]
    (project,) = await type_.json("project", "list")
    assert read(Project, await type_.json("project", "show", project["name"])).id == task.project
    assert "patch" in await type_.json("diff", done)


async def test_what_is_of_this_machine(type_):
    assert (await type_.json("db", "check"))["current"]
    assert {one["name"] for one in (await type_.json("config", "check"))["settings"]} >= {
        "url",
        "key",
        "data",
    }
    checks = (await type_.json("doctor"))["checks"]
    assert {one["state"] for one in checks} <= {"good", "warning"}
    assert (await type_.json("agents"))["agents"]
    made = await type_.json("key", "create", "--scope", "viewer")
    assert set(made) >= {"id", "name", "scope", "key"}
    assert KeyShown.__dataclass_fields__.keys() >= set(made)


async def test_doctor_tells_a_wrong_key_from_a_missing_one_and_a_server_that_is_away(type_, tmp_path):
    local = await type_.json("config", "check")
    assert local["unknown"] == []
    there = next(
        line for line in (await type_.ok("doctor")).out.splitlines() if line.startswith("✓ server at ")
    )
    url = there.split()[3]
    assert there.endswith("answers 200")
    nowhere = {"TASKYARD_DATA": str(tmp_path / "none"), "TASKYARD_URL": url}
    wrong = "tk_" + "0" * 26 + "_" + "a" * 64 + "_00000000"
    said = await type_("doctor", TASKYARD_KEY=wrong, **nowhere)
    line = next(line for line in said.out.splitlines() if line.startswith("✕"))
    assert (said.code, line.split("  →")[0]) == (1, "✕ key tk_0000000… is not valid there (answer 401)")
    assert "a" * 20 not in said.out
    said = await type_("doctor", **nowhere)
    assert f"✕ no key is given for {url}" in said.out
    said = await type_("doctor", TASKYARD_KEY=wrong, **nowhere | {"TASKYARD_URL": "http://127.0.0.1:1"})
    assert "✕ server at http://127.0.0.1:1 cannot be reached: " in said.out
    said = await type_("doctor", TASKYARD_KEY=wrong, **nowhere | {"TASKYARD_URL": "http://nowhere.invalid"})
    assert "✕ the name 'nowhere.invalid' has no address: " in said.out
