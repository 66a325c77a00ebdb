"""Everything in one file and out again, copies of the database, and tasks of other boards, as a person types it."""

import json
import re
import signal
import sys
import tarfile

import anyio
import pytest

from taskyard import config, process
from taskyard.cli.rows import read_rows

pytestmark = pytest.mark.anyio
PROGRAM = "from taskyard.cli.main import main; main()"


@pytest.fixture
async def other(tmp_path, offline):
    """A second server, empty; how a command is sent to it."""
    data = tmp_path / "other"
    env = config.child_environment() | {"TASKYARD_DATA": str(data)}
    argv = [sys.executable, "-c", PROGRAM, "serve", "--port", "0"]
    async with process.start(argv, cwd=tmp_path, env=env, marker=f"other-{data}", grace=20):
        with anyio.fail_after(60):
            while not (data / "local.json").exists():  # noqa: ASYNC110 - another process writes it
                await anyio.sleep(0.05)
        yield {"TASKYARD_DATA": str(data)}


def members(file):
    with tarfile.open(file) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar}


async def test_out_of_one_server_into_another_and_out_again(type_, a_task, other, tmp_path):
    number = await a_task("--label", "wood", "--wait")
    first, second = tmp_path / "one.tar.gz", tmp_path / "two.tar.gz"
    said = await type_.ok("export", str(first))
    assert said.out == f"{first}: {first.stat().st_size} bytes\n"
    assert first.stat().st_mode & 0o777 == 0o600
    assert (await type_.refused("export", str(first)))[1].endswith("is not overwritten [conflict]")
    said = await type_("import", str(first), **other)
    assert (said.code, said.err) == (0, "")
    assert re.match(r"imported: \d+ project, 1 worker, \d+ task, ", said.out)
    shown = json.loads((await type_("show", number, "--json", **other)).out)
    assert shown == await type_.json("show", number)
    for command in (("diff", number), ("logs", number)):
        assert (await type_(*command, **other)).out == (await type_.ok(*command)).out
    assert (await type_("export", str(second), **other)).code == 0
    # The worker beside the first server goes on telling of itself.
    still = {"worker", "event", "session", "workspace", "manifest"}

    def kept(file):
        return {
            name: data
            for name, data in members(file).items()
            if name.partition("/")[2].partition("-")[0].removesuffix(".json") not in still
        }

    assert kept(first) == kept(second)
    code, line = await type_.refused("import", str(first), **other)
    assert (code, line[-12:]) == (1, " [not_empty]")
    bad = tmp_path / "bad"
    bad.write_bytes(first.read_bytes()[:300])
    code, line = await type_.refused("import", str(bad), **other)
    assert code == 1
    assert await type_.refused("import", str(tmp_path / "none")) == (
        1, f"there is no file {tmp_path / 'none'} [not_found]",
    )  # fmt: skip


ROWS = """\
Title,Body,Priority,Tags,Other
Mend the gate,"two
lines",high,"wood; iron",x
Paint it,,P3,,
"""
BAD = "title,priority,labels\nMend,high,\n,low,\nPaint,soon,\n\nOil,low,a/b\nSweep\n"


async def test_tasks_come_out_of_another_boards_csv(type_, a_project, tmp_path):
    project = await a_project()
    file = tmp_path / "board.csv"
    file.write_text(ROWS)
    said = await type_.ok("import", "--format", "csv", str(file), "-p", project, "--dry-run")
    assert said.out.splitlines() == [
        "would make  high    Mend the gate  [wood, iron]",
        "would make  low     Paint it",
        "2 tasks would be made",
    ]
    assert await type_.json("list", "-p", project) == []
    command = ("import", "--format", "csv", str(file), "-p", project)
    assert (await type_.ok(*command)).out == "2 tasks made\n"
    await type_.ok(*command)  # as after an interruption: nothing is made twice
    made = await type_.json("list", "-p", project)
    assert [(one["title"], one["priority"], one["labels"]) for one in made] == [
        ("Mend the gate", "high", ["wood", "iron"]),
        ("Paint it", "low", []),
    ]
    shown = await type_.json("show", str(made[0]["number"]))
    assert shown["task"]["description"] == "two\nlines"


async def test_bad_rows_are_named_and_nothing_is_made_unless_they_are_skipped(type_, a_project, tmp_path):
    project = await a_project()
    file = tmp_path / "board.csv"
    file.write_text(BAD)
    command = ("import", "--format", "csv", str(file), "-p", project)
    said = await type_(*command)
    assert (said.code, said.out) == (2, "")
    lines = [line.removeprefix("taskyard: ") for line in said.err.splitlines()]
    assert [line.partition(":")[0] for line in lines] == ["line 3", "line 4", "line 6", "nothing was made"]
    assert lines[1] == "line 4: priority: 'soon' is none of urgent, high, normal, low [invalid]"
    assert await type_.json("list", "-p", project) == []
    said = await type_(*command, "--skip-bad")
    assert (said.code, said.out) == (0, "2 tasks made, 3 left out\n")
    assert [one["title"] for one in await type_.json("list", "-p", project)] == ["Mend", "Sweep"]


async def test_tasks_come_out_of_json(type_, a_project, tmp_path):
    project = await a_project()
    file = tmp_path / "issues.json"
    file.write_text(
        json.dumps([{"title": "Oil", "body": "b", "labels": [{"name": "wood"}], "priority": None}])
    )
    made = await type_.json("import", "--format", "json", str(file), "-p", project)
    assert [(one["title"], one["labels"]) for one in made["made"]] == [("Oil", ["wood"])]
    for text, words in (("{", "is not JSON"), ("3", "neither a list"), ("[1]", "item 1")):
        file.write_text(text)
        said = await type_("import", "--format", "json", str(file), "-p", project)
        assert said.code == 2
        assert words in said.err


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no column `title`"),
        (b"name\n\xff", "line 2: is not UTF-8"),
        (b'title\n"open', "line 2"),
        (b"what\nx", "no column"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(data, words):
    with pytest.raises(Exception, match=words) as found:
        read_rows(data, "csv")
    assert found.value.code == "invalid"


@pytest.mark.parametrize(
    "text", ["title\nx,y", 'title\n"a\nb"', "title\n" + "x" * 501, "title,labels\nx," + "y" * 101]
)
def test_a_bad_row_has_its_problem(text):
    (row,) = read_rows(text.encode(), "csv")
    assert row.where == 2
    assert row.problem


async def test_a_copy_of_a_database_in_use_and_back(type_, data, a_task, tmp_path, offline):
    number = await a_task()
    copy = tmp_path / "copy.db"
    assert (await type_.ok("db", "backup", str(copy))).out == f"{copy}: {copy.stat().st_size} bytes\n"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert (await type_.refused("db", "backup", str(copy)))[1].endswith("[conflict]")
    code, line = await type_.refused("db", "restore", str(copy))
    assert code == 1
    assert "another Taskyard server uses" in line
    there = {"TASKYARD_DATA": str(tmp_path / "new")}
    said = await offline("db", "restore", str(copy), **there)
    assert (said.code, said.out) == (0, f"restored from {copy}\n")
    assert (await offline("db", "check", **there)).code == 0
    said = await offline("db", "restore", str(copy), **there)
    assert ".before-1" in said.out
    for name in ("taskyard.db", "taskyard.db.before-1"):
        assert (tmp_path / "new" / name).exists()
    assert number
    copy.write_bytes(b"no database" * 500)
    code, line = await offline.refused("db", "restore", str(copy), **there)
    assert (code, line[-10:]) == (2, " [invalid]")
    url = "postgresql://ada@nowhere.invalid/yard"
    code, line = await offline.refused("db", "backup", str(tmp_path / "x"), TASKYARD_DATABASE_URL=url)
    assert "pg_dump" in line


async def test_an_interrupted_export_leaves_nothing(type_, data, tmp_path):
    """Stopped before the server has answered: a port that takes a connection and says nothing."""
    async with await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=0) as listener:
        port = listener.extra(anyio.abc.SocketAttribute.local_port)
        env = config.child_environment() | {"TASKYARD_URL": f"http://127.0.0.1:{port}", "TASKYARD_KEY": "x"}
        file = tmp_path / "x.tar.gz"
        argv = [sys.executable, "-c", PROGRAM, "export", str(file)]
        async with await anyio.open_process(argv, env=env, cwd=tmp_path) as running:
            with anyio.fail_after(60):
                connected = anyio.Event()

                async def heard(stream):
                    connected.set()
                    async with stream:
                        await anyio.sleep_forever()

                async with anyio.create_task_group() as group:
                    group.start_soon(listener.serve, heard)
                    await connected.wait()
                    assert (tmp_path / "x.tar.gz.part").exists()
                    running.send_signal(signal.SIGINT)
                    assert await running.wait() == 130
                    group.cancel_scope.cancel()
        assert list(tmp_path.iterdir()) == []
