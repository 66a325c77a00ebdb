"""Rows of seed 004 that no other test shows: the small print of workers, work orders and sessions."""

from datetime import datetime

import anyio
import pytest

from taskyard import config
from taskyard.client.api import Client
from taskyard.domain.worker import WorkerStatus
from taskyard.service import upkeep
from taskyard.worker.deps import Deps
from taskyard.worker.loop import run_loop

pytestmark = pytest.mark.anyio
VINE = {"dialect": "agentvine"}


async def ok(answer):
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


async def begun(play, worker, key="k1", session="s"):
    claim = await play.claim(worker, key)
    await play.report(claim, "status", status="preparing")
    await play.report(claim, "status", status="running", session=session)
    return claim


async def session(server):
    (found,) = (await server.viewer.get("/sessions")).json()["items"]
    return found


async def test_r4_4_the_times_of_a_work_order_follow_its_moves(server, play, clock):
    await play.project(settings={"max_attempts": 2, "retry_delay": 0.1})
    task = await play.task(enqueue=False)
    worker = await play.worker()
    body = {"task_id": task["id"], "priority": "high"}
    first = await ok(await server.operator.post("/queue/enqueue", json=body, params=VINE))
    assert (first["status"], first["retry_count"]) == ("queued", 0)
    assert (first["claimed_at"], first["completed_at"], first["worker_id"]) == (None, None, None)
    clock.advance(5)
    claim = {"worker_id": worker, "offer": play.offer}
    taken = await ok(await server.worker.post("/queue/claim", json=claim, params=VINE))
    assert (taken["status"], taken["worker_id"], taken["completed_at"]) == ("claimed", worker, None)
    assert taken["claimed_at"] > taken["enqueued_at"] == first["enqueued_at"]
    clock.advance(5)
    end = {"work_order_id": taken["id"], "fence": taken["fence"], "error": "no paint"}
    await ok(await server.worker.post("/queue/fail", json=end))
    failed = await ok(await server.viewer.get(f"/runs/{taken['id']}"))
    assert failed["ended_at"] > failed["claimed_at"]
    clock.advance(5)
    await upkeep.look(server.yard, upkeep.begin(server.yard))
    again = await ok(await server.worker.post("/queue/claim", json=claim, params=VINE))
    assert (again["task_id"], again["retry_count"]) == (task["id"], 1)
    assert again["id"] != taken["id"]


async def test_r4_6_every_attempt_is_kept_when_its_worker_has_gone(server, play, clock):
    await play.project(settings={"max_attempts": 2, "retry_delay": 0.1})
    task = await play.task()
    worker = await play.worker()
    for number, how in enumerate(("failed", "succeeded")):
        claim = await begun(play, worker, f"k{number}", f"s{number}")
        reason = "agent_error" if how == "failed" else "completed"
        end = "fail" if how == "failed" else "complete"
        await play.end(claim, end, status=how, reason=reason, summary=f"try {number}")
        clock.advance(60)
        await upkeep.look(server.yard, upkeep.begin(server.yard))
    await ok(await server.worker.delete(f"/workers/{worker}"))
    runs = (await server.viewer.get(f"/tasks/{task['id']}/runs")).json()["items"]
    assert [(one["status"], one["worker"], one["session"], one["summary"]) for one in runs] == [
        ("failed", worker, "s0", "try 0"),
        ("succeeded", worker, "s1", "try 1"),
    ]
    assert all(one["claimed_at"] and one["ended_at"] for one in runs)


async def test_r4_17_one_task_and_r4_21_one_worker(server, play):
    await play.project()
    task, worker = await play.task(), await play.worker()
    assert (await ok(await server.viewer.get(f"/tasks/{task['id']}")))["id"] == task["id"]
    assert (await ok(await server.viewer.get(f"/workers/{worker}")))["id"] == worker
    for path in ("tasks", "workers"):
        answer = await server.viewer.get(f"/{path}/{'0' * 26}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_r4_22_and_r4_45_signs_of_life_move_both_times(server, play, clock):
    await play.project()
    await play.task()
    worker = await play.worker()
    claim = await begun(play, worker)
    before = (await ok(await server.viewer.get(f"/workers/{worker}")), await session(server))
    clock.advance(20)
    beat = {"status": "busy", "runs": [claim["run"]["id"]]}
    await ok(await server.worker.post(f"/workers/{worker}/heartbeat", json=beat))
    renewal = {"run": claim["run"]["id"], "fence": claim["fence"]}
    await ok(await server.worker.post("/queue/renew", json=renewal))
    after = (await ok(await server.viewer.get(f"/workers/{worker}")), await session(server))
    assert (after[0]["status"], after[0]["runs"]) == ("busy", [claim["run"]["id"]])
    for name, old, new in zip(("heartbeat_at", "last_activity_at"), before, after, strict=True):
        moved = datetime.fromisoformat(new[name]) - datetime.fromisoformat(old[name])
        assert moved.total_seconds() == 20, name
    answer = await server.worker.post(f"/workers/{'0' * 26}/heartbeat", json=beat)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_r4_23_the_open_work_of_who_signs_off_goes_back(server, play, clock):
    await play.project()
    task = await play.task()
    worker, other = await play.worker(), await play.worker("bench")
    claim = await begun(play, worker)
    await ok(await server.worker.delete(f"/workers/{worker}"))
    names = [one["name"] for one in (await server.viewer.get("/workers", params=VINE)).json()["items"]]
    assert names == ["bench"]
    watch = upkeep.begin(server.yard)
    for _ in range(120):
        clock.advance(1)
        await upkeep.look(server.yard, watch)
    assert (await play.look(task))["status"] == "queued"
    again = await play.claim(other, "k2")
    assert again["task"]["id"] == task["id"]
    runs = (await server.viewer.get(f"/tasks/{task['id']}/runs")).json()["items"]
    assert [one["worker"] for one in runs] == [worker, other]
    assert runs[0]["id"] == claim["run"]["id"]


async def test_r4_40_a_new_worker(server, play, tmp_path):
    settings = config.load({"url": "http://yard.test", "data": tmp_path, "worker_name": "anvil"})
    assert (settings.worker_name, settings.slots, settings.poll_interval) == ("anvil", 1, 30.0)
    ids = [await play.worker(name) for name in ("anvil", "bench")]
    assert len({*ids}) == 2
    made = await ok(await server.viewer.get(f"/workers/{ids[0]}"))
    assert (made["status"], made["runs"], made["note"]) == (WorkerStatus.IDLE, [], "")
    assert (await server.viewer.get("/sessions")).json()["items"] == []


async def test_r4_46_the_parts_of_a_worker():
    """The loop, its settings, a client for the API and one for the queue."""
    assert callable(run_loop)
    assert {"client_factory", "clock", "wait", "beat"} <= Deps.__dataclass_fields__.keys()
    assert {"url", "key", "worker_name", "poll_interval"} <= config.Settings.model_fields.keys()
    for name in ("register", "heartbeat", "claim", "renew", "complete", "fail", "release"):
        assert callable(getattr(Client, name))


async def test_r4_48_a_request_moves_its_session_and_waits_for_a_person(server, play, clock):
    await play.project()
    await play.task()
    claim = await begun(play, await play.worker())
    before = await session(server)
    clock.advance(10)
    asked = await play.report(claim, "ask", text="Which library?")
    renewal = {"run": claim["run"]["id"], "fence": claim["fence"]}
    await ok(await server.worker.post("/queue/renew", json=renewal))
    assert (await session(server))["last_activity_at"] > before["last_activity_at"]
    (shown,) = (await server.viewer.get("/chat/messages")).json()["items"]
    assert (shown["id"], shown["message"]) == (asked["id"], "Which library?")
    body = {"message": "Use library X", "parent_message_id": asked["id"]}
    await ok(await server.operator.post("/chat/messages", json=body))
    orders = await ok(await server.worker.post("/queue/renew", json=renewal))
    assert [(one["id"], one["answer"]) for one in orders["messages"]] == [(asked["id"], "Use library X")]


async def test_r4_68_three_workers_and_three_tasks_a_hundred_times(server, play):
    await play.project()
    workers = [await play.worker(name) for name in ("anvil", "bench", "chisel")]
    for turn in range(100):
        tasks = {(await play.task(f"{turn} {number}"))["id"] for number in range(3)}
        got = []

        async def claim(worker, got=got, turn=turn):
            got.append(await play.claim(worker, f"{turn} {worker}"))

        async with anyio.create_task_group() as group:
            for worker in workers:
                group.start_soon(claim, worker)
        assert {one["task"]["id"] for one in got} == tasks
