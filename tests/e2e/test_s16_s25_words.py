"""S-16, S-25, R4.67: another system's words, from the task to its end."""

import pytest

from taskyard.domain.error import Invalid
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
VINE = {"dialect": "agentvine"}


async def test_s16_three_queues_are_drained_in_order(board):
    await board.admin.add_project("house")

    async def queues():
        return (await board.admin.queue_status())["queues"]

    for priority in ("low", "normal", "high"):
        body = {"project": "house", "title": priority, "priority": priority}
        task = await board.admin.http.send("POST", "/tasks", body, **VINE)
        await board.admin.http.send("POST", "/queue/enqueue", {"task_id": task["id"]}, **VINE)
    empty = {"worker_requests": 0, "controller_responses": 0}
    assert await queues() == {"high_priority": 1, "default": 1, "low_priority": 1} | empty
    hand = await board.hand()
    got = [(await board.claim(hand)).task.title for _ in range(3)]
    assert got == ["high", "normal", "low"]
    assert await queues() == {"high_priority": 0, "default": 0, "low_priority": 0} | empty


async def test_s25_a_priority_is_understood_or_refused(board):
    await board.admin.add_project("house")
    body = {"project": "house", "title": "t"}
    for params in ({}, VINE):
        with pytest.raises(Invalid):
            await board.admin.http.send("POST", "/tasks", body | {"priority": "banana"}, **params)
        assert (await board.admin.tasks()).items == ()
    await board.admin.http.send("POST", "/tasks", body | {"priority": "critical"}, **VINE)
    (task,) = (await board.admin.tasks()).items
    assert task.priority.value == "urgent"


async def test_r4_67_the_whole_way_with_a_question(board):
    await board.admin.add_project("house", repository="/srv/house")
    body = {"title": "t", "repository_url": "/srv/house", "branch_name": "main", "task_type": "feature"}
    task = await board.admin.http.send("POST", "/tasks", body, **VINE)
    assert (task["status"], task["branch_name"]) == ("queued", "main")
    await board.admin.http.send("POST", "/queue/enqueue", {"task_id": task["id"]}, **VINE)
    hand = await board.hand()
    order = await board.worker.http.send("POST", "/queue/claim", {"worker_id": hand}, **VINE)
    claim = {"work_order_id": order["id"], "fence": order["fence"]}
    for status in ("preparing", "running"):
        body = {"fence": order["fence"], "status": status}
        await board.worker.http.send("POST", f"/runs/{order['id']}/status", body)
    body = {"fence": order["fence"], "type": "question", "text": "Which library?"}
    await board.worker.http.send("POST", f"/runs/{order['id']}/comments", body)
    (question,) = await board.admin.open_messages()
    await board.admin.answer(question.id, "Use library X")
    told = await board.worker.renew(order["id"], order["fence"])
    assert [(one.text, one.answer) for one in told.messages] == [("Which library?", "Use library X")]
    await board.worker.http.send("POST", "/queue/complete", claim | {"output": "done with X"})
    seen = await board.admin.http.get(f"/tasks/{task['id']}", **VINE)
    assert seen["status"] == "completed"
    assert seen["completed_at"]
    assert (await board.admin.task(task["id"])).status is TaskStatus.REVIEW
