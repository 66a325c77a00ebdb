"""R0.23, R1.25, R1.26: what a worker leaves in plain files, and that no disk can end its work."""

import json
import os
from datetime import timedelta

import anyio
import pytest

from taskyard.domain.entry import EntryKind
from taskyard.domain.task import TaskStatus
from taskyard.worker import logbook
from taskyard.worker.logbook import Logbook

pytestmark = pytest.mark.anyio
ENDS = (TaskStatus.REVIEW, TaskStatus.FAILED)


def lines(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


async def test_the_status_file_tells_each_change_and_each_heartbeat(house, tmp_path):
    status = tmp_path / "log" / "status.log"
    async with house.working(logbook=Logbook(folder=status.parent), beat=0.2):
        task = await house.until(await house.add("Paint", {"edit": "a", "content": "b"}), *ENDS)
        idle = '"state": "idle", "tasks": []}\n{"at": "'  # and a heartbeat after it
        with anyio.fail_after(60):
            while idle not in status.read_text().partition(task.id)[2]:  # noqa: ASYNC110 - a file rings no bell
                await anyio.sleep(0.01)
    told = lines(status)
    assert {one["worker"] for one in told} == {"anvil"}
    states = [(one["state"], one["tasks"]) for one in told]
    changes = [one for number, one in enumerate(states) if number == 0 or one != states[number - 1]]
    assert changes[:3] == [("idle", []), ("busy", [task.id]), ("idle", [])]
    assert states[-1] == ("offline", [])
    assert [one["at"] for one in told] == sorted(one["at"] for one in told)
    assert status.stat().st_mode & 0o077 == 0


async def test_every_session_has_its_log_and_the_latest_its_name(house, tmp_path):
    folder = tmp_path / "log"
    async with house.working(logbook=Logbook(folder=folder)):
        for number in (1, 2):
            await house.until(await house.add(f"t{number}", {"say": f"I am {number}"}), *ENDS)
    runs = [run for task in (await house.admin.tasks()).items for run in await house.admin.task_runs(task.id)]
    assert len(runs) == 2
    for run in runs:
        kept = lines(folder / "runs" / run.task / f"{run.id}.ndjson")
        told = await house.admin.transcript(run.id)
        assert [(one["seq"], one["kind"], one["body"]) for one in kept] == [
            (one.seq, one.kind, dict(one.body)) for one in told
        ]
    last = lines(folder / "claude.log")
    assert [one["body"]["text"] for one in last if one["kind"] == EntryKind.TEXT] == ["I am 2"]


async def test_what_was_said_before_a_crash_is_kept(house, tmp_path):
    folder = tmp_path / "log"
    async with house.working(logbook=Logbook(folder=folder)):
        steps = ({"say": "before"}, {"crash": True})
        task = await house.until(await house.add("Crash", *steps, max_attempts=1), *ENDS)
    assert task.status is TaskStatus.FAILED
    run, *_ = await house.admin.task_runs(task.id)
    assert '"before"' in (folder / "runs" / task.id / f"{run.id}.ndjson").read_text()


async def test_a_disk_that_refuses_ends_nothing(house, tmp_path):
    (tmp_path / "log").write_text("a file where the folder should be")
    told = []
    async with house.working(logbook=Logbook(folder=tmp_path / "log", failed=told.append)):
        task = await house.until(await house.add("Paint", {"say": "I paint"}), *ENDS)
    assert task.status is TaskStatus.REVIEW, task.note
    assert told


async def test_old_transcripts_go_and_a_long_status_begins_anew(clock, tmp_path):
    book = Logbook(folder=tmp_path / "log")
    book.open(clock.now())
    pages = [book.begin(task, f"run-{task}", agent=True).file for task in ("old", "young")]
    for page, age in zip(pages, (logbook.KEPT + 1, logbook.KEPT - 60), strict=True):
        page.write_text("{}\n")
        at = (clock.now() - timedelta(seconds=age)).timestamp()
        os.utime(page, (at, at))
    book.open(clock.now())
    assert [page.exists() for page in pages] == [False, True]
    assert not pages[0].parent.exists()
    status = tmp_path / "log" / "status.log"
    status.write_text("x" * (logbook.LARGEST + 1))
    book.status(clock.now(), "anvil", "idle", ())
    assert len(lines(status)) == 1
    assert status.with_name("status.log.1").stat().st_size == logbook.LARGEST + 1
