"""What an agent asks, and what it costs: rules answer in people's place, budgets stop, sessions may be forgotten."""

import json

import pytest

from taskyard.domain.chat import MessageKind
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
EDIT = {"edit": "door.txt", "content": "a red door\n"}
ASKS = {"may": ["touch", "asked.txt"]}
ENDS = (TaskStatus.REVIEW, TaskStatus.FAILED)


def options(*steps, **more):
    return {"agent_options": {"scenario": json.dumps({"steps": list(steps), **more})}}


async def asked(house, task):
    """The first open message of the task."""
    async for event in house.admin.events(0, task=task.id):
        if event.kind == "message.posted":
            return next(one for one in await house.admin.open_messages() if one.task == task.id)
    raise AssertionError("the stream of facts ended")


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
        message = await asked(house, task)
        assert (message.kind, message.choices) == (MessageKind.PERMISSION, ("allow", "deny"))
        assert message.text == "Run the command: touch asked.txt"
        await house.admin.answer(message.id, "allow")
        task = await house.until(task, *ENDS)
    [run] = await house.admin.task_runs(task.id)
    assert [each.path for each in run.stat] == ["asked.txt", "door.txt"]


SPENDS = [
    EDIT,
    {"usage": {"cost_usd": 0.9, "tokens_in": 10}},
    {"usage": {"cost_usd": 0.2}},
    {"say": "never said"},
]


async def test_a_used_up_budget_parks_and_goes_on_when_people_say_so(house):
    async with house.working():
        task = await house.add("Spend", budget_usd=1.0, **options(*SPENDS, on_run={"2": {"steps": [EDIT]}}))
        message = await asked(house, task)
        assert (message.kind, message.choices) == (MessageKind.BUDGET, ("go on", "stop"))
        assert "$1.10 of $1.00" in message.text
        await house.admin.answer(message.id, "go on")
        task = await house.until(task, *ENDS)
    first, second = await house.admin.task_runs(task.id)
    assert (first.status, first.reason) == (RunStatus.PARKED, Reason.PARKED)
    assert (task.status, second.session) == (TaskStatus.REVIEW, first.session)
    told = await house.admin.transcript(first.id)
    assert not [e for e in told if e.body.get("text") == "never said"]
    assert [e for e in told if e.kind is EntryKind.STATUS and "$0.90 of $1.00 used" in e.body["text"]]


async def test_a_budget_that_is_not_raised_fails_the_task(house):
    async with house.working():
        task = await house.add("Spend", budget_usd=1.0, **options(*SPENDS))
        await house.admin.answer((await asked(house, task)).id, "stop")
        task = await house.until(task, *ENDS)
    assert (task.status, task.reason) == (TaskStatus.FAILED, Reason.BUDGET_EXCEEDED.value)
    assert len(await house.admin.task_runs(task.id)) == 1


async def test_an_agent_that_forgot_its_session_starts_anew_with_the_whole_task(house):
    async with house.working():
        fails = {"steps": [{"fail": "No conversation found with that session"}]}
        task = await house.add("Remember", **options(EDIT, on_resume=fails))
        task = await house.until(task, *ENDS)
        await house.admin.continue_task(task.id, "make it blue")
        async for event in house.admin.events(0, task=task.id):
            if event.kind == "run.ended" and event.body["number"] == 2:
                break
    _, run = await house.admin.task_runs(task.id)
    assert (run.status, run.reason) == (RunStatus.SUCCEEDED, Reason.COMPLETED)
    prompts = [e.body["text"] for e in await house.admin.transcript(run.id) if e.kind is EntryKind.PROMPT]
    assert prompts[0] == "make it blue"
    assert prompts[1].startswith("Remember")
    assert prompts[1].endswith("make it blue")
