"""The five named queues, and what comes next."""

import pytest

pytestmark = pytest.mark.anyio


async def _queues(server):
    return (await server.viewer.get("/queue/status")).json()["queues"]


def _only(**filled):
    names = ("high_priority", "default", "low_priority", "worker_requests", "controller_responses")
    return dict.fromkeys(names, 0) | filled


async def test_the_queues_have_what_is_in_them(server, play):
    await play.project()
    assert await _queues(server) == _only()
    for priority in ("low", "medium", "high", "critical"):
        await play.task(priority, priority=priority)
    await play.task("parked", enqueue=False, priority="low")
    assert await _queues(server) == _only(high_priority=2, default=1, low_priority=1)

    claim = await play.claim(await play.worker())
    assert claim["task"]["title"] == "critical"
    assert await _queues(server) == _only(high_priority=1, default=1, low_priority=1)
    await play.report(claim, "status", status="preparing")
    await play.report(claim, "status", status="running")
    asked = await play.report(claim, "ask", text="Which library?")
    rest = {"high_priority": 1, "default": 1, "low_priority": 1}
    assert await _queues(server) == _only(**rest, worker_requests=1)
    await server.operator.post(f"/messages/{asked['id']}/answer", json={"text": "X"})
    assert await _queues(server) == _only(**rest, controller_responses=1)
    await play.report(claim, "delivered", messages=[asked["id"]])
    assert await _queues(server) == _only(**rest)


async def test_an_answer_that_nobody_will_hear_is_not_waiting(server, play):
    await play.project()
    await play.task()
    claim = await play.claim(await play.worker())
    await play.report(claim, "status", status="preparing")
    await play.report(claim, "status", status="running")
    asked = await play.report(claim, "ask", text="Which library?")
    await server.operator.post(f"/messages/{asked['id']}/answer", json={"text": "X"})
    assert (await play.end(claim)).status_code == 200
    assert await _queues(server) == _only()


async def test_next_is_what_the_next_claim_takes(server, play, clock):
    empty = await server.viewer.get("/tasks/next")
    assert (empty.status_code, empty.content) == (204, b"")
    await play.project(repository="/srv/demo")
    await play.project("still", paused=True)
    await play.project("other", settings={"labels": ["gpu"], "tier": "container"})
    await play.task("idea", enqueue=False, priority="urgent")
    await play.task("asleep", project="still", priority="urgent")
    low = await play.task("low", priority="low")
    await play.task("waits", priority="urgent", depends_on=[low["id"]])
    old = await play.task("old", priority="high")
    await play.task("young", priority="high", project="other")
    worker = await play.worker()
    found = (await server.viewer.get("/tasks/next")).json()
    assert (found["task"]["id"], found["project"]["repository"]) == (old["id"], "/srv/demo")
    assert (await play.look(old))["status"] == "queued"  # looking takes nothing
    assert (await play.claim(worker))["task"]["id"] == old["id"]
    found = (await server.viewer.get("/tasks/next")).json()
    assert (found["task"]["title"], found["project"]["name"]) == ("young", "other")


async def test_many_waiting_tasks_hide_no_project(server, play):
    """A page may be cut; the queue is not, and each page says whether there is more."""
    for name in ("a", "b", "c"):
        await play.project(name)
        for number in range(25):
            await play.task(f"{name}{number}", project=name)
    worker = await play.worker()
    claimed = {(await play.claim(worker, f"k{number}"))["task"]["title"][0] for number in range(75)}
    assert claimed == {"a", "b", "c"}
    assert await play.claim(worker, "last") is None
    params, seen = {"limit": 40}, 0
    while True:
        page = (await server.viewer.get("/tasks", params=params)).json()
        seen += len(page["items"])
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    assert seen == 75
