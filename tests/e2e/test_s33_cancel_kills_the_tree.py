"""S-33: a cancelled run leaves nothing alive and its slot to the next."""

import pytest

from taskyard import process
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
STUBBORN = (
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); prompt(); init(); child(); child(); mark('busy'); hang()"
)
WORKS = "prompt(); init(); edit('door.txt', 'red'); result()"


async def test_a_tree_that_ignores_term_is_dead_and_the_next_task_starts(house_with, fake):
    """S-33: grandchildren that ignore TERM are dead, the run is closed as cancelled, its slot does the next task."""
    async with house_with(slots=1) as house:
        stubborn = fake(STUBBORN)
        task = await house.add(stubborn, kill_grace=0.5)
        later = await house.add(fake(WORKS))
        await stubborn.reached("busy")
        [run] = await house.admin.task_runs(task.id)
        assert len(process.marked(run.id)) >= 3
        assert (await house.admin.task(later.id)).status is TaskStatus.QUEUED
        await house.admin.cancel(task.id)
        assert (await house.until(task)).status is TaskStatus.CANCELLED
        assert process.marked(run.id) == []
        [run] = await house.admin.task_runs(task.id)
        assert (run.status, run.reason) == (RunStatus.CANCELLED, Reason.CANCELLED)
        assert (await house.until(later)).status is TaskStatus.REVIEW


async def test_the_grace_is_the_one_of_the_settings(house, fake):
    """S-33, within the kill grace: with a grace of 0.2 s a tree that ignores TERM does not take the default's 5 s."""
    stubborn = fake(STUBBORN)
    task = await house.add(stubborn, kill_grace=0.2)
    await stubborn.reached("busy")
    await house.admin.cancel(task.id)
    at = {fact.kind: fact.at for fact in await house.facts(task, "task.cancelled")}
    assert (at["run.ended"] - at["run.cancel_requested"]).total_seconds() < 4.5
