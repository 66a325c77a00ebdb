"""S-29: a run that failed is tried again in its own session; what it left behind is gone on with, or kept."""

import pytest

from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
FAILS = "prompt(); init(); edit('door.txt', 'half'); result('no paint', is_error=True)"
WORKS = "prompt(); init(); edit('door.txt', open('door.txt').read() + ' red'); result()"
EARLY = "prompt(); leave(3)"


async def test_it_fails_once_after_its_session_id_and_then_succeeds(house, fake):
    """S-29: fails once after its session id, then succeeds on resume: two runs, the second marked retry, one commit."""
    double = fake(FAILS, WORKS)
    task, runs = await house.does(double, max_attempts=2)
    assert task.status is TaskStatus.REVIEW, task.note
    assert [run.status for run in runs] == [RunStatus.FAILED, RunStatus.SUCCEEDED]
    assert [(run.number, run.is_retry) for run in runs] == [(1, False), (2, True)]
    assert [start.resumes for start in double.starts] == [None, "s-1"]
    assert len(await house.commits(task.branch)) == 1
    assert await house.shows(task.branch, "door.txt") == "half red"


async def test_it_fails_twice(house, fake):
    """S-29: fails twice: failed, two runs, and the partial work is kept where the run says."""
    task, runs = await house.does(fake(FAILS), max_attempts=2)
    assert task.status is TaskStatus.FAILED
    assert [run.reason for run in runs] == [Reason.AGENT_ERROR, Reason.AGENT_ERROR]
    assert [run.is_retry for run in runs] == [False, True]
    for run in runs:
        assert await house.shows(run.snapshot_ref, "door.txt") == "half"
    assert [path.read_text() for path in house.data.glob(f"workspace/{task.id}/**/door.txt")] == ["half"]


async def test_before_any_session_id_there_is_nothing_to_resume(house, fake):
    """R3.16: fails before any session id: the next try is a new conversation with the whole prompt."""
    double = fake(EARLY, "prompt(); init(); edit('door.txt', 'red'); result()")
    task, runs = await house.does(double, max_attempts=2)
    assert (task.status, len(runs)) == (TaskStatus.REVIEW, 2)
    assert [start.resumes for start in double.starts] == [None, None]
    assert double.starts[0].prompts == double.starts[1].prompts == ["Paint the door\n\nA red one."]
