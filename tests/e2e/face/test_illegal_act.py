"""Every act that a state does not allow, through every face that has a word for it: refused, and nothing is written."""

import pytest

from taskyard.domain import dialect
from taskyard.domain.error import IllegalMove, TaskyardError
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import MOVES, Act, TaskStatus

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]
S = TaskStatus


async def one_of_each(stand):
    """A task in every state. The queued one is made last, so that nobody claims it."""
    made = {}
    for status in (S.CANCELLED, S.FAILED, S.REVIEW, S.MERGING, S.DONE, S.RUNNING, S.QUEUED, S.BACKLOG):
        made[status] = task = (
            await stand.client.add_task("demo", status, enqueue=status is not S.BACKLOG)
        ).id
        if status is S.CANCELLED:
            await stand.client.cancel(task)
        elif status is S.FAILED:
            await stand.hand.end(await stand.hand.begin(), status=RunStatus.FAILED, reason=Reason.AGENT_ERROR)
        elif status in {S.REVIEW, S.MERGING, S.DONE}:
            await stand.hand.works("a")
        elif status is S.RUNNING:
            await stand.hand.begin()
    await stand.client.accept(made[S.DONE])
    await stand.client.approve(made[S.MERGING])
    return made


async def everything(stand, tasks):
    """Rows and log, as they are."""
    rows = [(await stand.http.get(f"/api/v1/tasks/{task}")).json() for task in tasks.values()]
    runs = [(await stand.http.get(f"/api/v1/tasks/{task}/runs")).json() for task in tasks.values()]
    said = [(await stand.http.get(f"/api/v1/tasks/{task}/messages")).json() for task in tasks.values()]
    return rows, runs, said, await stand.log()


async def refused(act, *arguments, **words):
    """The code of the refusal; none when it was done."""
    try:
        await act(*arguments, **words)
    except TaskyardError as problem:
        return problem.code
    return None


@pytest.mark.parametrize("name", ["rest", "typed", "tools", "hub"])
async def test_no_face_does_what_the_table_does_not_allow(stage, name, tmp_path):
    async with stage(tmp_path / "yard", name) as stand:
        tasks = await one_of_each(stand)
        before = await everything(stand, tasks)
        assert [row["status"] for row in before[0]] == list(tasks)
        tried = 0
        for status, task in tasks.items():
            for act in (Act(one) for one in stand.face.has):
                if (status, act) not in MOVES:
                    text = "why" if act in {Act.CONTINUE, Act.REQUEST_CHANGES} else ""
                    code = await refused(stand.face.do, act.value, task, text)
                    assert code == "illegal_move", (status, act, code)
                    tried += 1
        assert await everything(stand, tasks) == before
    assert tried >= 6 * len(stand.face.has) - 10


async def test_nor_does_a_wish_through_a_tool(stage, tmp_path):
    async with stage(tmp_path / "yard", "tools") as stand:
        tasks = await one_of_each(stand)
        before = await everything(stand, tasks)
        tried = 0
        for status, task in tasks.items():
            for wish in TaskStatus:
                try:
                    dialect.act(status, wish)
                except IllegalMove:
                    use = {"task_id": task, "status": wish.value, "notes": "why"}
                    assert await refused(stand.face.use, "update_task_status", **use) == "illegal_move", (
                        status,
                        wish,
                    )
                    tried += 1
        assert await everything(stand, tasks) == before
    assert tried > 20
