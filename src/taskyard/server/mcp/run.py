"""/mcp/run: the MCP server of an agent inside its run. Its run token is all it needs, and nothing is kept between calls.

Written by hand: what is used of MCP is small, while the SDK's server wants a task group of its own, answers with its
own errors, and does not know a client that has gone. The official client is the proof, in the tests.
"""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from taskyard.server.auth import SPEAK, Call, own_run
from taskyard.server.mcp import greet, rpc, tool

_HINT = (
    "You work on a task of a board. With `ask_human` you reach the person responsible; `report_progress` tells"
    " how it goes; `get_task` shows the task again."
)

METHODS = frozenset({"initialize", "ping", "tools/list", "tools/call"})

router = APIRouter(include_in_schema=False)


@router.post("/mcp/run")
async def of_run(call: Annotated[Call, Depends(SPEAK)]) -> Response:
    return await serve(call, read=False)


async def serve(call: Call, *, read: bool) -> Response:
    return await greet.serve(call, METHODS, partial(_answer, read=read), _heard)


async def _answer(call: Call, to: rpc.Id, message: rpc.Message, *, read: bool) -> Response:
    match message.method:
        case "initialize":
            return rpc.answer(to, greet.hello(to, message.params, _HINT, {"tools": {"listChanged": False}}))
        case "ping":
            return rpc.answer(to, {})
        case "tools/list":
            return rpc.answer(to, tool.listing(read=read))
        case "tools/call":
            return await tool.use(call, to, message.params, read=read)
        case _:
            raise rpc.RpcError(rpc.UNKNOWN_METHOD, "there is no such method", id=to)


def _heard(call: Call, message: rpc.Message) -> None:
    given = message.params.get("requestId")
    if message.method == "notifications/cancelled" and rpc.is_id(given):
        run, fence = own_run(call)
        call.request.app.state.waits.call_off((run, fence, given))
