"""What a handler may do wrong, and what its client hears of it."""

import httpx2
import pytest
from mcp_types import INTERNAL_ERROR

from taskyard.server.mcp import wire

pytestmark = pytest.mark.anyio
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("version", ["2025-11-25", "2026-07-28"])
async def test_what_breaks_is_not_told_to_the_client(stream, version):
    async def breaks(_context, _params):
        raise LookupError("INSERT INTO secret")

    server = wire.make("a hint", on_list_tools=breaks)
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}
    headers = {"mcp-protocol-version": version, "mcp-method": "tools/list"}
    transport = httpx2.ASGITransport(wire.Answer(server, None, read=False, stream=stream))
    async with httpx2.AsyncClient(transport=transport, base_url="http://yard.test") as client:
        answer = await client.post("/mcp", json=body, headers=headers)
    assert "secret" not in answer.text
    assert str(INTERNAL_ERROR) in answer.text


@pytest.mark.parametrize(
    ("body", "is_result"),
    [
        (b'{"jsonrpc":"2.0","id":1,"result":{}}', True),
        (b'event: message\r\ndata: {"jsonrpc":"2.0","id":1,"result":{}}\r\n\r\n', True),
        (b': "result"\r\n\r\n', False),
        (b'data: {"method":"notifications/progress","params":{"message":"\\"result\\""}}\r\n\r\n', False),
        (b'data: {"jsonrpc":"2.0","id":"\\"result\\"","error":{"code":1,"message":""}}\r\n\r\n', False),
        (b"", False),
    ],
)
def test_an_answer_is_told_from_what_comes_before_it(body, is_result):
    assert wire._is_result({"type": "http.response.body", "body": body}) is is_result
