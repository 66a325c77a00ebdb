"""H8: what an agent has left, committed or not, is never destroyed: it is kept under a ref, and the run says which."""

import pytest

from taskyard.domain.run import RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
COMMITS = """
import subprocess
prompt(); init()
edit("committed.txt", "one"); subprocess.run(["git", "add", "committed.txt"], check=True)
name = ["-c", "user.name=A", "-c", "user.email=a@localhost"]
subprocess.run(["git", *name, "commit", "-qm", "mine"], check=True)
edit("README.md", "changed"); edit("loose.txt", "two")
"""
LEFT = {"committed.txt": "one", "README.md": "changed", "loose.txt": "two"}
ENDS = {
    "an error that is not tried again": "result('', is_error=True, api_error_status=401)",
    "a crash": "die()",
    "blocked": "replay(recorded('max-turns')[-1:])",
    "cancelled": "mark('busy'); hang()",
}
WORKS = "prompt(); init(); edit('door.txt', ' '.join(sorted(os.listdir()))); result()"


async def kept(house, ref):
    return {path: await house.shows(ref, path) for path in LEFT}


@pytest.mark.parametrize("how", ENDS)
async def test_however_a_run_ends_its_work_is_kept(how, house, fake):
    """H8: after an error, a crash, a block or a cancel the run names a ref of the user's repository that has it all."""
    double = fake(COMMITS + ENDS[how])
    task = await house.add(double)
    if how == "cancelled":
        await double.reached("busy")
        await house.admin.cancel(task.id)
    run, *_ = await house.ended(task, 2 if how == "a crash" else 1)
    assert run.status is not RunStatus.SUCCEEDED
    assert await kept(house, run.snapshot_ref) == LEFT
    assert (await house.repo.git("status", "--porcelain")) == ""


async def test_a_reset_and_a_removal_leave_what_was_kept(house, fake):
    """H8: a reset begins anew in a clean tree, and the old work stays restorable, also when the task itself is gone."""
    double = fake(COMMITS + ENDS["an error that is not tried again"], WORKS)
    task, [first] = await house.does(double)
    await house.admin.reset(task.id)
    await house.admin.enqueue(task.id)
    assert (await house.until(task, TaskStatus.REVIEW)).status is TaskStatus.REVIEW
    branch = (await house.admin.task(task.id)).branch
    assert (await house.shows(branch, "door.txt")).split()[-1] == "README.md"
    await house.admin.cancel(task.id)
    await house.admin.remove_task(task.id)
    assert await kept(house, first.snapshot_ref) == LEFT


async def test_a_blocked_run_goes_on_in_the_tree_that_it_has_left(house, fake):
    """H8: nothing cleans up between a block and its answer: the next run finds everything where it was."""
    double = fake(COMMITS + ENDS["blocked"], WORKS)
    task = await house.add(double)
    await house.ended(task)
    [question] = await house.admin.task_messages(task.id)
    await house.admin.answer(question.id, question.choices[0])
    task = await house.until(task)
    assert task.status is TaskStatus.REVIEW, task.note
    for path, words in LEFT.items():
        assert await house.shows(task.branch, path) == words
