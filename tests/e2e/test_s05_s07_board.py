"""S-05, S-06, S-07: who may take what, who may say done, and what becomes of what was sent back."""

import pytest

from taskyard.domain.error import Forbidden, LeaseLost
from taskyard.domain.run import RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio


async def test_s05_a_worker_of_one_list_leaves_the_other_alone_and_the_task_says_why(board):
    await board.admin.add_project("a")
    await board.admin.add_project("b")
    task = await board.admin.add_task("b", "not yours", enqueue=True)
    hand = await board.hand(projects=("a",))
    assert await board.claim(hand, projects=("a",)) is None
    verdict = await board.admin.why(task.id)
    assert not verdict.claimable
    (why,) = verdict.why
    assert (why.code, why.detail["missing"]) == ("no_worker_offers", ["project"])
    assert "does not work on b" in why.words
    own = await board.admin.add_task("a", "yours", enqueue=True)
    assert (await board.claim(hand, projects=("a",))).task.id == own.id


async def test_s06_success_waits_for_a_person_who_alone_says_done(board):
    await board.admin.add_project("house")
    task = await board.admin.add_task("house", "t", enqueue=True)
    claim = await board.claim(await board.hand())
    await board.begin(claim)
    await board.worker.run_comment(claim.run.id, claim.fence, "Painted it.")
    await board.complete(claim, summary="It is red.")
    seen = await board.admin.task(task.id)
    assert seen.status is TaskStatus.REVIEW
    assert seen.note
    with pytest.raises(Forbidden):
        await board.worker.change_task(task.id, status="done")
    assert await board.admin.task(task.id) == seen
    done = await board.admin.http.send("PATCH", f"/tasks/{task.id}", {"status": "done"}, dialect="taskinfa")
    assert (done["status"], done["completed_at"] is None) == ("done", False)


async def test_s07_what_is_sent_back_is_claimed_again_by_anybody(board):
    await board.admin.add_project("house")
    task = await board.admin.add_task("house", "t", enqueue=True)
    first, second = await board.hand("first"), await board.hand("second")
    claim = await board.claim(first)
    await board.begin(claim)
    await board.complete(claim)
    body = {"status": "todo", "notes": "The door, not the wall."}
    sent = await board.admin.http.send("PATCH", f"/tasks/{task.id}", body, dialect="taskinfa")
    assert (sent["status"], sent["assigned_to"]) == ("todo", None)
    again = await board.claim(second)
    assert (again.task.id, again.run.number) == (task.id, 2)
    assert "The door, not the wall." in again.run.prompt_extra
    shown = await board.admin.http.get(f"/tasks/{task.id}", dialect="taskinfa")
    assert (shown["status"], shown["assigned_to"]) == ("in_progress", "second")


async def test_s18_s19_a_frozen_worker_loses_its_work_and_cannot_take_it_back(board):
    await board.admin.add_project("house")
    task = await board.admin.add_task("house", "t", enqueue=True)
    frozen, other = await board.hand("frozen"), await board.hand("other")
    claim = await board.claim(frozen)
    await board.begin(claim)

    async def status():
        return (await board.admin.http.get(f"/workers/{frozen}", dialect="agentvine"))["status"]

    for _ in range(15):  # five minutes of work
        await board.worker.http.report(f"/workers/{frozen}/heartbeat", {"status": "busy"})
        await board.worker.renew(claim.run.id, claim.fence)
        await board.passes(20)
        assert await status() == "busy"
    assert await board.claim(other) is None
    await board.passes(100)
    assert await status() == "offline"
    assert (await board.admin.task(task.id)).status is TaskStatus.QUEUED
    second = await board.claim(other)
    assert second.task.id == task.id
    await board.begin(second)
    await board.complete(second, summary="mine")
    with pytest.raises(LeaseLost):
        await board.complete(claim, summary="late")
    runs = await board.admin.task_runs(task.id)
    assert [run.status for run in runs] == [RunStatus.LOST, RunStatus.SUCCEEDED]
    assert runs[-1].summary == "mine"
    assert (await board.admin.task(task.id)).status is TaskStatus.REVIEW
