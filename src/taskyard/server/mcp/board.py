"""/mcp: the MCP server at the board, for people's programs and for bots. Nothing is kept between calls.

The key says what its caller may do. A run token finds here what it finds at /mcp/run.
"""

import json
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from taskyard.domain.account import Need, Scope, allowed
from taskyard.domain.error import NotFound, TaskyardError
from taskyard.server.auth import KNOWN, Call
from taskyard.server.mcp import catalog, greet, resource, rpc, run
from taskyard.server.rate import Rule

_HINT = (
    "A board of coding tasks that agents work on. People list, create, move, review and answer; a bot claims a task,"
    " keeps it with update_task_status, and hands it in for review. Ids are texts of 26 letters; people know a task"
    " by its number: list_tasks finds it."
)
METHODS = run.METHODS | {"resources/list", "resources/templates/list", "resources/read"}

router = APIRouter(include_in_schema=False)


@router.post("/mcp")
async def serve(
    call: Annotated[Call, Depends(KNOWN)], mode: Annotated[Literal["read"] | None, Query()] = None
) -> Response:
    if call.actor.scope is Scope.RUN:
        call.limit(Rule.ACT)
        return await run.serve(call, read=mode is not None)
    return await greet.serve(call, METHODS, partial(_answer, read=mode is not None))


async def _answer(call: Call, to: rpc.Id, message: rpc.Message, *, read: bool) -> Response:
    may_read = allowed(call.actor.scope, Need.READ)
    result: dict[str, Any]
    match message.method:
        case "initialize":
            abilities = {"tools": {"listChanged": False}} | ({"resources": {}} if may_read else {})
            result = greet.hello(to, message.params, _HINT, abilities)
        case "ping":
            result = {}
        case "tools/list":
            result = {"tools": catalog.listing(call.actor, read=read)}
        case "tools/call":
            result = await _use(call, to, message, read=read)
        case "resources/list" if may_read:
            result = {"resources": []}
        case "resources/templates/list" if may_read:
            result = {"resourceTemplates": resource.templates()}
        case "resources/read" if may_read:
            result = await _read(call, to, message)
        case _:
            raise rpc.RpcError(rpc.UNKNOWN_METHOD, "there is no such method", id=to)
    return rpc.answer(to, result)


async def _use(call: Call, to: rpc.Id, message: rpc.Message, *, read: bool) -> dict[str, Any]:
    name = message.params.get("name")
    if not isinstance(name, str) or name not in catalog.TOOLS:
        words = f"the tools are {', '.join(catalog.mine(call.actor, read=read))}"
        raise rpc.RpcError(rpc.INVALID_PARAMS, words, id=to)
    given = await catalog.use(call, name, message.params.get("arguments"), read=read)
    result = rpc.text_result(given.text, error=given.error)
    return result | {"structuredContent": json.loads(given.text)}


async def _read(call: Call, to: rpc.Id, message: rpc.Message) -> dict[str, Any]:
    uri = message.params.get("uri")
    if not isinstance(uri, str):
        raise rpc.RpcError(rpc.INVALID_PARAMS, "uri: must be text", id=to)
    try:
        text, kind = await resource.read(call, uri)
    except TaskyardError as error:
        code = rpc.NO_RESOURCE if isinstance(error, NotFound) else rpc.INVALID_PARAMS
        raise rpc.RpcError(code, error.message, id=to) from None
    return {"contents": [{"uri": uri, "mimeType": kind, "text": text}]}
