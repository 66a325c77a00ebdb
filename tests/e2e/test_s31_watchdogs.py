"""S-31: a program that does not end, and one that says no more."""

import pytest

from taskyard import process
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio


async def test_a_result_and_no_exit(house, fake):
    """S-31: prints its result and never exits: the task completes within the grace, and no process is left."""
    play = "prompt(); init(); edit('door.txt', 'red'); child(); result(); hang()"
    task, [run] = await house.does(fake(play), result_grace=0.3, kill_grace=0.3)
    assert (task.status, run.status) == (TaskStatus.REVIEW, RunStatus.SUCCEEDED), run.message
    assert await house.shows(task.branch, "door.txt") == "red"
    assert process.marked(run.id) == []
    assert (run.ended_at - run.started_at).total_seconds() < 30


async def test_silence_in_the_middle(house, fake):
    """S-31: goes silent mid-run: stopped at the silence limit and marked as such; no process is left."""
    play = "prompt(); init(); text('I paint.'); child(); out('{\"type\":'); hang()"
    task, [run] = await house.does(fake(play), silence_timeout=0.5)
    assert (task.status, run.reason) == (TaskStatus.FAILED, Reason.SILENCE_TIMEOUT)
    assert "0.5 s" in run.message
    assert process.marked(run.id) == []
