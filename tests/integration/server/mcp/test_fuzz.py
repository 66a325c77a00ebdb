"""Whatever is sent to the board over MCP: it is answered, and the server goes on."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskyard.server.mcp import catalog

pytestmark = pytest.mark.anyio
URL = "http://yard.test/mcp"
KNOWN = "io.modelcontextprotocol"
PING = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_METHODS = st.sampled_from(
    ["initialize", "ping", "tools/list", "tools/call", "resources/read", "resources/list", "server/discover"]
) | st.text(max_size=20)
_FIELDS = st.sampled_from(
    sorted({name for tool in catalog.TOOLS.values() for name in tool.schema["properties"]})
)
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
    async def send(scope, content, headers=()):
        given = {"content-type": "application/json", **dict(headers)}
        return await server.clients[scope].post(URL, content=content, headers=given)

    return send


_SCOPES = st.sampled_from(["admin", "viewer", "worker"])
_fuzz = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@_fuzz
@given(scope=_SCOPES, message=_MESSAGES | _JSON, cut=st.none() | st.integers(0, 200))
async def test_no_message_makes_it_fall(send, scope, message, cut):
    answer = await send(scope, json.dumps(message).encode()[:cut])
    assert answer.status_code in {200, 202, 400}, answer.text
    if answer.status_code == 200:
        assert ("result" in answer.json()) != ("error" in answer.json())
    assert (await send(scope, PING)).json()["result"] == {}


@_fuzz
@given(scope=_SCOPES, call=_CALLS, meta=st.dictionaries(st.text(max_size=8), _JSON, max_size=3))
async def test_no_request_without_a_handshake_makes_it_fall(send, scope, call, meta):
    """With all that the SDK wants to see before it looks at the call."""
    known = {f"{KNOWN}/protocolVersion": "2026-07-28", f"{KNOWN}/clientCapabilities": {}}
    params = call | {"_meta": meta | known}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    headers = {"mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call"}
    if call["name"].isascii() and call["name"].isprintable() and call["name"].strip() == call["name"]:
        headers["mcp-name"] = call["name"]
    answer = await send(scope, json.dumps(message).encode(), headers)
    assert answer.status_code in {200, 400}, answer.text
    assert ("result" in answer.json()) != ("error" in answer.json())
    assert (await send(scope, PING)).json()["result"] == {}


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
