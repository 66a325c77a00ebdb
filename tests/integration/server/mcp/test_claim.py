"""Bots take tasks from the queue over MCP."""

import anyio
import pytest

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp"
NOWHERE = "0" * 26


async def test_s02_the_last_task_moved_to_the_top_is_claimed_next(server, url, play, connected, said):
    await play.project("first", repository="/srv/first.git")
    await play.project("second", repository="/srv/second.git")
    for name in ("first", "second"):
        for number in range(3):
            await play.task(f"{name} {number}", project=name)
    async with (
        connected(url, server.keys["operator"]) as person,
        connected(url, server.keys["worker"]) as bot,
    ):
        lists = said(await person.call_tool("list_task_lists", {"workspace_id": "default"}))["items"]
        assert {one["name"] for one in lists} == {"first", "second"}
        first = next(one for one in lists if one["name"] == "first")
        found = said(await person.call_tool("get_task_list", {"task_list_id": first["id"]}))
        assert found["repository_url"] == "/srv/first.git"
        wanted = {"task_list_id": first["id"], "status": "todo"}
        todo = said(await person.call_tool("list_tasks", wanted))["items"]
        assert [one["title"] for one in todo] == ["first 0", "first 1", "first 2"]
        await person.call_tool("reorder_task", {"task_id": todo[-1]["id"], "position": 0})
        again = said(await person.call_tool("list_tasks", wanted))["items"]
        assert [one["title"] for one in again] == ["first 2", "first 0", "first 1"]
        claimed = said(await bot.call_tool("claim_task", {"bot_name": "gordon"}))
        assert claimed["success"]
        assert claimed["claim"]["task"]["id"] == todo[-1]["id"]
        assert claimed["claim"]["project"]["repository"] == "/srv/first.git"


async def test_s03_fifty_claims_of_one_task_over_mcp_and_http_at_once(server, use, play):
    await play.project()
    task = await play.task()
    worker = await play.worker()
    won, lost = [], []

    async def by_mcp(number):
        found = await use("worker", "claim_task", task_id=task["id"], bot_name=f"bot-{number}")
        (won if found["success"] else lost).append(found)
        assert found["success"] or found["message"]

    async def by_http(number):
        found = await play.claim(worker, f"k{number}")
        (won if found is not None else lost).append(found)

    async with anyio.create_task_group() as tasks:
        for number in range(25):
            tasks.start_soon(by_mcp, number)
            tasks.start_soon(by_http, number)
    assert (len(won), len(lost)) == (1, 49)
    facts = (await server.viewer.get("/events", params={"limit": 200})).json()["items"]
    assert len([one for one in facts if one["kind"] == "run.claimed"]) == 1


async def test_s06_who_works_on_a_task_cannot_call_it_done(server, use, refuse, play):
    await play.project()
    task = await play.task()
    await use("worker", "claim_task", task_id=task["id"], bot_name="gordon")
    about = {"task_id": task["id"]}
    assert await refuse("worker", "update_task_status", status="done", **about) == "forbidden"
    notes = {"notes": "It works.", "files_changed": ["door.txt"], "loop_count": 3}
    stood = await use("worker", "update_task_status", status="review", **about, **notes)
    assert stood["task"]["status"] == "review"
    assert await refuse("worker", "update_task_status", status="done", **about) == "forbidden"
    said = (await use("viewer", "list_task_comments", **about))["items"]
    assert [one["text"] for one in said] == ["It works.\n\nloops: 3"]
    (run,) = (await server.viewer.get(f"/tasks/{task['id']}/runs")).json()["items"]
    assert (run["summary"], run["stat"][0]["path"]) == ("It works.\n\nloops: 3", "door.txt")
    done = await use("operator", "update_task_status", status="done", **about)
    assert done["task"]["status"] == "done"


async def test_s07_what_was_sent_back_is_claimed_again(use, play):
    await play.project()
    task = await play.task()
    about = {"task_id": task["id"]}
    for _ in range(2):
        claimed = await use("worker", "claim_task", bot_name="gordon")
        assert claimed["claim"]["task"]["id"] == task["id"]
        await use("worker", "update_task_status", status="review", notes="there", **about)
        back = await use("operator", "update_task_status", status="todo", notes="more red", **about)
        assert back["task"]["status"] == "queued"
    found = (await use("worker", "claim_task", bot_name="another"))["claim"]
    assert found["task"]["id"] == task["id"]
    assert "more red" in found["extra"]
    assert len(found["remarks"]) == 2


async def test_only_a_queued_task_can_be_claimed(use, play):
    await play.project()
    for enqueue, word in ((False, "backlog"), (True, "running")):
        task = await play.task(enqueue=enqueue)
        if enqueue:
            await use("worker", "claim_task", task_id=task["id"], bot_name="gordon")
        found = await use("worker", "claim_task", task_id=task["id"], bot_name="gordon")
        assert not found["success"]
        assert word in found["message"]
        assert (await play.look(task))["status"] == word
    assert not (await use("worker", "claim_task", bot_name="gordon"))["success"]


async def test_the_rules_of_the_queue_hold_for_bots_too(server, use, play):
    project = await play.project(settings={"tier": "container"})
    task = await play.task()
    found = await use("worker", "claim_task", task_id=task["id"], bot_name="gordon")
    assert not found["success"]
    assert "container" in found["message"]
    body = {"settings": {}, "paused": True}
    assert (await server.admin.patch(f"/projects/{project['id']}", json=body)).status_code == 200
    task = await play.task()
    assert not (await use("worker", "claim_task", task_id=task["id"], bot_name="gordon"))["success"]
