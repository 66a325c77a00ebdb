"""The MCP server at the board: the official client, and calls by hand without a socket."""

import json
from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from taskyard.testing.serve import serve

HOST = "yard.test"
URL = f"http://{HOST}/mcp"
LONG = 60.0  # seconds; a bound, never a wait


@pytest.fixture
def connected():
    @asynccontextmanager
    async def connect(url, key, query="", mode="auto", **more):
        headers = {"Authorization": f"Bearer {key}", "Host": HOST, **more}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=LONG, trust_env=False) as http,
            Client(
                streamable_http_client(f"{url}/mcp{query}", http_client=http),
                mode=mode,
                read_timeout_seconds=LONG,
            ) as one,
        ):
            yield one

    return connect


@pytest.fixture
async def url(server):
    async with serve(server.app, grace=10) as found:
        yield found
        server.app.state.stopping.set()


@pytest.fixture
def said():
    """What a tool gave; it stands in the text and beside it."""

    def of(result):
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content

    return of


@pytest.fixture
def tool(server):
    """Calls one and gives the whole answer."""

    async def call(scope, name, arguments=None, query="", *, key=None, meta=None, **headers):
        params = {"name": name, "arguments": arguments or {}} | ({"_meta": meta} if meta else {})
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        async with server.client(key or server.keys[scope]) as client:
            answer = await client.post(f"{URL}{query}", json=message, headers=headers)
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
