"""One deed on many tasks: each is done or refused by itself."""

import pytest

pytestmark = pytest.mark.anyio


async def _bulk(server, tasks, act, code=200, **more):
    answer = await server.operator.post("/tasks/bulk", json={"tasks": tasks, "act": act, **more})
    assert answer.status_code == code, answer.text
    return answer.json().get("items")


async def _status(server):
    items = (await server.viewer.get("/tasks")).json()["items"]
    return {one["title"]: one["status"] for one in items}


async def test_each_has_its_own_result(server, play):
    await play.project()
    idea, wait = await play.task("idea", enqueue=False), await play.task("wait")
    nowhere = "0" * 26
    results = await _bulk(server, [idea["id"], nowhere, wait["id"]], "enqueue")
    assert [(one["task"], one["ok"], one["status"], one["code"]) for one in results] == [
        (idea["id"], True, "queued", None),
        (nowhere, False, None, "not_found"),
        (wait["id"], False, None, "illegal_move"),
    ]
    assert await _status(server) == {"idea": "queued", "wait": "queued"}
    assert [one["ok"] for one in await _bulk(server, [idea["id"], wait["id"]], "cancel")] == [True, True]
    assert [one["ok"] for one in await _bulk(server, [idea["id"], wait["id"]], "delete")] == [True, True]
    assert await _status(server) == {}


async def test_what_is_refused_leaves_nothing_of_itself(server, play):
    """The change is written before its wish is refused; the next task goes on from before that."""
    await play.project()
    idea, wait = await play.task("idea", enqueue=False), await play.task("wait")
    change = {"title": "new", "priority": "critical", "status": "backlog"}
    results = await _bulk(server, [idea["id"], wait["id"]], "change", change=change)
    assert [one["ok"] for one in results] == [True, True]
    before = (await server.viewer.get("/events", params={"limit": 200})).json()["items"]
    change = {"title": "never", "status": "done"}
    results = await _bulk(server, [idea["id"], wait["id"]], "change", change=change)
    assert [one["code"] for one in results] == ["illegal_move", "illegal_move"]
    assert await _status(server) == {"new": "backlog"}
    assert (await server.viewer.get("/events", params={"limit": 200})).json()["items"] == before
    assert (await play.look(wait))["priority"] == "urgent"


async def test_limits(server, play):
    await play.project()
    task = (await play.task())["id"]
    await _bulk(server, [], "cancel", 422)
    await _bulk(server, [task, task], "cancel", 422)
    await _bulk(server, [f"{n:026}" for n in range(51)], "cancel", 422)
    await _bulk(server, [task], "approve", 422)
    await _bulk(server, [task], "change", 422)
    await _bulk(server, [task], "cancel", 422, change={"title": "t"})
    assert len(await _bulk(server, [f"{n:026}" for n in range(50)], "cancel")) == 50
    assert await _status(server) == {"a task": "queued"}


async def test_a_repeat_gives_the_first_answer(server, play):
    await play.project()
    task = await play.task(enqueue=False)
    body = {"tasks": [task["id"]], "act": "enqueue"}
    first, second = [
        await server.operator.post("/tasks/bulk", json=body, headers={"idempotency-key": "b1"}) for _ in "ab"
    ]
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
