"""S-52: what fails for a moment before it has said a word is started again inside the run (L0); the rest is not."""

import pytest

from taskyard.domain.run import RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
REFUSED = "prompt(); print('connect ECONNREFUSED 127.0.0.1:443', file=sys.stderr); leave(1)"
UNKNOWN = "prompt(); print('error: unknown option --odd', file=sys.stderr); leave(2)"
WORKS = {
    "claude": "prompt(); edit('door.txt', 'red'); init(); result()",
    "command": "prompt(); edit('door.txt', 'red'); text('done')",
    "goose": "prompt(); edit('door.txt', 'red'); replay(recorded('task', 'goose-stream-json'))",
}


def settings(agent, double):
    return {"agent": agent, "options": {"program": str(double.program)} if agent == "goose" else {}}


@pytest.mark.parametrize("agent", WORKS)
async def test_two_transient_failures_then_success_are_one_run(agent, house, fake):
    """S-52: two transient failures before any output, then success: one run and one outcome."""
    double = fake(REFUSED, REFUSED, WORKS[agent])
    task, runs = await house.does(double, **settings(agent, double))
    assert [run.status for run in runs] == [RunStatus.SUCCEEDED], runs[0].message
    assert (task.status, len(double.starts)) == (TaskStatus.REVIEW, 3)
    ended = [fact.run for fact in await house.facts(task, "task.review") if fact.kind == "run.ended"]
    assert ended == [runs[0].id]


@pytest.mark.parametrize("agent", WORKS)
async def test_a_permanent_error_is_not_started_again(agent, house, fake):
    """S-52, R2.41: a program that refuses how it is called is started once."""
    double = fake(UNKNOWN, WORKS[agent])
    task, [run] = await house.does(double, **settings(agent, double))
    assert (task.status, run.status, len(double.starts)) == (TaskStatus.FAILED, RunStatus.FAILED, 1)


@pytest.mark.parametrize("command", ["/no/such/program", "'"])
@pytest.mark.parametrize("agent", ["claude", "command"])
async def test_an_invalid_command_is_not_tried_again(agent, command, house, fake):
    """S-52: an invalid command: no retry inside the run and none of the task, however many attempts it has."""
    task, runs = await house.does(fake(UNKNOWN), agent=agent, agent_command=command, max_attempts=3)
    assert (task.status, len(runs)) == (TaskStatus.FAILED, 1)
    assert runs[0].reason == "setup_failed"
