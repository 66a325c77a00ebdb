"""Every act that a state does not allow: refused, and nothing is written. Read from the table of legal moves."""

import pytest

from taskyard.domain import dialect
from taskyard.domain.error import IllegalMove
from taskyard.domain.task import MOVES, Act, TaskStatus

pytestmark = pytest.mark.anyio
ROUTES = {
    Act.ENQUEUE: ("enqueue", {}),
    Act.PARK: ("park", {}),
    Act.RUN_NOW: ("run-now", {}),
    Act.CANCEL: ("cancel", {}),
    Act.RESET: ("reset", {}),
    Act.RETRY: ("retry", {}),
    Act.CONTINUE: ("continue", {"text": "go on"}),
    Act.REQUEST_CHANGES: ("request-changes", {"text": "no"}),
    Act.APPROVE: ("approve", {}),
    Act.ACCEPT: ("accept", {}),
}


async def _in(play, status):
    """A task that has come to this state by the ways that there are."""
    await play.project(settings={"max_attempts": 1})
    task = await play.task(enqueue=status is not TaskStatus.BACKLOG)
    if status in {TaskStatus.BACKLOG, TaskStatus.QUEUED}:
        return task
    if status is TaskStatus.CANCELLED:
        return await play.act(task, "cancel")
    worker = await play.worker()
    if status in {TaskStatus.RUNNING, TaskStatus.FAILED}:
        claim = await play.claim(worker)
        if status is TaskStatus.FAILED:
            assert (await play.end(claim, "fail", status="failed", reason="agent_error")).status_code == 200
        return await play.look(task)
    await play.work(worker, "k")
    if status is TaskStatus.MERGING:
        await play.act(task, "approve")
    if status is TaskStatus.DONE:
        await play.act(task, "accept")
    return await play.look(task)


async def _all(server, task):
    facts = (await server.viewer.get("/events", params={"limit": 200})).json()["items"]
    runs = (await server.viewer.get(f"/tasks/{task['id']}/runs")).json()["items"]
    return facts, runs, (await server.viewer.get(f"/tasks/{task['id']}")).json()


@pytest.mark.parametrize("status", TaskStatus)
async def test_what_a_state_does_not_allow_changes_nothing(server, play, status):
    task = await _in(play, status)
    assert task["status"] == status
    before = await _all(server, task)
    refused = [act for act in ROUTES if (status, act) not in MOVES]
    assert len(refused) > 3
    for act in refused:
        path, body = ROUTES[act]
        problem = await play.act(task, path, 409, **body)
        assert (problem["code"], problem["status"]) == ("illegal_move", 409), act
    assert await _all(server, task) == before


@pytest.mark.parametrize("status", TaskStatus)
async def test_nor_does_a_status_that_it_cannot_be_set_to(server, play, status):
    task = await _in(play, status)
    before = await _all(server, task)
    refused = 0
    for wish in TaskStatus:
        try:
            dialect.act(status, wish)
        except IllegalMove:
            body = {"status": wish.value, "notes": "why", "title": "never"}
            answer = await server.operator.patch(f"/tasks/{task['id']}", json=body)
            assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move"), wish
            refused += 1
    assert refused
    assert await _all(server, task) == before


async def test_only_a_queued_task_is_claimed(server, play):
    """Not one in the backlog, and not one that is done."""
    await play.project()
    await play.task("idea", enqueue=False)
    task = await play.task("done")
    worker = await play.worker()
    await play.work(worker, "k1")
    await play.act(task, "accept")
    assert await play.claim(worker, "k2") is None
