"""Other systems' words: taken in requests, spoken in answers, refused before anything is written."""

from datetime import timedelta

import pytest

from taskyard.domain.dialect import Dialect
from taskyard.domain.worker import OFFLINE_AFTER

pytestmark = pytest.mark.anyio
EACH = [one.value for one in Dialect]


async def _facts(server):
    return [one["seq"] for one in (await server.viewer.get("/events", params={"limit": 200})).json()["items"]]


async def _get(server, path, **params):
    answer = await server.viewer.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _patch(server, task, code=200, dialect=None, **body):
    params = {} if dialect is None else {"dialect": dialect}
    answer = await server.operator.patch(f"/tasks/{task['id']}", json=body, params=params)
    assert answer.status_code == code, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("said", "kept", "vine", "infa"),
    [
        ("critical", "urgent", "high", "urgent"),
        ("urgent", "urgent", "high", "urgent"),
        ("high", "high", "high", "high"),
        ("medium", "normal", "normal", "medium"),
        ("normal", "normal", "normal", "medium"),
        ("low", "low", "low", "low"),
    ],
)
async def test_priorities_of_either_vocabulary(server, play, said, kept, vine, infa):
    await play.project()
    task = await play.task(priority=said)
    assert task["priority"] == kept
    assert (await _get(server, f"/tasks/{task['id']}", dialect="agentvine"))["priority"] == vine
    assert (await _get(server, f"/tasks/{task['id']}", dialect="taskinfa"))["priority"] == infa


@pytest.mark.parametrize(
    "wrong",
    [
        {"priority": "banana"},
        {"priority": "Critical"},
        {"priority": 3},
        {"task_type": "epic"},
        {"task_type": None},
        {"title": ""},
    ],
)
async def test_an_unknown_word_leaves_no_row(server, play, wrong):
    await play.project()
    before = await _facts(server)
    for params in ({}, {"dialect": "agentvine"}):
        body = {"project": "demo", "title": "t"} | wrong
        answer = await server.operator.post("/tasks", json=body, params=params)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert answer.json()["field"] in wrong
    assert (await _get(server, "/tasks"))["items"] == []
    assert await _facts(server) == before


async def test_a_dialect_that_nobody_speaks(server, play):
    assert (await server.viewer.get("/tasks", params={"dialect": "klingon"})).status_code == 422
    assert (await server.viewer.get("/tasks", params={"status": "klingon"})).status_code == 422


async def test_the_task_of_agentvine(server, play):
    await play.project(repository="/srv/house", target="main")
    body = {
        "title": "Paint",
        "description": "red",
        "task_type": "bugfix",
        "priority": "high",
        "repository_url": "/srv/house",
        "branch_name": "main",
    }
    answer = await server.operator.post("/tasks", json=body, params={"dialect": "agentvine"})
    assert answer.status_code == 201, answer.text
    task = answer.json()
    assert body.items() <= task.items()
    assert (task["status"], task["work_order_id"], task["completed_at"]) == ("queued", None, None)
    assert (await _get(server, f"/tasks/{task['id']}"))["status"] == "backlog"  # creating is not enqueueing

    for more in ({"branch_name": "other"}, {"repository_url": "/srv/none"}):
        refused = await server.operator.post("/tasks", json=body | more, params={"dialect": "agentvine"})
        assert (refused.status_code, refused.json()["field"]) == (422, "project")

    answer = await server.operator.post(
        "/queue/enqueue", json={"task_id": task["id"], "priority": "low"}, params={"dialect": "agentvine"}
    )
    order = answer.json()
    assert (order["task_id"], order["status"], order["priority"]) == (task["id"], "queued", "low")
    assert (order["retry_count"], order["claimed_at"]) == (0, None)
    again = await server.operator.post("/queue/enqueue", json={"task_id": task["id"]})
    assert (again.status_code, again.json()["code"]) == (409, "illegal_move")

    worker = (
        await server.worker.post("/workers", json={"name": "w"}, params={"dialect": "agentvine"})
    ).json()
    assert worker["status"] == "idle"
    claim = {"worker_id": worker["id"]}
    got = (await server.worker.post("/queue/claim", json=claim, params={"dialect": "agentvine"})).json()
    assert (got["id"], got["status"], got["worker_id"]) == (order["id"], "claimed", worker["id"])
    assert (got["task"]["status"], got["task"]["assigned_to"]) == ("in_progress", "w")
    none = await server.worker.post("/queue/claim", json=claim, params={"dialect": "agentvine"})
    assert (none.status_code, none.content) == (204, b"")

    end = {"work_order_id": got["id"], "fence": got["fence"], "output": "painted"}
    for _ in range(2):
        assert (await server.worker.post("/queue/complete", json=end)).json()["accepted"]
    done = await _get(server, f"/tasks/{task['id']}", dialect="agentvine")
    assert done["status"] == "completed"
    assert done["completed_at"] is not None
    assert done["assigned_to"] is None
    assert (await _get(server, f"/tasks/{task['id']}"))["status"] == "review"  # people have not said yes yet


async def test_a_failed_order_is_tried_again_and_counted(server, play, clock):
    await play.project(settings={"max_attempts": 2, "retry_delay": 1.0})
    task = await play.task()
    worker = await play.worker()
    for count in (1, 2):
        claim = {"worker_id": worker, "offer": play.offer}
        answer = await server.worker.post("/queue/claim", json=claim, params={"dialect": "agentvine"})
        got = answer.json()
        assert got["retry_count"] == count - 1
        end = {"work_order_id": got["id"], "fence": got["fence"], "error": "no paint"}
        assert (await server.worker.post("/queue/fail", json=end)).status_code == 200
        seen = await _get(server, f"/tasks/{task['id']}", dialect="taskinfa")
        assert (seen["status"], seen["error_count"], seen["retry_limit"]) == ("todo", count, 2)
        clock.advance(5)
        await server.operator.patch(f"/tasks/{task['id']}", json={"not_before": None})
    assert (await _get(server, f"/tasks/{task['id']}"))["status"] == "failed"
    assert (await _get(server, f"/tasks/{task['id']}", dialect="agentvine"))["status"] == "failed"
    assert not (await _get(server, f"/tasks/{task['id']}/why"))["claimable"]
    assert await play.claim(worker, "k9") is None
    # It stands under todo there: to say so again asks for nothing. The reset does.
    assert (await _patch(server, task, dialect="taskinfa", status="todo"))["error_count"] == 2
    await play.act(task, "reset")
    seen = await _get(server, f"/tasks/{task['id']}", dialect="taskinfa")
    assert (seen["status"], seen["error_count"]) == ("backlog", 0)


async def test_filters_take_either_vocabulary(server, play):
    await play.project()
    cards = {name: await play.task(name, enqueue=name != "idea") for name in ("idea", "wait", "seen")}
    await play.act(cards["wait"], "park")
    await play.work(await play.worker(), "k")
    await play.act(cards["wait"], "enqueue")
    await _patch(server, cards["idea"], task_type="docs")

    async def found(**params):
        return sorted(one["title"] for one in (await _get(server, "/tasks", **params))["items"])

    assert await found(status="backlog") == ["idea"]
    assert await found(status="todo") == ["wait"]
    assert await found(status="queued") == ["wait"]
    assert await found(status="queued", dialect="agentvine") == ["idea", "wait"]
    assert await found(status="completed") == await found(status="review") == ["seen"]
    assert await found(status="Manual") == ["idea"]
    assert await found(status="done", dialect="claudedo") == ["seen"]
    assert await found(status="queued", task_type="docs", dialect="agentvine") == ["idea"]
    assert await found(status="todo", task_type="docs") == []
    assert await found(q="SEE") == ["seen"]


async def test_a_status_is_a_wish(server, play):
    await play.project()
    task = await play.task(enqueue=False)
    assert (await _patch(server, task, dialect="taskinfa", status="todo"))["status"] == "todo"
    assert (await _patch(server, task, status="queued"))["status"] == "queued"
    assert (await _patch(server, task, status="backlog"))["status"] == "backlog"
    assert (await _patch(server, task, dialect="agentvine", status="queued"))["status"] == "queued"
    assert (await play.look(task))["status"] == "backlog"  # it is called queued there already
    assert (await _patch(server, task, status="todo", title="new"))["title"] == "new"
    for dialect, word in (("taskinfa", "in_progress"), ("agentvine", "completed"), (None, "review")):
        before = await _facts(server)
        problem = await _patch(server, task, 409, dialect, status=word, title="never")
        assert problem["code"] == "illegal_move"
        assert await _facts(server) == before
    assert (await play.look(task))["title"] == "new"
    assert (await _patch(server, task, dialect="agentvine", status="cancelled"))["status"] == "failed"
    assert (await play.look(task))["status"] == "cancelled"


async def test_a_worker_cannot_say_done(server, play):
    await play.project()
    task = await play.task()
    claim = await play.work(await play.worker(), "k")
    agent = await server.enter(server.client(claim["token"]))
    before = await _facts(server)
    for caller in (server.worker, agent, server.viewer):
        answer = await caller.patch(f"/tasks/{task['id']}", json={"status": "done"})
        assert answer.status_code in {401, 403}
    assert await _facts(server) == before
    assert (await play.look(task))["status"] == "review"


async def test_done_merges_what_there_is_to_merge(server, play):
    await play.project()
    worker = await play.worker()
    with_code, without = await play.task("code"), await play.task("talk")
    await play.work(worker, "k1")
    await play.work(worker, "k2", head_commit=None, branch=None)
    assert (await _patch(server, with_code, dialect="taskinfa", status="done"))["status"] == "review"
    assert (await play.look(with_code))["status"] == "merging"
    assert (await _patch(server, without, dialect="taskinfa", status="done"))["status"] == "done"


@pytest.mark.parametrize("dialect", EACH)
async def test_every_list_speaks(server, play, dialect):
    await play.project()
    await play.task()
    await play.worker()
    page = await _get(server, "/tasks", dialect=dialect)
    assert page["items"][0]["order"] == 0
    assert (await _get(server, "/workers", dialect=dialect))["items"][0]["status"] == "idle"


async def test_workers_in_other_words(server, play, clock):
    worker = await play.worker()
    other = await play.worker("anvil", host="elsewhere")
    beat = await server.worker.post(f"/workers/{worker}/heartbeat", json={"status": "working"})
    assert beat.status_code == 200
    assert (await _get(server, f"/workers/{worker}"))["status"] == "busy"
    assert (await _get(server, f"/workers/{worker}", dialect="taskinfa"))["status"] == "working"
    assert (await _get(server, f"/workers/{worker}", dialect="agentvine"))["status"] == "busy"
    assert (await _get(server, f"/workers/{other}"))["name"] == "anvil-2"
    clock.advance((OFFLINE_AFTER + timedelta(seconds=1)).total_seconds())
    assert (await _get(server, f"/workers/{worker}", dialect="agentvine"))["status"] == "offline"
    assert (await server.worker.delete(f"/workers/{other}")).status_code == 204
    names = [one["id"] for one in (await _get(server, "/workers", dialect="agentvine"))["items"]]
    assert names == [worker]
    late = await server.worker.post(f"/workers/{other}/heartbeat", json={"status": "idle"})
    assert (late.status_code, late.json()["code"]) == (404, "not_found")
    assert (await _get(server, f"/workers/{other}"))["status"] == "gone"


async def test_a_task_without_a_list_goes_to_the_default_one(server, play):
    body = {"title": "t"}
    assert (await server.operator.post("/tasks", json=body)).status_code == 422
    first = await server.operator.post("/tasks", json=body, params={"dialect": "taskinfa"})
    second = await server.operator.post("/tasks", json=body, params={"dialect": "taskinfa"})
    assert first.json()["task_list_id"] == second.json()["task_list_id"]
    lists = (await _get(server, "/projects"))["items"]
    assert [one["name"] for one in lists] == ["default"]
