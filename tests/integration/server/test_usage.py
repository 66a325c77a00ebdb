"""What agents used, and what happens when an account may not go on."""

import pytest

from taskyard.service import upkeep

pytestmark = pytest.mark.anyio
USED = {"tokens_in": 100, "tokens_out": 20, "tokens_cached": 50, "turns": 1, "cost_usd": 0.25}


async def _limited(play, key="k1", retry_at="2026-01-01T02:00:00Z"):
    worker = await play.worker()
    claim = await play.claim(worker, key)
    await play.end(claim, "fail", status="failed", reason="rate_limited", message="429", retry_at=retry_at)
    return worker


async def test_usage_is_summed_by_day_task_and_agent(play):
    made = await play.project()
    first, second = await play.task("one"), await play.task("two")
    worker = await play.worker()
    for key in ("k1", "k2"):
        await play.work(worker, key, usage=USED)
    for by, keys in (
        ("day", ["2026-01-01"]),
        ("project", [made["id"]]),
        ("task", sorted([first["id"], second["id"]])),
        ("agent", ["scripted"]),
    ):
        found = (await play.server.viewer.get("/usage", params={"by": by})).json()["items"]
        assert [row["key"] for row in found] == keys
        assert sum(row["runs"] for row in found) == 2
        assert sum(row["cost_usd"] for row in found) == pytest.approx(0.5)
        assert sum(row["tokens_in"] for row in found) == 200
    later = await play.server.viewer.get("/usage", params={"since": "2026-01-02"})
    assert later.json()["items"] == []
    assert (await play.server.viewer.get("/usage", params={"by": "colour"})).status_code == 422


async def test_a_rate_limit_pauses_the_agent_for_all_and_ends_by_itself(play, clock):
    await play.project()
    task = await play.task("one")
    other = await play.task("two")
    worker = await _limited(play)
    assert await play.claim(worker, "k2") is None
    why = (await play.server.viewer.get(f"/tasks/{other['id']}/why")).json()["why"]
    assert [each["code"] for each in why] == ["agent_rate_limited"]
    status = (await play.server.viewer.get("/queue/status")).json()
    assert status["resting"] == {"scripted": "2026-01-01T02:00:00Z"}
    clock.advance(2 * 3600 + 1)
    await upkeep.look(play.server.yard, upkeep.begin(play.server.yard))
    claims = [await play.claim(worker, key) for key in ("k3", "k4")]
    assert {claim["task"]["id"] for claim in claims} == {task["id"], other["id"]}
    assert (await play.look(task))["attempts"] == 0  # a limit uses up no attempt


async def test_another_agent_stands_in_at_once_and_it_is_recorded(play):
    await play.project(settings={"fallback_agents": ["command", "goose"]})
    task = await play.task()
    worker = await _limited(play)
    claim = await play.claim(worker, "k2", agents=["command"])
    assert (claim["run"]["agent"], claim["run"]["session"]) == ("command", None)
    await play.end(claim, "fail", status="failed", reason="agent_auth", message="no key")
    claim = await play.claim(worker, "k3", agents=["goose"])
    assert claim["run"]["agent"] == "goose"
    await play.end(claim, "fail", status="failed", reason="agent_auth", message="no key")
    assert (await play.look(task))["status"] == "failed"
    events = (await play.server.viewer.get("/events", params={"task": task["id"]})).json()["items"]
    switches = [each["body"] for each in events if each["kind"] == "run.agent_switched"]
    assert [(each["from"], each["to"], each["why"]) for each in switches] == [
        ("scripted", "command", "rate_limited"),
        ("command", "goose", "agent_auth"),
    ]
