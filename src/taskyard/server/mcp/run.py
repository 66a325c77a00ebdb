"""/mcp/run: the MCP server of an agent inside its run. Its run token is all it needs.

Its answers are event streams: a call that waits for a person shows that it lives. The question lies in the database, and
whoever asks again in the same words, also after a restart or at another server, goes on waiting for the same answer.
"""

from typing import Annotated

from fastapi import APIRouter, Depends
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    CancelledNotificationParams,
    ListToolsResult,
    PaginatedRequestParams,
    Tool,
)
from starlette.responses import Response

from taskyard.server.auth import SPEAK, Call, own_run
from taskyard.server.mcp import tool, wire

_HINT = (
    "You work on a task of a board. With `ask_human` you reach the person responsible; `report_progress` tells"
    " how it goes; `get_task` shows the task again."
)

router = APIRouter(include_in_schema=False)


@router.post("/mcp/run")
async def of_run(call: Annotated[Call, Depends(SPEAK)]) -> Response:
    return answer(call, read=False)


def answer(call: Call, *, read: bool) -> Response:
    return wire.Answer(_SERVER, call, read=read, stream=True)


async def _tools(context: wire.Context, _: PaginatedRequestParams | None) -> ListToolsResult:
    found = tool.listing(read=wire.exchange(context).read)
    return ListToolsResult(tools=[Tool.model_validate(one) for one in found])


async def _use(context: wire.Context, params: CallToolRequestParams) -> CallToolResult:
    return await tool.use(context, params)


async def _called_off(context: wire.Context, params: CancelledNotificationParams) -> None:
    """It comes in a request of its own, so the SDK does not know the call that it is about."""
    call = wire.exchange(context).call
    run, fence = own_run(call)
    call.request.app.state.waits.call_off((run, fence, params.request_id))


_SERVER = wire.make(_HINT, on_list_tools=_tools, on_call_tool=_use)
_SERVER.add_notification_handler("notifications/cancelled", CancelledNotificationParams, _called_off)
