"""The runs of a project share a budget: one that takes the last of it is parked, and the next waits for more."""

import json

import anyio
import pytest

from taskyard.domain.chat import MessageKind
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
EDIT = {"edit": "door.txt", "content": "a red door\n"}
ENDS = (TaskStatus.REVIEW, TaskStatus.FAILED)
SPENDS = [
    EDIT,
    {"usage": {"cost_usd": 1.1, "tokens_in": 10}},
    {"say": "one word more"},
    {"say": "never heard"},
]


async def limit(house, usd):
    settings = {"retry_delay": 0.1, "project_budget_usd": usd}
    await house.admin.change_project(house.project.id, settings=settings)


async def until_queued_again(house, task):
    with anyio.fail_after(60):
        async for event in house.admin.events(0, task=task.id):
            if event.kind == "run.queued" and event.body["run_number"] == 2:
                return


async def test_the_last_of_a_projects_budget_stops_a_run_and_more_lets_it_go_on(house):
    await limit(house, 1.0)
    async with house.working():
        scenario = {"steps": SPENDS, "on_run": {"2": {"steps": [EDIT]}}}
        task = await house.add("Spend", agent_options={"scenario": json.dumps(scenario)}, budget_usd=50.0)
        message = await house.asked(task)
        assert message.kind is MessageKind.BUDGET
        assert "the project's budget for this month is used up" in message.text
        assert "Raise the budget?" in message.text
        await house.admin.answer(message.id, "go on")
        await until_queued_again(house, task)
        [why] = (await house.admin.why(task.id)).why
        assert (why.code, "1.10 of 1.00 USD; raise project_budget_usd" in why.words) == (
            "project_budget",
            True,
        )
        await limit(house, 2.0)
        task = await house.until(task, *ENDS)
    first, second = await house.admin.task_runs(task.id)
    assert (first.status, first.reason, first.usage.cost_usd) == (RunStatus.PARKED, Reason.PARKED, 1.1)
    assert (task.status, second.session) == (TaskStatus.REVIEW, first.session)
    told = [entry.body.get("text", "") for entry in await house.admin.transcript(first.id)]
    assert "never heard" not in told


async def test_a_run_stops_at_the_smaller_of_its_own_budget_and_what_the_project_has_left(house):
    await limit(house, 1.0)
    async with house.working():
        task = await house.add("Spend", *SPENDS, budget_usd=0.5)
        message = await house.asked(task)
        assert "$1.10 of $0.50" in message.text
        await house.admin.answer(message.id, "stop")
        task = await house.until(task, *ENDS)
    assert (task.status, task.reason) == (TaskStatus.FAILED, Reason.BUDGET_EXCEEDED.value)
