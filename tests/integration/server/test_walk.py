"""The walk of a task over HTTP: board, claim, report, review, merge."""

import pytest

pytestmark = pytest.mark.anyio


async def test_a_task_goes_from_the_board_to_done(play):
    await play.project()
    task = await play.task("add a greeting")
    assert task["status"] == "queued"
    worker = await play.worker()
    claim = await play.claim(worker)
    assert claim["fence"] == 1
    assert claim["task"]["id"] == task["id"]
    assert (await play.look(task))["status"] == "running"
    await play.report(claim, "status", status="preparing", branch="taskyard/x")
    await play.report(claim, "status", status="running", session="s-1", tier="none")
    orders = await play.report(
        claim,
        "entries",
        first=1,
        entries=[
            {"seq": 1, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": "hello"}},
            {"seq": 2, "kind": "result", "at": "2026-01-01T00:00:01Z", "body": {"ok": True}},
        ],
    )
    assert orders["expected"] == 3
    done = await play.end(
        claim, branch="taskyard/x", head_commit="a" * 40, base_commit="b" * 40, entries=2, patch="diff"
    )
    assert done.json() == {"accepted": True, "incomplete": False, "expected": 3}
    seen = await play.look(task)
    assert (seen["status"], seen["branch"], seen["head_commit"]) == ("review", "taskyard/x", "a" * 40)
    patch = await play.server.viewer.get(f"/tasks/{task['id']}/patch")
    assert patch.json()["patch"] == "diff"

    assert (await play.act(task, "approve", head_commit="a" * 40))["status"] == "merging"
    merge = await play.claim(worker, "k2")
    assert merge["run"]["kind"] == "merge"
    assert (await play.look(task))["status"] == "merging"
    refused = await play.end(merge)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert (await play.end(merge, merged_commit="c" * 40)).status_code == 200
    seen = await play.look(task)
    assert (seen["status"], seen["merged_commit"]) == ("done", "c" * 40)


async def test_an_approval_holds_only_for_the_commit_that_was_seen(play):
    await play.project()
    task = await play.task()
    await play.work(await play.worker(), "k1")
    problem = await play.act(task, "approve", 409, head_commit="d" * 40)
    assert problem["code"] == "conflict"
    assert (await play.look(task))["status"] == "review"


async def test_a_conflict_comes_back_and_the_agent_may_resolve_it(play):
    await play.project()
    task = await play.task()
    worker = await play.worker()
    await play.work(worker, "k1", session="s-1")
    await play.act(task, "approve")
    merge = await play.claim(worker, "k2")
    said = {"status": "failed", "reason": "git_failed", "message": "conflict", "conflicts": ["a.txt"]}
    assert (await play.end(merge, "fail", **said)).status_code == 200
    seen = await play.look(task)
    assert seen["status"] == "review"
    assert seen["note"]
    await play.act(task, "continue", text="")
    again = await play.claim(worker, "k3")
    assert again["run"]["conflicts"] == ["a.txt"]
    assert "a.txt" in again["run"]["prompt_extra"]
    assert again["run"]["session"] == "s-1"


async def test_request_changes_carries_the_remarks(play):
    await play.project()
    task = await play.task()
    worker = await play.worker()
    await play.work(worker, "k1")
    remarks = [{"path": "a.py", "line": 3, "text": "rename it", "quote": "x = 1"}]
    assert (await play.act(task, "request-changes", text="nearly", remarks=remarks))["status"] == "queued"
    again = await play.claim(worker, "k2")
    assert "a.py:3" in again["run"]["prompt_extra"]
    assert again["run"]["number"] == 2


async def test_finishing_a_task_readies_what_waited_for_it(play):
    await play.project()
    first = await play.task("first")
    second = await play.task("second", depends_on=[first["id"]])
    worker = await play.worker()
    why = (await play.server.viewer.get(f"/tasks/{second['id']}/why")).json()
    assert not why["claimable"]
    assert why["why"]
    claim = await play.work(worker, "k1")
    assert claim["task"]["id"] == first["id"]
    assert await play.claim(worker, "k2") is None
    await play.act(first, "accept")
    claim = await play.claim(worker, "k3")
    assert claim["task"]["id"] == second["id"]
    assert claim["dependencies"][0]["task"] == first["id"]


async def test_a_circle_is_refused(play):
    await play.project()
    first = await play.task("first", enqueue=False)
    second = await play.task("second", enqueue=False, depends_on=[first["id"]])
    answer = await play.server.operator.patch(f"/tasks/{first['id']}", json={"depends_on": [second["id"]]})
    assert (answer.status_code, answer.json()["field"]) == (422, "depends_on")


async def test_cancel_of_a_running_task_rides_on_the_answers(play):
    await play.project()
    task = await play.task()
    claim = await play.claim(await play.worker())
    assert (await play.act(task, "cancel"))["status"] == "running"
    body = {"run": claim["run"]["id"], "fence": claim["fence"]}
    assert (await play.server.worker.post("/queue/renew", json=body)).json()["cancel"] is True
    assert (await play.end(claim, "fail", status="cancelled", reason="cancelled")).status_code == 200
    assert (await play.look(task))["status"] == "cancelled"


async def test_cancel_and_park_of_a_queued_task_are_at_once(play):
    await play.project()
    task = await play.task()
    assert (await play.act(task, "park"))["status"] == "backlog"
    assert (await play.act(task, "enqueue"))["status"] == "queued"
    assert (await play.act(task, "cancel"))["status"] == "cancelled"
    assert await play.claim(await play.worker()) is None
    problem = await play.act(task, "park", 409)
    assert (problem["code"], problem["possible"]) == ("illegal_move", ["enqueue", "reset"])


async def test_run_now_goes_to_the_override_slot(play):
    await play.project()
    await play.task("first")
    urgent = await play.task("second")
    await play.act(urgent, "run-now")
    worker = await play.worker()
    assert (await play.claim(worker, "k1", override=True))["task"]["id"] == urgent["id"]
    assert await play.claim(worker, "k2", override=True) is None


async def test_the_queue_follows_priority_and_place(play):
    await play.project()
    tasks = [await play.task(f"t{n}") for n in range(4)]
    high = await play.task("high", priority="high")
    answer = await play.server.operator.post(
        f"/tasks/{tasks[3]['id']}/position", json={"before": tasks[0]["id"]}
    )
    assert answer.status_code == 200
    worker = await play.worker()
    order = [(await play.claim(worker, f"k{n}"))["task"]["id"] for n in range(5)]
    assert order == [high["id"], tasks[3]["id"], *(task["id"] for task in tasks[:3])]


async def test_a_project_limit_and_a_pause_hold_claims_back(play):
    project = await play.project(settings={"max_running": 1})
    await play.task("one")
    await play.task("two")
    worker = await play.worker()
    first = await play.claim(worker, "k1")
    assert await play.claim(worker, "k2") is None
    await play.end(first)
    await play.server.admin.patch(f"/projects/{project['id']}", json={"paused": True})
    assert await play.claim(worker, "k3") is None
    await play.server.admin.patch(f"/projects/{project['id']}", json={"paused": False})
    assert await play.claim(worker, "k4") is not None
