"""Who may what at the board over MCP."""

import pytest

from taskyard.domain.account import Need, Scope, allowed
from taskyard.server.mcp import catalog
from taskyard.server.rate import Limits, Rates

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp"
NOWHERE = "0" * 26

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
