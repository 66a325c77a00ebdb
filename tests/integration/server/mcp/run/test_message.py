"""The words of the protocol at /mcp/run, and what is no word of it."""

import pytest
from mcp_types import jsonrpc as rpc

pytestmark = pytest.mark.anyio
CLIENT = {"capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("2025-06-18", "2025-06-18"), ("2024-11-05", "2024-11-05"), ("2031-01-01", "2025-11-25")],
)
async def test_the_version_is_agreed_on(case, wanted, given):
    message = {"jsonrpc": "2.0", "id": 0, "method": "initialize"}
    answer = await case.post(message | {"params": {"protocolVersion": wanted} | CLIENT})
    assert "mcp-session-id" not in answer.headers
    result = (await case.said(message | {"params": {"protocolVersion": wanted} | CLIENT}))["result"]
    assert (result["protocolVersion"], result["serverInfo"]["name"]) == (given, "taskyard")


async def test_without_a_handshake_each_request_says_who_asks(case):
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    body = {"jsonrpc": "2.0", "id": "d", "method": "server/discover", "params": {"_meta": meta}}
    headers = {"mcp_protocol_version": "2026-07-28", "mcp_method": "server/discover"}
    found = await case.said(body, **headers)
    assert (found["id"], found["result"]["supportedVersions"]) == ("d", ["2026-07-28"])
    body["params"] = {}
    refused = await case.post(body, **headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, rpc.INVALID_PARAMS)


async def test_a_version_that_nobody_agreed_on_is_refused(case):
    listing = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert (await case.post(listing, mcp_protocol_version="1999-01-01")).status_code == 400
    assert (await case.post(listing, mcp_protocol_version="2025-06-18")).status_code == 200


BAD = [
    b"", b"{", b'"\\ud800"', b"[" * 5000, b"[]", b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', b'"ping"',
    b'{"id":1,"method":"ping"}', b'{"jsonrpc":"2.0","id":1}', b'{"jsonrpc":"2.0","id":1,"method":7}',
]  # fmt: skip


@pytest.mark.parametrize("version", ["2025-11-25", "2026-07-28"])
async def test_what_is_no_message_is_a_bad_request(case, version):
    for body in BAD:
        answer = await case.raw(body, mcp_protocol_version=version)
        assert (answer.status_code, answer.json()["id"]) == (400, None), body[:80]
        assert answer.json()["error"]["code"] in {rpc.PARSE_ERROR, rpc.INVALID_REQUEST, rpc.INVALID_PARAMS}


NOTES = [
    {"method": "notifications/initialized"},
    {"method": "tools/call", "params": {"name": "ask_human", "arguments": {"question": "no id?"}}},
    {"method": "notifications/cancelled", "params": {"requestId": [1]}},
    {"method": "notifications/cancelled", "params": {"requestId": "never"}},
    {"id": 3, "result": {}},
    {"id": 3, "error": {"code": 1, "message": "no"}},
]


async def test_what_wants_no_answer_gets_none(case):
    for body in NOTES:
        answer = await case.post({"jsonrpc": "2.0"} | body)
        assert (answer.status_code, answer.content) == (202, b""), body
    assert await case.messages() == []


WRONG = [
    {},
    {"name": "rm"},
    {"name": 3},
    {"name": ["get_task"]},
    {"name": "ask_human"},
    {"name": "ask_human", "arguments": []},
    {"name": "ask_human", "arguments": {"question": 3}},
    {"name": "ask_human", "arguments": {"question": " "}},
    {"name": "ask_human", "arguments": {"question": "a\0b"}},
    {"name": "ask_human", "arguments": {"question": "a?", "choices": "yes"}},
    {"name": "ask_human", "arguments": {"question": "a?", "choices": [1]}},
    {"name": "ask_human", "arguments": {"question": "a?", "choices": ["x"] * 21}},
    {"name": "ask_human", "arguments": {"question": "a?", "context": None}},
    {"name": "ask_human", "arguments": {"question": "a?", "context": "b" * 99_999}},
    {"name": "ask_human", "arguments": {"question": "a?", "run": "x"}},
    {"name": "ask_human", "arguments": {"question": "a?"}, "_meta": {"progressToken": []}},
    {"name": "report_progress", "arguments": {}},
    {"name": "get_task", "arguments": {"run": "0" * 26}},
]


async def test_wrong_arguments_are_invalid_params(case):
    for params in WRONG:
        answer = await case.said({"jsonrpc": "2.0", "id": 9, "method": "tools/call", "params": params})
        assert (answer["id"], answer["error"]["code"]) == (9, rpc.INVALID_PARAMS), params
    assert await case.messages() == []
