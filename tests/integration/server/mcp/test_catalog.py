"""What the MCP server at the board offers, and to whom: with the official client."""

import json
from pathlib import Path

import pytest
from mcp.shared.exceptions import MCPError

from taskyard.domain.account import Actor, Scope
from taskyard.server.mcp import catalog, resource

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp"
NOWHERE = "0" * 26
CATALOG = Path(__file__).parents[3] / "conformance" / "mcp_catalog.json"


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
async def test_each_key_sees_what_it_may_use(server, url, scope, connected):
    async with connected(url, server.keys[scope]) as client:
        tools = {one.name: one for one in (await client.list_tools()).tools}
    actor = Actor(org="default", name="x", scope=Scope(scope))
    assert set(tools) == set(catalog.mine(actor, read=False))
    assert ("claim_task" in tools) == (scope == "worker")
    assert ("list_tasks" in tools) == (scope != "worker")
    assert all(one.input_schema["type"] == "object" for one in tools.values())


async def test_a_connection_that_only_reads(server, url, tool, play, connected, said):
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


async def test_a_run_token_finds_only_the_tools_of_its_run(server, url, play, connected):
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
