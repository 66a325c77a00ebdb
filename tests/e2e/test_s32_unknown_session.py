"""S-32: a session that the program does not know any more is begun anew, once."""

import pytest

from taskyard.domain.entry import EntryKind
from taskyard.domain.run import RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
FAILS = "prompt(); init(); edit('door.txt', 'half'); result('no paint', is_error=True)"
FORGOT = "prompt(); replay(recorded('resume-missing')); leave(1)"
WORKS = "prompt(); init(); edit('door.txt', 'red'); result()"


async def test_one_fresh_start_that_is_logged_and_no_failure_of_its_own(house, fake):
    """S-32: one fresh start with the whole task, logged; the lost session is no second failure of the task."""
    double = fake(FAILS, FORGOT, WORKS)
    task, runs = await house.does(double)
    assert task.status is TaskStatus.REVIEW, task.note
    assert [run.status for run in runs] == [RunStatus.FAILED, RunStatus.SUCCEEDED]
    assert [start.resumes for start in double.starts] == [None, "s-1", None]
    assert double.starts[2].tasks == ["Paint the door\n\nA red one."]
    told = [str(one.body.get("text")) for one in await house.said(runs[1], EntryKind.STATUS)]
    assert any("anew" in words or "new one" in words for words in told), told
    assert (runs[1].session, task.attempts) == ("s-3", 0)


async def test_a_second_refusal_ends_the_run(house, fake):
    """S-32: the fresh start is made once, whatever comes of it."""
    double = fake(FAILS, FORGOT, "prompt(); leave(3)")
    task, runs = await house.does(double)
    assert (task.status, task.attempts, len(runs)) == (TaskStatus.FAILED, 1, 2)
    assert not runs[1].session  # the next try would have to ask for it in vain
    assert [start.resumes for start in double.starts] == [None, "s-1", None]
