"""S-34: a finished task goes on: the same session, the same branch, one more commit."""

import pytest

from taskyard.domain.run import RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
FIRST = "prompt(); init(); edit('door.txt', 'red'); result()"
SECOND = "prompt(); init(); edit('window.txt', 'blue'); result()"


@pytest.mark.parametrize("finished", [TaskStatus.REVIEW, TaskStatus.DONE])
async def test_continue_makes_a_second_commit_on_the_same_branch(finished, house, fake):
    """S-34: a new run with the stored session id and only the new words; a second commit on the same branch."""
    double = fake(FIRST, SECOND)
    task, _ = await house.does(double)
    if finished is TaskStatus.DONE:
        await house.admin.accept(task.id)
    before = (await house.admin.task(task.id)).branch
    await house.admin.continue_task(task.id, "And the window in blue.")
    runs = await house.ended(task, 2)
    task = await house.admin.task(task.id)
    assert [(run.number, run.status) for run in runs] == [(1, RunStatus.SUCCEEDED), (2, RunStatus.SUCCEEDED)]
    assert [start.resumes for start in double.starts] == [None, "s-1"]
    assert double.starts[1].prompts == ["And the window in blue."]
    assert task.branch == before
    assert len(await house.commits(task.branch)) == 2
    assert (await house.repo.git("rev-parse", task.branch)).strip() == task.head_commit
    assert await house.shows(task.branch, "door.txt") == "red"
    assert await house.shows(task.branch, "window.txt") == "blue"
