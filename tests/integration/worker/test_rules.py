"""What an agent asks: rules answer in people's place, and an agent that dies does not ask twice."""

import json

import anyio
import pytest

from taskyard import process
from taskyard.domain.chat import MessageKind
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Reason
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
EDIT = {"edit": "door.txt", "content": "a red door\n"}
ASKS = {"may": ["touch", "asked.txt"]}
ENDS = (TaskStatus.REVIEW, TaskStatus.FAILED)


def options(*steps, **more):
    return {"agent_options": {"scenario": json.dumps({"steps": list(steps), **more})}}


@pytest.mark.parametrize(("rule", "done"), [("allow shell touch *", True), ("deny shell *", False)])
async def test_a_rule_answers_and_nobody_is_asked(house, rule, done):
    async with house.working():
        task = await house.add("Ask", EDIT, ASKS, permissions=[rule])
        task = await house.until(task, *ENDS)
    assert task.status is TaskStatus.REVIEW
    [run] = await house.admin.task_runs(task.id)
    assert ("asked.txt" in [each.path for each in run.stat]) is done
    assert await house.admin.task_messages(task.id) == []
    [entry] = [e for e in await house.admin.transcript(run.id) if e.kind is EntryKind.PERMISSION_REQUEST]
    assert (entry.body["decision"], entry.body["by"]) == ("allow" if done else "deny", "rule")


async def test_what_no_rule_names_is_asked_and_the_answer_counts(house):
    async with house.working():
        task = await house.add("Ask", EDIT, ASKS, permissions=["allow shell git *"])
        message = await house.asked(task)
        assert (message.kind, message.choices) == (MessageKind.PERMISSION, ("allow", "deny"))
        assert message.text == "Run the command: touch asked.txt"
        await house.admin.answer(message.id, "allow")
        task = await house.until(task, *ENDS)
    [run] = await house.admin.task_runs(task.id)
    assert [each.path for each in run.stat] == ["asked.txt", "door.txt"]


@pytest.mark.parametrize("dies", ["before the answer", "with the answer"])
async def test_an_agent_that_dies_while_it_asks_asks_once(house, dies):
    """It has heard nothing, or it has not shown that it heard: the answer is kept for it."""
    question = {"ask": "Which colour?", "choices": ["red", "blue"]}
    first = [question, {"crash": True}]
    again = {"steps": [question, {"edit": "door.txt", "content": "{answer}"}]}
    ready = anyio.Event()

    async def step(name):
        if name == "asked" and dies == "before the answer":
            await ready.wait()

    async with house.working(step=step):
        task = await house.add("Ask", **options(*first, on_resume=again))
        message = await house.asked(task)
        [run] = await house.admin.task_runs(task.id)
        if dies == "before the answer":
            await process.kill_marked(run.id)
        await house.admin.answer(message.id, "red")
        ready.set()
        task = await house.until(task, *ENDS)
    assert task.status is TaskStatus.REVIEW
    dead, run = await house.admin.task_runs(task.id)
    assert (dead.reason, run.is_retry) == (Reason.AGENT_CRASHED, True)
    [kept] = await house.admin.task_messages(task.id)
    assert (kept.id, kept.answer) == (message.id, "red")
    assert kept.delivered_at is not None
    assert "+red" in await house.admin.run_patch(run.id)
