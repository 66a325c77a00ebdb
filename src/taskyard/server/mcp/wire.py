"""One HTTP request in the hands of the SDK's server. Nothing is kept between two: any of several servers may answer.

The gate, the key and the limits stand before it, where they stand before every route.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import anyio
import structlog
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR, INVALID_PARAMS, CallToolResult, TextContent
from pydantic import ValidationError
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from taskyard.server.auth import Call

Context = ServerRequestContext[Any, Request]
_KEY = "taskyard.mcp"  # in the scope: whose request it is
_LAST = 5.0  # seconds for what is noted once the answer was sent


@dataclass
class Exchange:
    """What a handler knows of the request that it answers."""

    call: Call
    read: bool  # only what changes nothing
    told: Callable[[], Awaitable[None]] | None = None  # to be done once the answer was sent


class Answer(Response):
    """`stream`: events that begin before there is an answer; otherwise one JSON body."""

    def __init__(self, server: Server[Any], call: Call, *, read: bool, stream: bool = False) -> None:
        super().__init__()
        self._server = server
        self._exchange = Exchange(call, read)
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = False

        async def watched(message: Message) -> None:
            nonlocal sent
            await send(message)
            sent = sent or _is_result(message)

        # Its tasks end with the request, also when that is because nobody listens any more.
        manager = StreamableHTTPSessionManager(
            self._server, stateless=True, json_response=not self._stream, session_idle_timeout=None
        )
        try:
            async with manager.run():
                await manager.handle_request({**scope, _KEY: self._exchange}, receive, watched)
        finally:
            if sent and self._exchange.told is not None:
                with anyio.move_on_after(_LAST, shield=True):
                    await self._exchange.told()


def make(hint: str, **handlers: Any) -> Server[Any]:
    """`handlers` are the SDK's `on_…`: what is not handled is not offered."""
    # Without that function the SDK lists all tools for each call of one, to look for rules that no schema here has.
    server: Server[Any] = Server(
        "taskyard",
        version=metadata.version("taskyard"),
        instructions=hint,
        get_tool_input_schema=lambda _name: None,
        **handlers,
    )
    server.middleware.append(_quiet)
    return server


def exchange(context: Context) -> Exchange:
    assert context.request is not None
    found: Exchange = context.request.scope[_KEY]
    return found


def wrong(words: str) -> MCPError:
    return MCPError(INVALID_PARAMS, words)


def text(words: str, *, error: bool = False, structured: Any = None) -> CallToolResult:
    """What a tool gives. An error of this kind is for the model to read, not for its program."""
    return CallToolResult(
        content=[TextContent(type="text", text=words)], is_error=error, structured_content=structured
    )


async def _quiet(ctx: Context, call_next: CallNext) -> HandlerResult:
    """The SDK tells its client the words of whatever breaks: they may be a statement with its values."""
    try:
        return await call_next(ctx)
    except (MCPError, ValidationError):
        raise
    except Exception as error:
        structlog.get_logger("taskyard.mcp").exception("a message could not be answered", method=ctx.method)
        raise MCPError(INTERNAL_ERROR, "the server failed; see its log") from error


def _is_result(message: Message) -> bool:
    body: bytes = message.get("body", b"")
    if b'"result"' not in body:
        return False
    _, event, data = body.partition(b"data: ")
    try:
        found = from_json(data if event else body)
    except ValueError:
        return False
    return isinstance(found, dict) and "result" in found
