"""S-30: an exit code of 0 without a result, an error result, the turn limit: none of them counts as success."""

import pytest

from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
EDIT = "prompt(); edit('door.txt', 'red'); "
CASES = [
    ("leave(0)", Reason.PROTOCOL_ERROR),
    ("replay(recorded('task')[:-1]); leave(0)", Reason.PROTOCOL_ERROR),
    ('init(); out(\'{"type":"result","is_er\'); leave(0)', Reason.PROTOCOL_ERROR),
    ("init(); result('no', is_error=True); leave(0)", Reason.AGENT_ERROR),
    ("replay(recorded('error-401')); leave(0)", Reason.AGENT_AUTH),
]


@pytest.mark.parametrize(("play", "reason"), CASES)
async def test_it_is_a_failure(play, reason, house, fake):
    """S-30: the run fails for its reason, the task too, and no branch is handed over, whatever lies in the tree."""
    task, runs = await house.does(fake(EDIT + play))
    assert task.status is TaskStatus.FAILED
    assert {(run.status, run.reason) for run in runs} == {(RunStatus.FAILED, reason)}
    assert task.head_commit is None
    assert (await house.repo.git("branch", "--list", task.branch)) == ""


async def test_the_turn_limit_asks_whether_to_go_on(house, fake):
    """S-30: stopped at its turn limit, a run is no success: it is parked, and people are asked."""
    task = await house.add(fake(EDIT + "replay(recorded('max-turns')); leave(0)"))
    [run] = await house.ended(task)
    assert run.status is RunStatus.PARKED
    [question] = await house.admin.task_messages(task.id)
    assert "Go on" in question.text
    task = await house.admin.task(task.id)
    assert (task.status, task.head_commit) == (TaskStatus.RUNNING, None)
