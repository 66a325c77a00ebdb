"""The MCP server at the board: with the official client, against the same facts that the API shows."""

import json
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from taskyard.domain.account import Actor, Need, Scope, allowed
from taskyard.server.mcp import catalog, resource
from taskyard.server.rate import Limits, Rates
from taskyard.testing.serve import serve

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp"
LONG = 60.0  # seconds; a bound, never a wait
CATALOG = Path(__file__).parents[2] / "conformance" / "mcp_catalog.json"
NOWHERE = "0" * 26


@asynccontextmanager
async def connected(url, key, mode=""):
    headers = {"Authorization": f"Bearer {key}", "Host": HOST}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=LONG, trust_env=False) as http,
        Client(
            streamable_http_client(f"{url}/mcp{mode}", http_client=http), read_timeout_seconds=LONG
        ) as one,
    ):
        yield one


@pytest.fixture
async def url(server):
    async with serve(server.app, grace=10) as found:
        yield found
        server.app.state.stopping.set()


def said(result):
    """What a tool gave; it stands in the text and beside it."""
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


@pytest.fixture
def tool(server):
    """Calls one by hand, without a socket."""

    async def call(scope, name, arguments=None, mode="", *, key=None):
        async with server.client(key or server.keys[scope]) as client:
            message = {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {"name": name, "arguments": arguments or {}},
            }
            answer = await client.post(f"{URL}{mode}", json=message)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return call


@pytest.fixture
def use(tool):
    async def call(scope, name, **arguments):
        result = (await tool(scope, name, arguments))["result"]
        assert not result["isError"], result
        return result["structuredContent"]

    return call


@pytest.fixture
def refuse(tool):
    async def call(scope, name, **arguments):
        result = (await tool(scope, name, arguments))["result"]
        assert result["isError"], result
        return result["structuredContent"]["code"]

    return call


# --- what there is ------------------------------------------------------------------------------


def test_the_catalog_is_the_stored_one():
    """Tools are a public face: programs and prompts name them. Change the file on purpose, with the tool."""
    found = {
        "tools": [
            catalog.described(name, one) | {"needs": sorted(one.needs)} for name, one in catalog.TOOLS.items()
        ],
        "resources": resource.templates(),
    }
    assert found == json.loads(CATALOG.read_text())


@pytest.mark.parametrize("scope", ["admin", "operator", "viewer", "worker"])
async def test_each_key_sees_what_it_may_use(server, url, scope):
    async with connected(url, server.keys[scope]) as client:
        tools = {one.name: one for one in (await client.list_tools()).tools}
    actor = Actor(org="default", name="x", scope=Scope(scope))
    assert set(tools) == set(catalog.mine(actor, read=False))
    assert ("claim_task" in tools) == (scope == "worker")
    assert ("list_tasks" in tools) == (scope != "worker")
    assert all(one.input_schema["type"] == "object" for one in tools.values())


async def test_a_connection_that_only_reads(server, url, tool, play):
    await play.project()
    async with connected(url, server.keys["admin"], "?mode=read") as client:
        names = {one.name for one in (await client.list_tools()).tools}
        assert {"list_tasks", "get_diff"} < names
        assert "create_task" not in names
        arguments = {"task_list_id": "demo", "title": "no"}
        result = await client.call_tool("create_task", arguments)
        assert (result.is_error, said(result)["code"]) == (True, "forbidden")
    assert (await server.viewer.get("/tasks")).json()["items"] == []
    async with server.client(server.keys["admin"]) as client:
        assert (await client.post(f"{URL}?mode=all", json={})).status_code == 422


async def test_a_run_token_finds_only_the_tools_of_its_run(server, url, play):
    await play.project()
    task = await play.task("paint it")
    claim = await play.claim(await play.worker())
    async with connected(url, claim["token"]) as client:
        assert {one.name for one in (await client.list_tools()).tools} == {
            "ask_human", "report_progress", "get_task",
        }  # fmt: skip
        result = await client.call_tool("get_task", {})
        assert json.loads(result.content[0].text)["number"] == task["number"]
        with pytest.raises(MCPError):
            await client.call_tool("list_tasks", {})
    async with connected(url, claim["token"], "?mode=read") as client:
        assert [one.name for one in (await client.list_tools()).tools] == ["get_task"]
        assert (await client.call_tool("report_progress", {"text": "no"})).is_error


# --- the scenarios ------------------------------------------------------------------------------


async def test_s02_the_last_task_moved_to_the_top_is_claimed_next(server, url, play):
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


# --- a bot at work ------------------------------------------------------------------------------


async def test_a_bot_gives_a_task_back_with_what_went_wrong(server, use, play):
    await play.project()
    task = await play.task()
    about = {"task_id": task["id"]}
    await use("worker", "claim_task", bot_name="gordon", **about)
    (bot,) = (await server.viewer.get("/workers")).json()["items"]
    assert (bot["name"], bot["status"], bot["runs"]) == ("gordon", "busy", [(await play.look(task))["run"]])
    back = (await use("worker", "update_task_status", status="todo", notes="no compiler", **about))["task"]
    (bot,) = (await server.viewer.get("/workers")).json()["items"]
    assert (bot["status"], bot["runs"]) == ("idle", [])
    assert (back["status"], back["attempts"], back["note"]) == ("queued", 1, "no compiler")
    assert [one["text"] for one in (await use("viewer", "list_task_comments", **about))["items"]] == [
        "no compiler"
    ]


async def test_a_bot_hears_once_what_people_say(use, play):
    await play.project()
    task = await play.task()
    about = {"task_id": task["id"]}
    await use("worker", "claim_task", bot_name="gordon", **about)
    await use("operator", "add_task_comment", text="mind the paint", **about)
    heard = (await use("worker", "report_progress", text="half", **about))["orders"]
    assert [one["text"] for one in heard["messages"]] == ["mind the paint"]
    again = (await use("worker", "update_task_status", status="in_progress", **about))["orders"]
    assert again["messages"] == []
    assert not again["cancel"]
    await use("operator", "cancel_task", **about)
    assert (await use("worker", "report_progress", text="more", **about))["orders"]["cancel"]
    ended = await use("worker", "update_task_status", status="cancelled", **about)
    assert ended["task"]["status"] == "cancelled"


async def test_a_bot_asks_and_finds_the_answer(use, play):
    await play.project()
    task = await play.task()
    ask = {"task_id": task["id"], "question": "tea or coffee?", "choices": ["tea", "coffee"]}
    await use("worker", "claim_task", bot_name="gordon", task_id=task["id"])
    asked = await use("worker", "ask_human", **ask)
    assert asked["state"] == "open"
    (waiting,) = (await use("viewer", "list_questions"))["items"]
    assert (waiting["id"], (await play.look(task))["open_questions"]) == (asked["id"], 1)
    await use("operator", "answer_question", message_id=asked["id"], text="tea")
    assert (await use("worker", "ask_human", **ask))["answer"] == "tea"
    assert (await use("worker", "update_task_status", task_id=task["id"], status="review"))["task"]


async def test_a_bot_that_is_silent_keeps_its_task_for_as_long_as_a_run_may_last(use, play, clock):
    await play.project(settings={"run_timeout": 3600})
    task = await play.task()
    found = (await use("worker", "claim_task", task_id=task["id"], bot_name="gordon"))["claim"]
    assert found["lease_until"].startswith(clock.now().replace(hour=clock.now().hour + 1).isoformat()[:16])


async def test_another_key_cannot_speak_for_a_bot(server, use, tool, play):
    await play.project()
    task = await play.task()
    await use("worker", "claim_task", task_id=task["id"], bot_name="gordon")
    other = await server.key("worker")
    for name, more in (
        ("update_task_status", {"status": "review"}),
        ("report_progress", {"text": "mine now"}),
        ("ask_human", {"question": "mine?"}),
    ):
        answer = await tool("worker", name, {"task_id": task["id"], **more}, key=other)
        assert answer["result"]["structuredContent"]["code"] == "forbidden"
    assert (await play.look(task))["status"] == "running"


# --- lists, places, windows ---------------------------------------------------------------------


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


async def test_windows_of_a_transcript_and_a_patch(server, url, use, play):
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


# --- who may what -------------------------------------------------------------------------------

SAID = {
    "task_id": NOWHERE, "task_list_id": NOWHERE, "message_id": NOWHERE, "run_id": NOWHERE, "title": "t",
    "text": "t", "question": "q?", "bot_name": "b", "status": "queued", "position": 0,
}  # fmt: skip


def _arguments(name, **known):
    schema = catalog.TOOLS[name].schema
    more = {"get_transcript": ("run_id",), "reorder_task": ("position",), "claim_task": ("task_id",)}
    return {key: (SAID | known)[key] for key in (*schema.get("required", ()), *more.get(name, ()))}


async def test_every_tool_refuses_every_key_that_lacks_its_right(server, refuse):
    async with server.client() as nobody:
        assert (await nobody.post(URL, json={})).status_code == 401
    for name, one in catalog.TOOLS.items():
        for scope in ("admin", "operator", "viewer", "worker"):
            if not any(allowed(Scope(scope), need) for need in one.needs):
                assert await refuse(scope, name, **_arguments(name)) == "forbidden", (name, scope)


async def test_every_tool_finds_nothing_of_another_organisation(server, tool, play):
    project = await play.project()
    task = await play.task()
    claim = await play.claim(await play.worker())
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    asked = await play.report(claim, "ask", text="well?")
    known = {
        "task_id": task["id"], "task_list_id": project["id"], "message_id": asked["id"], "run_id": task["run"],
    }  # fmt: skip
    before = await play.look(task)
    keys = {scope: await server.key(scope, org="other") for scope in ("admin", "worker")}
    for name, one in catalog.TOOLS.items():
        scope = "worker" if Need.WORK in one.needs and Need.ACT not in one.needs else "admin"
        result = (await tool(scope, name, _arguments(name, **known), key=keys[scope]))["result"]
        body = result["structuredContent"]
        if known.keys() & _arguments(name):
            assert (result["isError"], body["code"]) == (True, "not_found"), (name, body)
        else:
            assert body == {"items": []} | ({"next": None} if name == "list_tasks" else {}), name
    assert await play.look(task) == before


async def test_the_gate_is_the_same_as_for_the_api(server):
    hello = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    async with server.client(server.keys["viewer"]) as client:
        assert (await client.post(URL, json=hello, headers={"host": "evil.test"})).status_code == 421
        assert (await client.post(URL, json=hello, headers={"origin": "http://evil.test"})).status_code == 403
        assert (
            await client.post(URL, content=b"{}", headers={"content-type": "text/plain"})
        ).status_code == 415
        huge = b'{"a":"' + b"a" * 1_000_000 + b'"}'
        answer = await client.post(URL, content=huge, headers={"content-type": "application/json"})
        assert answer.status_code == 413
        assert (await client.get(URL)).status_code == 405
        assert (await client.delete(URL)).status_code == 405
        assert (await client.post(URL, json=hello)).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}


async def test_changes_are_counted_like_those_over_the_api(server, use, tool, play, clock):
    await play.project()
    await play.task()
    server.app.state.rates = Rates(clock, Limits(act=2))
    new = {"task_list_id": "demo", "title": "t"}
    assert (await server.operator.post("/tasks", json={"project": "demo", "title": "t"})).status_code == 201
    await use("operator", "create_task", **new)
    refused = (await tool("operator", "create_task", new))["result"]["structuredContent"]
    assert (refused["code"], refused["retry_after"]) == ("too_many", 30)
    for _ in range(3):
        assert len((await use("operator", "list_tasks"))["items"]) == 3
        await use("worker", "claim_task", bot_name="gordon")


# --- whatever is sent -----------------------------------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_METHODS = st.sampled_from(
    ["initialize", "ping", "tools/list", "tools/call", "resources/read", "resources/list", "server/discover"]
) | st.text(max_size=20)
_FIELDS = st.sampled_from(sorted({*SAID, "limit", "after", "offset", "remarks", "assigned_to", "cursor"}))
_CALLS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(sorted(catalog.TOOLS)) | st.text(max_size=20),
        "arguments": st.dictionaries(_FIELDS | st.text(max_size=8), _JSON, max_size=5) | _JSON,
    },
)
_MESSAGES = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0"), "id": st.integers(), "method": _METHODS},
    optional={"params": _CALLS | _JSON | st.fixed_dictionaries({"uri": _JSON})},
)


@pytest.fixture
def send(server):
    async def send(scope, content):
        headers = {"content-type": "application/json"}
        return await server.clients[scope].post(URL, content=content, headers=headers)

    return send


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    scope=st.sampled_from(["admin", "viewer", "worker"]),
    message=_MESSAGES | _JSON,
    cut=st.none() | st.integers(0, 200),
)
async def test_no_message_makes_it_fall(send, scope, message, cut):
    answer = await send(scope, json.dumps(message).encode()[:cut])
    assert answer.status_code in {200, 202, 400}, answer.text
    if answer.status_code == 200:
        assert ("result" in answer.json()) != ("error" in answer.json())
    alive = await send(scope, b'{"jsonrpc":"2.0","id":1,"method":"ping"}')
    assert alive.json()["result"] == {}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"jsonrpc":"2.0","id":1,"method":"\\ud800"}', b"1e999", b"NaN",
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_task","arguments":{"task_id":"\\u0000"}}}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_tasks","arguments":{"cursor":"\\u0000"}}}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_tasks","arguments":{"cursor":"WzEsMl0="}}}',
    ],
)  # fmt: skip
async def test_what_is_no_message_is_refused_in_words(server, content):
    answer = await server.admin.post(URL, content=content, headers={"content-type": "application/json"})
    assert answer.status_code in {200, 400}
    body = answer.json()
    assert "error" in body or body["result"]["isError"]
