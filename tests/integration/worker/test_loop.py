"""The whole way: a real server, a real worker, a real repository, and an agent that is a real process."""

from dataclasses import replace

import pytest

from taskyard import process
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
EDIT = {"edit": "door.txt", "content": "a red door\n"}


async def test_a_task_becomes_a_branch_to_review_and_then_a_merge(house):
    async with house.working():
        task = await house.add("Paint the door", {"say": "I paint"}, EDIT)
        task = await house.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
        assert task.status is TaskStatus.REVIEW, task.note
        assert (await house.repo.git("show", f"{task.branch}:door.txt")) == "a red door\n"
        assert (await house.repo.git("status", "--porcelain")) == ""
        assert "+a red door" in await house.admin.task_patch(task.id)
        run = (await house.admin.task_runs(task.id))[-1]
        assert not run.incomplete
        entries = await house.admin.transcript(run.id)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert EntryKind.RESULT in {entry.kind for entry in entries}
        await house.admin.approve(task.id, head_commit=task.head_commit)
        task = await house.until(task, TaskStatus.DONE, TaskStatus.REVIEW)
    assert task.status is TaskStatus.DONE, task.note
    assert (await house.repo.git("show", "main:door.txt")) == "a red door\n"
    await house.repo.git("merge-base", "--is-ancestor", task.head_commit, "main")


async def test_a_failing_agent_is_tried_again(house):
    async with house.working():
        task = await house.add("Try", {"fail": "no paint"}, runs={"2": {"steps": [EDIT]}})
        task = await house.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    runs = await house.admin.task_runs(task.id)
    assert [run.status for run in runs] == [RunStatus.FAILED, RunStatus.SUCCEEDED]
    assert task.status is TaskStatus.REVIEW


async def test_a_question_is_answered_and_the_run_goes_on(house):
    async with house.working():
        task = await house.add("Ask", {"ask": "which colour?", "choices": ["red", "blue"]}, EDIT)
        async for event in house.admin.events(0, task=task.id):
            if event.kind == "message.posted":
                break
        question = (await house.admin.open_messages())[0]
        assert question.text == "which colour?"
        await house.admin.answer(question.id, "red")
        task = await house.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    assert task.status is TaskStatus.REVIEW, task.note
    assert (await house.admin.task_messages(task.id))[0].answered_by is not None


async def test_an_unanswered_question_parks_and_its_answer_resumes(house):
    async with house.working():
        steps = [{"ask": "which colour?"}]
        task = await house.add("Park", *steps, runs={"2": {"steps": [EDIT]}}, human_wait=0.3)
        async for event in house.admin.events(0, task=task.id):
            if event.kind == "run.ended":
                break
        assert (await house.admin.task_runs(task.id))[0].status is RunStatus.PARKED
        await house.admin.answer((await house.admin.open_messages())[0].id, "red")
        task = await house.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    assert task.status is TaskStatus.REVIEW, task.note


async def test_a_cancelled_run_ends_its_tree_at_once_and_keeps_a_snapshot(house_with):
    # The renewals are far apart: the word does not wait for one.
    async with house_with(renew_seconds=60) as house, house.working():
        task = await house.add("Hang", EDIT, {"hang": True})
        async for event in house.admin.events(0, task=task.id):
            if event.kind == "run.status" and event.body["status"] == "running":
                break
        await house.admin.cancel(task.id)
        task = await house.until(task, TaskStatus.CANCELLED)
        run = (await house.admin.task_runs(task.id))[0]
        assert run.status is RunStatus.CANCELLED
        assert process.marked(run.id) == []


async def test_failed_checks_go_back_to_the_agent_and_then_fail_the_run(house):
    async with house.working():
        settings = {"checks": ["test -f window.txt"], "check_rounds": 1, "max_attempts": 1}
        task = await house.add("Check", EDIT, **settings)
        task = await house.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    run = (await house.admin.task_runs(task.id))[0]
    assert task.status is TaskStatus.FAILED
    assert run.reason is Reason.CHECKS_FAILED
    assert run.evidence[0].exit_code == 1
    assert len(run.evidence[0].tree) == 40
    prompts = [e for e in await house.admin.transcript(run.id) if e.kind is EntryKind.PROMPT]
    assert len(prompts) == 2
    assert run.snapshot_ref is not None


async def test_passing_checks_leave_evidence_of_the_tree(house):
    async with house.working():
        task = await house.add("Check", EDIT, checks=["test -f door.txt"])
        task = await house.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    run = (await house.admin.task_runs(task.id))[0]
    tree = (await house.repo.git("rev-parse", f"{task.branch}^{{tree}}")).strip()
    assert [(each.passed, each.tree) for each in run.evidence] == [(True, tree)]


async def test_nothing_changed_is_said(house):
    async with house.working():
        task = await house.add("Idle", {"say": "all is well"})
        task = await house.until(task, TaskStatus.REVIEW, TaskStatus.FAILED, TaskStatus.DONE)
    assert (await house.admin.task_runs(task.id))[0].reason is Reason.NO_CHANGES


async def test_a_missing_tier_is_never_replaced_by_a_lower_one(house):
    offer = replace(house.deps.offer, tiers=("none", "bubblewrap"))
    async with house.working(offer=offer):
        task = await house.add("Tier", EDIT, tier="bubblewrap")
        task = await house.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    run = (await house.admin.task_runs(task.id))[0]
    assert run.reason is Reason.SANDBOX_UNAVAILABLE


async def test_a_draining_worker_claims_nothing_and_finishes_what_it_has(house):
    async with house.working(slots=2) as stop:
        asks = await house.add("Ask", {"ask": "go?"}, EDIT)
        async for event in house.admin.events(0, task=asks.id):
            if event.kind == "message.posted":
                break
        works = await house.add("Work", {"hang": True}, EDIT)
        async for event in house.admin.events(0, task=works.id):
            if event.kind == "run.status" and event.body["status"] == "running":
                break
        stop.ask()
        later = await house.add("Later", EDIT)
        # Who waits for a person is parked: the answer finds another worker.
        async for event in house.admin.events(0, task=asks.id):
            if event.kind == "run.ended":
                break
        assert (await house.admin.task_runs(asks.id))[0].status is RunStatus.PARKED
        await house.admin.cancel(works.id)
        await house.until(works, TaskStatus.CANCELLED)
    assert (await house.admin.task(later.id)).status is TaskStatus.QUEUED
    assert list((house.deps.data / "spool").iterdir()) == []
    assert list((house.deps.data / "runs").iterdir()) == []


async def test_a_second_stop_gives_the_task_back_without_using_an_attempt(house):
    async with house.working() as stop:
        task = await house.add("Hang", {"hang": True})
        async for event in house.admin.events(0, task=task.id):
            if event.kind == "run.status" and event.body["status"] == "running":
                break
        stop.ask()
    task = await house.until(task, TaskStatus.QUEUED)
    assert (await house.admin.task_runs(task.id))[0].reason is Reason.WORKER_LOST
