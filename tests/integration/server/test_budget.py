"""A project's budget over HTTP: shown with the project and with the usage, and not for a task to set."""

import pytest

pytestmark = pytest.mark.anyio
USED = {"tokens_in": 100, "tokens_out": 20, "tokens_cached": 50, "turns": 1, "cost_usd": 0.25}


async def test_the_project_and_the_usage_show_what_is_used_of_the_budget(play):
    made = await play.project(settings={"project_budget_usd": 1.0, "project_budget_tokens": 1000})
    await play.project("other")
    await play.task()
    await play.work(await play.worker(), "k1", usage=USED)
    shown = (await play.server.viewer.get(f"/projects/{made['id']}")).json()["budget"]
    assert shown == {
        "window": "month",
        "since": "2026-01-01",
        "soft": 0.8,
        "limit_usd": 1.0,
        "limit_tokens": 1000,
        "spent_usd": 0.25,
        "spent_tokens": 120,
        "used": 0.25,
    }
    every = (await play.server.viewer.get("/projects")).json()["items"]
    assert {one["name"]: one["budget"] for one in every} == {"demo": shown, "other": None}
    usage = (await play.server.viewer.get("/usage", params={"by": "project"})).json()
    assert (usage["budgets"], usage["items"][0]["cost_usd"]) == ({made["id"]: shown}, 0.25)
    other = [one["id"] for one in every if one["name"] == "other"]
    only = (await play.server.viewer.get("/usage", params={"project": other[0]})).json()
    assert only["budgets"] == {}


async def test_the_worker_is_told_what_is_left(play):
    await play.project(settings={"project_budget_usd": 1.0})
    await play.task("one")
    await play.task("two")
    worker = await play.worker()
    assert (await play.work(worker, "k1", usage=USED))["left"] == {
        "usd": 1.0,
        "tokens": None,
        "window": "month",
    }
    claim = await play.claim(worker, "k2")
    assert claim["left"]["usd"] == 0.75
    assert (await play.claim(worker, "k2"))["left"] == claim["left"]  # the same claim again


async def test_a_merge_does_not_wait_for_a_budget(play):
    await play.project(settings={"project_budget_usd": 0.25})
    task = await play.task()
    worker = await play.worker()
    await play.work(worker, "k1", usage=USED)
    await play.task("next")
    await play.act(task, "approve")
    merge = await play.claim(worker, "k2", kinds=["work", "merge"])
    assert (merge["run"]["kind"], merge["left"]) == ("merge", None)
    assert await play.claim(worker, "k3", kinds=["work", "merge"]) is None


@pytest.mark.parametrize("setting", [{"project_budget_usd": 0}, {"budget_soft": 1}, {"budget_window": "all"}])
async def test_a_task_cannot_lift_what_holds_for_its_project(play, setting):
    await play.project(settings={"project_budget_usd": 1.0})
    body = {"project": "demo", "title": "one", "settings": setting}
    refused = await play.server.operator.post("/tasks", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    task = await play.task(enqueue=False)
    changed = await play.server.operator.patch(f"/tasks/{task['id']}", json={"settings": setting})
    assert (changed.status_code, changed.json()["field"]) == (422, f"settings.{next(iter(setting))}")
