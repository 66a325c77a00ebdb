"""What the two MCP servers share: reading a message, the handshake, and the versions they speak."""

from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from importlib import metadata
from typing import Any

from starlette.responses import Response

from taskyard.server.auth import Call
from taskyard.server.mcp import rpc

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")  # newest first
Answer = Callable[[Call, rpc.Id, rpc.Message], Awaitable[Response]]


async def serve(
    call: Call,
    methods: AbstractSet[str],
    answer: Answer,
    heard: Callable[[Call, rpc.Message], None] = lambda _call, _message: None,
) -> Response:
    try:
        message = rpc.parse(await call.request.body())
        if message is None:
            return Response(status_code=202)
        if message.id is None:
            heard(call, message)
            return Response(status_code=202)
        _same_language(call, message, methods)
        return await answer(call, message.id, message)
    except rpc.RpcError as error:
        return rpc.refusal(error)


def hello(to: rpc.Id, params: Mapping[str, Any], hint: str, abilities: Mapping[str, Any]) -> dict[str, Any]:
    """A version that is not known here is answered with our newest; the client decides whether it can go on."""
    wanted = params.get("protocolVersion")
    if not isinstance(wanted, str):
        raise rpc.RpcError(rpc.INVALID_PARAMS, "protocolVersion: must be text", id=to)
    return {
        "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
        "capabilities": abilities,
        "serverInfo": {"name": "taskyard", "version": metadata.version("taskyard")},
        "instructions": hint,
    }


def _same_language(call: Call, message: rpc.Message, methods: AbstractSet[str]) -> None:
    """After the handshake the header must name a version that we speak; a probe for newer ways is just unknown."""
    said = call.request.headers.get("mcp-protocol-version", VERSIONS[0])
    if message.method in methods and message.method != "initialize" and said not in VERSIONS:
        words = f"MCP-Protocol-Version: this server speaks {', '.join(VERSIONS)}"
        raise rpc.RpcError(rpc.INVALID_REQUEST, words, id=message.id, status=400)
