"""What a run may use: it stops further work, never work that is finished; people say whether it goes on."""

import json

import anyio
import pytest

from taskyard.domain.chat import MessageKind
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.worker.timeout import RunTimeout

pytestmark = pytest.mark.anyio
EDIT = {"edit": "door.txt", "content": "a red door\n"}
ENDS = (TaskStatus.REVIEW, TaskStatus.FAILED)
TOO_MUCH = {"usage": {"cost_usd": 1.1}}
SPENDS = [
    EDIT,
    {"usage": {"cost_usd": 0.9, "tokens_in": 10}},
    {"usage": {"cost_usd": 0.2}},
    {"say": "one word more"},
    {"say": "never heard"},
]


async def spend(house, *steps, on_run=None, on_turn=None, **settings):
    scenario = {"steps": list(steps), "on_run": on_run or {}, "on_turn": on_turn or {}}
    options = {"agent_options": {"scenario": json.dumps(scenario)}, "budget_usd": 1.0}
    return await house.add("Spend", **options | settings)


async def texts(house, run):
    return [entry.body.get("text", "") for entry in await house.admin.transcript(run.id)]


async def test_a_used_up_budget_parks_and_goes_on_when_people_say_so(house):
    async with house.working():
        task = await spend(house, *SPENDS, on_run={"2": {"steps": [EDIT]}})
        message = await house.asked(task)
        assert (message.kind, message.choices) == (MessageKind.BUDGET, ("go on", "stop"))
        assert "$1.10 of $1.00" in message.text
        await house.admin.answer(message.id, "go on")
        task = await house.until(task, *ENDS)
    first, second = await house.admin.task_runs(task.id)
    assert (first.status, first.reason) == (RunStatus.PARKED, Reason.PARKED)
    assert (task.status, second.session) == (TaskStatus.REVIEW, first.session)
    told = await texts(house, first)
    assert "one word more" in told
    assert "never heard" not in told
    assert len([text for text in told if "$0.90 of $1.00 used" in text]) == 1


async def test_a_budget_that_is_not_raised_fails_the_task(house):
    async with house.working():
        task = await spend(house, *SPENDS)
        await house.admin.answer((await house.asked(task)).id, "stop")
        task = await house.until(task, *ENDS)
    assert (task.status, task.reason) == (TaskStatus.FAILED, Reason.BUDGET_EXCEEDED.value)
    assert len(await house.admin.task_runs(task.id)) == 1


async def test_what_was_finished_with_the_last_of_it_counts(house):
    async with house.working():
        task = await spend(house, EDIT, TOO_MUCH, checks=["test -e door.txt"])
        task = await house.until(task, *ENDS)
    [run] = await house.admin.task_runs(task.id)
    assert (task.status, run.reason, run.usage.cost_usd) == (TaskStatus.REVIEW, Reason.COMPLETED, 1.1)
    assert await house.admin.task_messages(task.id) == []


@pytest.mark.parametrize(
    "more",
    [
        [{"ask": "May I?"}],
        [{"may": ["touch", "x"]}],
        [{"hang": True}],
        [{"crash": True}],
        [{"fail": "the model said no"}],
    ],
    ids=["a question", "a permission", "silence", "a crash", "an error"],
)
async def test_nothing_more_is_done_with_a_budget_that_is_used_up(house, more):
    async with house.working():
        task = await spend(house, EDIT, TOO_MUCH, *more, result_grace=0.5)
        message = await house.asked(task)
        assert message.kind is MessageKind.BUDGET
        await parked(house, task)
    [run] = await house.admin.task_runs(task.id)
    prompts = [e for e in await house.admin.transcript(run.id) if e.kind is EntryKind.PROMPT]
    assert (run.status, len(prompts)) == (RunStatus.PARKED, 1)


async def test_checks_that_fail_begin_no_further_turn(house):
    async with house.working():
        task = await spend(
            house,
            EDIT,
            TOO_MUCH,
            on_turn={"2": {"steps": [{"say": "never heard"}]}},
            on_run={"2": {"steps": [{"edit": "window.txt", "content": "open\n"}]}},
            checks=["test -e window.txt"],
        )
        message = await house.asked(task)
        await house.admin.answer(message.id, "go on")
        task = await house.until(task, *ENDS)
    first, second = await house.admin.task_runs(task.id)
    assert (message.kind, first.status) == (MessageKind.BUDGET, RunStatus.PARKED)
    assert [each.passed for each in first.evidence] == [False]
    assert "never heard" not in await texts(house, first)
    assert (task.status, second.reason) == (TaskStatus.REVIEW, Reason.COMPLETED)


async def test_a_comment_waits_for_the_run_that_may_spend_again(house):
    posted = anyio.Event()

    async def step(name):
        if name == "turn" and not posted.is_set():
            [task] = (await house.admin.tasks()).items
            await house.admin.post_message(task.id, "make it blue")
            posted.set()

    async with house.working(step=step):
        task = await spend(house, EDIT, TOO_MUCH, on_run={"2": {"steps": [EDIT]}})
        message = await house.asked(task)
        await house.admin.answer(message.id, "go on")
        task = await house.until(task, *ENDS)
    _first, second = await house.admin.task_runs(task.id)
    assert task.status is TaskStatus.REVIEW
    assert "make it blue" in second.prompt_extra


@pytest.mark.parametrize("budget", [0.0, 1.0])
async def test_a_limit_of_the_agents_own_is_told_in_its_words(house, budget):
    async with house.working():
        fails = {"fail": "reached 40 model calls", "reason": "budget_exceeded"}
        task = await spend(house, EDIT, {"usage": {"cost_usd": 0.1}}, fails, budget_usd=budget)
        message = await house.asked(task)
    assert message.kind is MessageKind.BUDGET
    assert "reached 40 model calls" in message.text
    assert "has used" not in message.text


async def test_waiting_for_people_takes_no_time_of_the_run(clock):
    timeout = RunTimeout(clock, 60)
    clock.advance(50)
    assert timeout.left == 10
    timeout.give_back(40)
    assert timeout.left == 50


async def parked(house, task):
    with anyio.fail_after(60):
        async for event in house.admin.events(0, task=task.id):
            if event.kind == "run.ended":
                return
