"""People find, move and follow tasks over MCP."""

import json

import anyio
import pytest
from mcp.shared.exceptions import MCPError

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp"
NOWHERE = "0" * 26


async def test_tasks_are_found_by_what_is_asked(use, refuse, play):
    await play.project()
    await play.project("other")
    low = await play.task("low", priority="low")
    normal = await play.task("normal")
    await play.task("elsewhere", project="other", enqueue=False)

    async def titles(**wanted):
        return [one["title"] for one in (await use("viewer", "list_tasks", **wanted))["items"]]

    assert await titles(task_list_id="demo") == ["low", "normal"]
    assert await titles(priority="medium") == ["normal", "elsewhere"]
    assert await titles(status="backlog") == ["elsewhere"]
    await use("worker", "claim_task", task_id=low["id"], bot_name="gordon")
    assert await titles(assigned_to=None, task_list_id="demo") == ["normal"]
    assert await titles(assigned_to="gordon") == ["low"]
    assert await titles(assigned_to="nobody") == []
    assert await titles(status="in_progress") == ["low"]
    assert await titles(number=normal["number"]) == ["normal"]
    page = await use("viewer", "list_tasks", limit=2)
    rest = await use("viewer", "list_tasks", limit=2, cursor=page["next"])
    assert [one["title"] for one in page["items"] + rest["items"]] == ["low", "normal", "elsewhere"]
    assert await refuse("viewer", "list_tasks", status="sleeping") == "invalid"
    assert await refuse("viewer", "list_tasks", priority="whenever") == "invalid"
    assert await refuse("viewer", "list_tasks", workspace_id="elsewhere") == "not_found"
    assert await refuse("viewer", "get_task", task_id=NOWHERE) == "not_found"
    assert await refuse("viewer", "get_task_list", task_list_id="nothing") == "not_found"


async def test_moves_to_a_place_leave_a_dense_order_without_doubles(use, play):
    await play.project()
    made = [await play.task(f"t{n}") for n in range(6)]

    async def move(number, place):
        await use("operator", "reorder_task", task_id=made[number]["id"], position=place)

    async with anyio.create_task_group() as tasks:
        for number in range(6):
            tasks.start_soon(move, number, 5 - number)
    found = (await use("viewer", "list_tasks"))["items"]
    assert len({one["position"] for one in found}) == 6
    for place in (0, 3, 5, 99):
        await move(2, place)
        order = [one["title"] for one in (await use("viewer", "list_tasks"))["items"]]
        assert order.index("t2") == min(place, 5)


async def test_people_do_everything_else(server, use, refuse, play):
    await play.project()
    task = await use("operator", "create_task", task_list_id="demo", title="paint", priority="critical")
    assert (task["status"], task["priority"]) == ("backlog", "urgent")
    about = {"task_id": task["id"]}
    assert (await use("operator", "update_task_status", status="todo", **about))["task"]["status"] == "queued"
    assert (await use("operator", "update_task_status", status="queued", **about))["task"]["runs"] == 1
    assert await refuse("operator", "update_task_status", status="done", **about) == "illegal_move"
    assert (await use("operator", "update_task_status", status="backlog", **about))["task"][
        "status"
    ] == "backlog"
    assert (await use("operator", "run_task", **about))["status"] == "queued"
    assert not (await use("viewer", "why_task", **about))["claimable"]
    claimed = (await use("worker", "claim_task", bot_name="gordon", **about))["claim"]
    assert (await use("viewer", "get_transcript", **about))["run"] == claimed["run"]
    await use("worker", "update_task_status", status="review", head_commit="a" * 40, branch="b", **about)
    back = await use(
        "operator", "request_changes", remarks=[{"path": "door.txt", "line": 3, "text": "red"}], **about
    )
    assert back["status"] == "queued"
    await use("worker", "claim_task", bot_name="gordon", **about)
    await use("worker", "update_task_status", status="review", head_commit="b" * 40, branch="b", **about)
    assert (await use("operator", "approve_task", head_commit="b" * 40, **about))["status"] == "merging"
    assert await refuse("operator", "retry_task", **about) == "illegal_move"
    assert await refuse("operator", "continue_task", text="more", **about) == "illegal_move"
    assert (await use("viewer", "get_usage"))["items"] == []


async def test_windows_of_a_transcript_and_a_patch(server, url, use, play, connected):
    await play.project()
    task = await play.task()
    claim = await play.claim(await play.worker())
    at = "2026-01-01T00:00:00Z"
    entries = [{"seq": n, "kind": "text", "at": at, "body": {"text": f"{n}"}} for n in range(1, 61)]
    await play.report(claim, "entries", first=1, entries=entries)
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    await play.end(claim, head_commit="a" * 40, branch="b", patch="diff\n" * 100, entries=60)
    seen, after = [], 0
    while after is not None:
        window = await use("viewer", "get_transcript", run_id=claim["run"]["id"], after=after, limit=25)
        seen += [one["seq"] for one in window["items"]]
        after = window["next"]
    assert seen == list(range(1, 61))
    parts, offset = [], 0
    while offset is not None:
        part = await use("viewer", "get_diff", task_id=task["id"], offset=offset, limit=150)
        parts.append(part["patch"])
        offset = part["next"]
    assert ("".join(parts), len(parts)) == ("diff\n" * 100, 4)
    async with connected(url, server.keys["viewer"]) as client:
        templates = {one.name for one in (await client.list_resource_templates()).resource_templates}
        assert templates == {"task", "transcript", "diff"}
        assert (await client.list_resources()).resources == []

        async def read(uri):
            return (await client.read_resource(uri)).contents[0].text

        assert json.loads(await read(f"taskyard://task/{task['id']}"))["title"] == "a task"
        assert await read(f"taskyard://task/{task['id']}/diff") == "diff\n" * 100
        first = json.loads(await read(f"taskyard://run/{claim['run']['id']}/transcript"))
        assert (len(first["items"]), first["next"]) == (50, 50)
        rest = json.loads(await read(f"taskyard://run/{claim['run']['id']}/transcript?after=50"))
        assert (len(rest["items"]), rest["next"]) == (10, None)
        for wrong in ("taskyard://task/x", f"taskyard://task/{NOWHERE}/diff", "file:///etc/passwd"):
            with pytest.raises(MCPError):
                await read(wrong)
    async with connected(url, server.keys["worker"]) as client:
        with pytest.raises(MCPError):
            await client.read_resource(f"taskyard://task/{task['id']}")
