"""/mcp/run: the MCP server of an agent inside its run. Its run token is all it needs, and nothing is kept between calls.

Written by hand: what is used of MCP is small, while the SDK's server wants a task group of its own, answers with its
own errors, and does not know a client that has gone.
"""

from collections.abc import Mapping
from importlib import metadata
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response

from taskyard.server.auth import SPEAK, Call, own_run
from taskyard.server.mcp import rpc, tool
from taskyard.server.mcp.ask import PULSE, Waits

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")  # newest first
_HINT = (
    "You work on a task of a board. With `ask_human` you reach the person responsible; `report_progress` tells"
    " how it goes; `get_task` shows the task again."
)

router = APIRouter(include_in_schema=False)


def install(app: FastAPI) -> None:
    app.state.waits = Waits()
    app.state.pulse = PULSE
    app.include_router(router)


@router.post("/mcp/run")
async def serve(call: Annotated[Call, Depends(SPEAK)]) -> Response:
    try:
        message = rpc.parse(await call.request.body())
        if message is None:
            return Response(status_code=202)
        if message.id is None:
            _heard(call, message)
            return Response(status_code=202)
        _same_language(call, message)
        return await _answer(call, message.id, message)
    except rpc.RpcError as error:
        return rpc.refusal(error)


async def _answer(call: Call, to: rpc.Id, message: rpc.Message) -> Response:
    match message.method:
        case "initialize":
            return rpc.answer(to, _hello(to, message.params))
        case "ping":
            return rpc.answer(to, {})
        case "tools/list":
            return rpc.answer(to, tool.listing())
        case "tools/call":
            return await tool.use(call, to, message.params)
        case _:
            raise rpc.RpcError(rpc.UNKNOWN_METHOD, "there is no such method", id=to)


def _hello(to: rpc.Id, params: Mapping[str, Any]) -> dict[str, Any]:
    """A version that is not known here is answered with our newest; the client decides whether it can go on."""
    wanted = params.get("protocolVersion")
    if not isinstance(wanted, str):
        raise rpc.RpcError(rpc.INVALID_PARAMS, "protocolVersion: must be text", id=to)
    return {
        "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "taskyard", "version": metadata.version("taskyard")},
        "instructions": _HINT,
    }


def _same_language(call: Call, message: rpc.Message) -> None:
    """After the handshake the header must name a version that we speak; a probe for newer ways is just unknown."""
    said = call.request.headers.get("mcp-protocol-version", VERSIONS[0])
    known = message.method in {"initialize", "ping", "tools/list", "tools/call"}
    if known and message.method != "initialize" and said not in VERSIONS:
        words = f"MCP-Protocol-Version: this server speaks {', '.join(VERSIONS)}"
        raise rpc.RpcError(rpc.INVALID_REQUEST, words, id=message.id, status=400)


def _heard(call: Call, message: rpc.Message) -> None:
    given = message.params.get("requestId")
    if message.method == "notifications/cancelled" and rpc.is_id(given):
        run, fence = own_run(call)
        call.request.app.state.waits.call_off((run, fence, given))
