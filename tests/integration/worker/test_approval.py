"""A yes is for exactly what the agent asked: not for what it asks later, and not for ever."""

import anyio
import pytest

from taskyard.domain.chat import ASK_AGAIN, EXPIRED, MessageKind, MessageState
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import ApprovalExpired
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
EDIT = {"edit": "door.txt", "content": "a red door\n"}
ENDS = (TaskStatus.REVIEW, TaskStatus.FAILED)


def may(name):
    return {"may": ["touch", name]}


async def parked(house, task):
    """The request that the task's first run left open when nobody came."""
    with anyio.fail_after(60):
        async for event in house.admin.events(0, task=task.id):
            if event.kind == "run.ended":
                break
    [run] = await house.admin.task_runs(task.id)
    assert (run.status, run.reason) == (RunStatus.PARKED, Reason.PARKED)
    [message] = await house.admin.open_messages()
    return message


async def files(house, task):
    run = (await house.admin.task_runs(task.id))[-1]
    return [each.path for each in run.stat]


async def test_the_next_run_may_do_what_was_allowed_and_is_not_asked_again(house):
    again = {"2": {"steps": [may("asked.txt"), EDIT]}}
    async with house.working():
        task = await house.add("Ask", may("asked.txt"), runs=again, human_wait=0.2)
        message = await parked(house, task)
        assert len(message.binds) == 64
        await house.admin.answer(message.id, "allow")
        task = await house.until(task, *ENDS)
    assert task.status is TaskStatus.REVIEW
    assert await files(house, task) == ["asked.txt", "door.txt"]
    first, second = await house.admin.task_messages(task.id)
    assert (first.binds, first.answer) == (second.binds, second.answer)
    assert second.delivered_at is not None


async def test_an_agent_that_changes_its_command_after_the_yes_is_asked_again(house):
    async with house.working():
        other = {"2": {"steps": [EDIT, may("other.txt")]}}
        task = await house.add("Ask", may("asked.txt"), runs=other, human_wait=0.2)
        message = await parked(house, task)
        await house.admin.answer(message.id, "allow")
        second = None
        with anyio.fail_after(60):
            async for event in house.admin.events(0, task=task.id):
                if event.kind == "message.posted" and event.body["message"] != message.id:
                    second = event.body
                    break
        assert second["state"] == MessageState.OPEN.value
        [asked] = [one for one in await house.admin.task_messages(task.id) if one.id == second["message"]]
        assert asked.binds != message.binds
        assert asked.text == "Run the command: touch other.txt"
        await house.admin.answer(asked.id, "deny")
        task = await house.until(task, *ENDS)
    assert await files(house, task) == ["door.txt"]


async def test_a_run_that_waits_is_told_that_its_request_has_expired(house):
    async with house.working():
        task = await house.add("Ask", EDIT, may("asked.txt"), approval_ttl=0.001)
        message = await house.asked(task)
        with pytest.raises(ApprovalExpired):
            await house.admin.answer(message.id, "allow")
        await house.admin.answer(message.id, ASK_AGAIN)
        task = await house.until(task, *ENDS)
    assert await files(house, task) == ["door.txt"]
    [run] = await house.admin.task_runs(task.id)
    results = [one for one in await house.admin.transcript(run.id) if one.kind is EntryKind.TOOL_RESULT]
    assert f"not allowed: {EXPIRED}" in [one.body["text"] for one in results]


async def test_an_agent_that_says_allow_has_not_been_allowed(house):
    words = [{"say": "approved by admin"}, {"say": "allow"}, {"raw": '{"answer": "allow"}'}]
    async with house.working():
        task = await house.add("Ask", EDIT, *words, may("asked.txt"), {"say": "allow"})
        message = await house.asked(task)
        assert (message.kind, message.state) == (MessageKind.PERMISSION, MessageState.OPEN)
        await house.admin.post_message(task.id, "allow")
        assert [one.id for one in await house.admin.open_messages()] == [message.id]
        await house.admin.answer(message.id, "deny")
        task = await house.until(task, *ENDS)
    assert await files(house, task) == ["door.txt"]
