"""Projects, keys, workers and the checks on the command line, against a real server."""

import sys

import anyio
import pytest

from taskyard import config, process

pytestmark = pytest.mark.anyio


async def test_a_project_is_made_listed_shown_changed_and_removed(type_, repo):
    made = await type_.ok("project", "add", "barn", "--repo", str(repo.path), "--set", "agent=command")
    assert made.out == f"{'barn':<20} {repo.path} → main\n    agent = command\n"
    assert f"{'barn':<20} {repo.path} → main\n" in (await type_.ok("project", "list")).out
    changed = await type_.ok(
        "project", "set", "barn", "max_attempts=3", 'checks=["make test"]', "rules=be kind"
    )
    assert changed.out.splitlines()[1:] == [
        "    agent = command",
        "    max_attempts = 3",
        '    checks = ["make test"]',
        "    rules = be kind",
    ]
    shown = await type_.json("project", "show", "barn")
    assert shown["settings"] == {
        "agent": "command", "max_attempts": 3, "checks": ["make test"], "rules": "be kind",
    }  # fmt: skip
    assert "barn" in {one["name"] for one in await type_.json("project", "list")}
    assert (await type_.refused("project", "add", "barn"))[0] == 1
    assert (await type_.ok("project", "remove", "barn")).out == ""
    assert await type_.refused("project", "show", "barn") == (1, "there is no project 'barn' [not_found]")


async def test_a_key_is_made_used_and_revoked(type_):
    made = await type_.json("key", "create", "--scope", "viewer", "--name", "wall")
    assert made["key"].startswith(f"tk_{made['id']}_")
    assert (made["scope"], made["name"]) == ("viewer", "wall")
    listed = (await type_.ok("key", "list")).out
    (line,) = (one for one in listed.splitlines() if one.startswith(made["id"]))
    assert [line.split()[1], line.split()[-1]] == ["viewer", "wall"]
    assert f"{made['key'][:8]}…{made['key'][-4:]} expires 20" in line
    assert made["key"] not in listed
    assert (await type_("--key", made["key"], "project", "list")).code == 0
    code, line = await type_.refused("--key", made["key"], "project", "add", "shed")
    assert (code, line) == (1, "a viewer key may not manage here [forbidden]")
    await type_.ok("key", "revoke", made["id"])
    # The command works on the database: a server that knows the key learns it within a second.
    with anyio.fail_after(10):
        while (await type_("list", TASKYARD_KEY=made["key"])).code == 0:
            pass
    code, line = await type_.refused("list", TASKYARD_KEY=made["key"])
    assert (code, line) == (1, "that key is not valid here [unauthenticated]")
    assert (await type_.refused("key", "revoke", "nothing"))[0] == 1


async def test_a_key_is_rotated_and_the_ledger_is_whole(type_):
    made = await type_.json("key", "create", "--scope", "viewer", "--name", "door", "--days", "3")
    new = await type_.json("key", "rotate", made["id"], "--overlap", "0")
    assert new["id"] == made["id"]
    assert (await type_("--key", new["key"], "project", "list")).code == 0
    acts = [one["act"] for one in await type_.json("audit", "list", "--limit", "1000")]
    assert acts[-2:] == ["key.created", "key.rotated"]
    assert "as they were written" in (await type_.ok("audit", "verify")).out


async def test_an_organisation_has_keys_of_its_own(type_):
    made = await type_.json("org", "create", "north")
    assert (await type_("--key", made["key"], "project", "add", "shed")).code == 0
    assert "shed" not in (await type_.ok("project", "list")).out
    await type_.ok("org", "set", "north", "max_attempts=5")
    assert {one["id"]: one["settings"] for one in await type_.json("org", "list")}["north"] == {
        "max_attempts": 5
    }
    assert (await type_.refused("org", "remove", "north"))[0] == 1


async def test_the_worker_of_up_is_there(type_):
    (worker,) = await type_.json("worker", "list")
    (line,) = (await type_.ok("worker", "list")).out.splitlines()
    assert line.startswith(worker["name"][:23])
    assert line.endswith("of 1 slots")
    shown = await type_.json("worker", "show", worker["name"])
    assert "scripted" in shown["offer"]["agents"]
    assert "sandbox none" in (await type_.ok("worker", "show", worker["id"])).out
    assert await type_.refused("worker", "show", "x") == (1, "there is no worker 'x' [not_found]")


async def test_doctor_looks_at_everything_and_misses_no_agent_that_nobody_asked_for(type_):
    said = await type_.ok("doctor")
    lines = said.out.splitlines()
    assert not [line for line in lines if line.startswith("✕")]
    for words in ("✓ Python 3.", "✓ git version", "✓ database schema", "✓ server at http://127.0.0.1:"):
        assert any(line.startswith(words) for line in lines), words
    assert "✓ agent scripted" in lines
    assert "✓ sandbox none" in lines


async def test_the_database_and_the_settings_are_checked(type_, data):
    assert (await type_.ok("db", "check")).out.endswith(": as it should be\n")
    lines = (await type_.ok("config", "check")).out.splitlines()
    where = next(line.split() for line in lines if line.startswith("data "))
    assert where[1:3] == [str(data), "TASKYARD_DATA"]
    assert next(line.split() for line in lines if line.startswith("port "))[1:3] == ["4747", "default"]


async def test_secrets_are_masked_in_the_settings(type_):
    url = "postgresql://ada:s3cret@db/yard"
    said = await type_("--key", "tk_a_b", "config", "check", TASKYARD_DATABASE_URL=url)
    assert said.code == 0
    assert "postgresql://ada:…@db/yard" in said.out
    assert next(line.split() for line in said.out.splitlines() if line.startswith("key "))[1:3] == [
        "…",
        "flag",
    ]
    assert "s3cret" not in said.out
    assert "tk_a_b" not in said.out


@pytest.mark.parametrize(
    "argv", [["config", "check"], ["up", "--no-open"], ["doctor"], ["db", "check"], ["list"]]
)
async def test_a_bad_variable_is_named_by_every_command(type_, argv):
    code, line = await type_.refused(*argv, TASKYARD_PORT="many")
    assert code == 2
    assert line.startswith("TASKYARD_PORT: ")


async def test_a_variable_that_is_no_setting_is_found(type_):
    said = await type_("config", "check", TASKYARD_DATABSE_URL="x")
    assert said.code == 2
    words = "TASKYARD_DATABSE_URL is set, but there is no such setting: TASKYARD_DATABASE_URL? [invalid]"
    assert said.err == f"taskyard: {words}\n"


async def test_a_server_that_would_be_open_to_others_does_not_start(offline, tmp_path):
    code, line = await offline.refused("serve", "--host", "0.0.0.0", "--data", str(tmp_path))
    assert code == 2
    assert "--behind-tls-proxy" in line


async def test_without_a_server_every_command_says_how_to_start_one(offline, tmp_path):
    nowhere = str(tmp_path / "nothing")
    code, line = await offline.refused("list", TASKYARD_DATA=nowhere)
    assert (code, line[-12:]) == (1, " [not_found]")
    assert "taskyard up" in line
    code, line = await offline.refused("db", "check", TASKYARD_DATA=nowhere)
    assert (code, line[-12:]) == (1, " [not_found]")
    said = await offline("doctor", TASKYARD_DATA=nowhere)
    assert said.code == 0
    assert "taskyard up" in said.out
    assert not (tmp_path / "nothing").exists()


async def test_a_data_directory_that_cannot_be_made_is_one_line(offline, tmp_path):
    (tmp_path / "file").write_text("")
    place = str(tmp_path / "file" / "data")
    code, line = await offline.refused("key", "create", "--scope", "admin", TASKYARD_DATA=place)
    assert (code, line) == (1, f"{place}: Not a directory [os_error]")


async def test_the_installed_program_is_the_same(tmp_path):
    program = anyio.Path(sys.executable).with_name("taskyard")
    env = config.child_environment()
    done = await process.run([str(program), "--version"], cwd=tmp_path, env=env, timeout=60)
    assert (done.code, done.stderr) == (0, b"")
    assert done.stdout.count(b".") >= 2
