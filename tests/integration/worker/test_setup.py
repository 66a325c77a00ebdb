"""R0.46 to R0.48: a project's setup runs once for a workspace, before the agent, and what fails there is seen."""

import anyio
import pytest

from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
ENDS = (TaskStatus.REVIEW, TaskStatus.FAILED)
EDIT = {"edit": "door.txt", "content": "red\n"}


async def said(house, run):
    found = [(one.kind, one.body.get("text")) for one in await house.admin.transcript(run.id)]
    return [text for kind, text in found if kind in {EntryKind.STATUS, EntryKind.TEXT}]


async def ended(house, task, count):
    with anyio.fail_after(60):
        async for event in house.admin.events(0, task=task.id):
            count -= event.kind == "run.ended"
            if count == 0:
                return


async def test_it_runs_once_for_a_workspace_and_before_the_agent(house, tmp_path):
    count = tmp_path / "count"
    setup = [f"sh -c 'echo once >> {count}'"]
    async with house.working():
        task = await house.add("Paint", {"say": "I paint"}, EDIT, setup=setup)
        task = await house.until(task, *ENDS)
        assert task.status is TaskStatus.REVIEW, task.note
        place = house.deps.data / "workspace" / task.id
        first = place.stat().st_ino
        await house.admin.request_changes(task.id, "more red")
        await ended(house, task, 2)
        other = await house.until(await house.add("Another", EDIT, setup=setup), *ENDS)
    runs = await house.admin.task_runs(task.id)
    assert [run.status for run in runs] == [RunStatus.SUCCEEDED] * 2
    told = [await said(house, run) for run in runs]
    assert told[0].index(f"setup: {setup[0]}") < told[0].index("I paint")
    assert f"setup: {setup[0]}" not in told[1]
    assert place.stat().st_ino == first
    assert other.status is TaskStatus.REVIEW, other.note
    assert count.read_text().split() == ["once", "once"]  # a workspace of its own for the other task


async def test_one_that_fails_is_told_and_no_agent_begins(house):
    async with house.working():
        setup = ["sh -c 'echo no compiler; exit 3'", "touch never"]
        task = await house.until(await house.add("Paint", {"say": "I paint"}, setup=setup), *ENDS)
    assert task.status is TaskStatus.FAILED
    assert "no compiler" in task.note
    [run] = await house.admin.task_runs(task.id)
    assert run.reason is Reason.SETUP_FAILED
    assert "exit code 3" in run.message
    told = await said(house, run)
    assert [text for text in told if text.startswith("setup: ")] == [f"setup: {setup[0]}"]
    assert "I paint" not in told
