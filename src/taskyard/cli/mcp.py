"""taskyard mcp: the board for a program that speaks MCP over its child's pipes. Each request goes on to the server.

The SDK speaks with the program, in whichever version it opens with; what there is, and who may use it, only the server
knows. Only messages are written to the standard output. It ends when its input does, or at a signal.
"""

import signal
import sys
from typing import Annotated, Any, Self, cast

import anyio
import typer
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp.shared.inbound import (
    MCP_METHOD_HEADER,
    MCP_NAME_HEADER,
    MCP_PROTOCOL_VERSION_HEADER,
    NAME_BEARING_METHODS,
    encode_header_value,
)
from mcp.shared.message import SessionMessage
from mcp_types import (
    CONNECTION_CLOSED,
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    RequestId,
)
from pydantic import ValidationError

from taskyard.cli.door import client, guarded
from taskyard.cli.pipe import Lines, Pen
from taskyard.client.api import Client
from taskyard.domain import limit
from taskyard.domain.error import TaskyardError

_FAILED = -32000
_AT_ONCE = 16  # requests on their way
_LAST = 10.0  # seconds for what is still on its way when the input has ended

Context = ServerRequestContext[Any, Any]
Item = SessionMessage | Exception


def mcp(
    *,
    read_only: Annotated[bool, typer.Option("--read-only", help="Only tools that change nothing.")] = False,
) -> None:
    """The board as an MCP server on standard input and output, for Claude Code and others."""

    async def body() -> None:
        async with client() as speaking, anyio.create_task_group() as group:
            group.start_soon(_until_signal, group.cancel_scope)
            await _serve(_Carrier(speaking, read_only=read_only))
            group.cancel_scope.cancel()

    guarded(lambda: anyio.run(body))


class _Carrier:
    """In the place of all handlers: the server's answer is the answer, also to who it is and what it can do."""

    def __init__(self, speaking: Client, *, read_only: bool) -> None:
        self._client = speaking
        self._read_only = read_only
        self._room = anyio.Semaphore(_AT_ONCE)

    async def __call__(self, ctx: Context, call_next: CallNext) -> HandlerResult:  # noqa: ARG002
        if ctx.request_id is None:
            return None  # a cancelled request has been broken off by the SDK; the server keeps nothing else
        try:
            async with self._room:
                return await self._ask(ctx)
        except TaskyardError as problem:
            print(f"taskyard: {problem.message} [{problem.code}]", file=sys.stderr)
            raise MCPError(_FAILED, problem.message, {"code": problem.code}) from None

    async def _ask(self, ctx: Context) -> dict[str, Any]:
        message = {"jsonrpc": "2.0", "id": ctx.request_id, "method": ctx.method, "params": ctx.params or {}}
        async for said in self._client.mcp(message, _headers(ctx), read_only=self._read_only):
            if "result" in said:
                return cast("dict[str, Any]", said["result"])
            if "error" in said:
                raise MCPError.from_error_data(ErrorData.model_validate(said["error"]))
            if said.get("method") == "notifications/progress":
                told = said["params"]
                await ctx.session.report_progress(told["progress"], told.get("total"), told.get("message"))
        raise MCPError(CONNECTION_CLOSED, "the server broke off without an answer")


async def _serve(carrier: _Carrier) -> None:
    server: Server[Any] = Server("taskyard")
    server.middleware[:] = [carrier]
    told, heard = anyio.create_memory_object_stream[Item](0)
    lines = cast("anyio.AsyncFile[str]", Lines(sys.stdin.fileno(), limit.BODY))
    pen = cast("anyio.AsyncFile[str]", Pen(sys.stdout.fileno()))
    async with stdio_server(lines, pen) as (said, out), anyio.create_task_group() as group, told:
        answers = _Answers(out)
        group.start_soon(server.run, heard, answers, server.create_initialization_options())
        async for item in said:
            if isinstance(item, Exception):
                await out.send(SessionMessage(_no_message(item)))
            else:
                answers.expect(item)
                await told.send(item)
        with anyio.move_on_after(_LAST):
            await answers.all()
        told.close()


class _Answers:
    """What goes out, and what has not yet: at the end of its input the SDK drops what it still works on."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self._open: set[RequestId] = set()
        self._less = anyio.Event()

    def expect(self, item: SessionMessage) -> None:
        match item.message:
            case JSONRPCRequest(id=to):
                self._open.add(to)
            case JSONRPCNotification(
                method="notifications/cancelled", params={"requestId": str() | int() as to}
            ):
                self._open.discard(to)

    async def all(self) -> None:
        while self._open:
            self._less = anyio.Event()
            await self._less.wait()

    async def send(self, item: SessionMessage) -> None:
        await self._out.send(item)
        if isinstance(item.message, JSONRPCResponse | JSONRPCError) and item.message.id is not None:
            self._open.discard(item.message.id)
            self._less.set()

    async def aclose(self) -> None:
        await self._out.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _headers(ctx: Context) -> dict[str, str]:
    """What the transport over HTTP says of a message beside it."""
    if ctx.method == "initialize":
        return {}
    name = (ctx.params or {}).get(NAME_BEARING_METHODS.get(ctx.method, ""))
    named = {MCP_NAME_HEADER: encode_header_value(name)} if isinstance(name, str) else {}
    own = {
        MCP_PROTOCOL_VERSION_HEADER: ctx.protocol_version,
        MCP_METHOD_HEADER: encode_header_value(ctx.method),
    }
    return own | named


def _no_message(problem: Exception) -> JSONRPCError:
    kinds = {one["type"] for one in problem.errors()} if isinstance(problem, ValidationError) else set()
    error = (
        ErrorData(code=PARSE_ERROR, message=f"no JSON in one line of at most {limit.BODY} bytes")
        if not kinds or "json_invalid" in kinds
        else ErrorData(code=INVALID_REQUEST, message="no message of JSON-RPC 2.0")
    )
    return JSONRPCError(jsonrpc="2.0", id=None, error=error)


async def _until_signal(scope: anyio.CancelScope) -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            scope.cancel()
            return
