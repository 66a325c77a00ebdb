"""Any application behind a real port of this machine: what streams, breaks off or blocks needs one."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from starlette.types import ASGIApp

from taskyard.server import http

HOST = "127.0.0.1"


@asynccontextmanager
async def serve(
    app: ASGIApp,
    *,
    at: socket.socket | None = None,
    grace: int = 1,
    protocol: type[asyncio.Protocol] | None = None,
) -> AsyncIterator[str]:
    """Gives its URL. `at`: where an application must know its address before it is made."""
    with closing(at or listen()) as listening:
        async with http.Server(app, grace=grace, protocol=protocol).on(listening):
            yield f"http://{netloc(listening)}"


def listen(port: int = 0) -> socket.socket:
    return http.listen(HOST, port)


def netloc(listening: socket.socket) -> str:
    return http.netloc(HOST, listening)
