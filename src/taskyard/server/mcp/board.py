"""/mcp: the MCP server at the board, for people's programs and for bots.

The key says what its caller may do. A run token finds here what it finds at /mcp/run.
"""

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    ResourceTemplate,
    TextResourceContents,
    Tool,
)
from starlette.responses import Response

from taskyard.domain.account import Need, Scope, allowed
from taskyard.domain.error import NotFound, TaskyardError
from taskyard.server.auth import KNOWN, Call
from taskyard.server.mcp import catalog, repeat, resource, run, wire
from taskyard.server.rate import Rule

_HINT = (
    "A board of coding tasks that agents work on. People list, create, move, review and answer; a bot claims a task,"
    " keeps it with update_task_status, and hands it in for review. Ids are texts of 26 letters; people know a task"
    " by its number: list_tasks finds it."
)
NO_RESOURCE = -32002

router = APIRouter(include_in_schema=False)


@router.post("/mcp")
async def serve(
    call: Annotated[Call, Depends(KNOWN)], mode: Annotated[Literal["read"] | None, Query()] = None
) -> Response:
    read = mode is not None
    if call.actor.scope is Scope.RUN:
        call.limit(Rule.ACT)
        return run.answer(call, read=read)
    server = _WITH_RESOURCES if allowed(call.actor.scope, Need.READ) else _TOOLS
    return wire.Answer(server, call, read=read)


async def _tools(context: wire.Context, _: PaginatedRequestParams | None) -> ListToolsResult:
    asked = wire.exchange(context)
    found = catalog.listing(asked.call.actor, read=asked.read)
    return ListToolsResult(tools=[Tool.model_validate(one) for one in found])


async def _use(context: wire.Context, params: CallToolRequestParams) -> CallToolResult:
    asked = wire.exchange(context)
    if params.name not in catalog.TOOLS:
        raise wire.wrong(f"the tools are {', '.join(catalog.mine(asked.call.actor, read=asked.read))}")
    key = repeat.key(asked.call, params.meta)
    given = await catalog.use(asked.call, params.name, params.arguments, read=asked.read, key=key)
    result = wire.text(given.text, error=given.error, structured=json.loads(given.text))
    return repeat.marked(result) if given.repeated else result


async def _resources(_context: wire.Context, _: PaginatedRequestParams | None) -> ListResourcesResult:
    return ListResourcesResult(resources=[])


async def _templates(_context: wire.Context, _: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
    found = [ResourceTemplate.model_validate(one) for one in resource.templates()]
    return ListResourceTemplatesResult(resource_templates=found)


async def _read(context: wire.Context, params: ReadResourceRequestParams) -> ReadResourceResult:
    try:
        text, kind = await resource.read(wire.exchange(context).call, params.uri)
    except TaskyardError as error:
        code = NO_RESOURCE if isinstance(error, NotFound) else INVALID_PARAMS
        raise MCPError(code, error.message) from None
    return ReadResourceResult(contents=[TextResourceContents(uri=params.uri, mime_type=kind, text=text)])


_TOOLS = wire.make(_HINT, on_list_tools=_tools, on_call_tool=_use)
_WITH_RESOURCES = wire.make(
    _HINT,
    on_list_tools=_tools,
    on_call_tool=_use,
    on_list_resources=_resources,
    on_list_resource_templates=_templates,
    on_read_resource=_read,
)
