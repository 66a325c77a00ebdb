"""uvicorn as a part of a program, which keeps its signals and knows when its server is ready and when it has closed."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import anyio
import uvicorn
from starlette.types import ASGIApp

from taskyard.domain.error import Invalid
from taskyard.domain.limit import BODY

GRACE = 5  # seconds that open requests have to end in
_MARGIN = 5.0  # seconds more for the application's own end


class NotStartedError(Exception):
    """The application failed before it could serve; uvicorn has logged why."""


class Server(uvicorn.Server):
    def __init__(
        self, app: ASGIApp, *, grace: int = GRACE, protocol: type[asyncio.Protocol] | None = None
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=protocol or "auto",
                ws_max_size=BODY,
                lifespan="on",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=grace,
            )
        )
        self.ready = anyio.Event()
        self.ended = anyio.Event()
        self._longest = grace + _MARGIN

    @asynccontextmanager
    async def on(self, listening: socket.socket) -> AsyncIterator[None]:
        """Answers when it is given; has closed when it is left, also when that is because of an error."""
        async with anyio.create_task_group() as group:
            group.start_soon(self.serve, [listening])
            await self.ready.wait()
            try:
                yield
            finally:
                self.should_exit = True
                with anyio.move_on_after(self._longest, shield=True):
                    await self.ended.wait()
                group.cancel_scope.cancel()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().serve(sockets)
        finally:
            self.ended.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit as gone:  # a part does not end the program
            raise NotStartedError("the application could not be started") from gone
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves them to the program."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """Port 0 takes any that is free. Who connects before a server is there waits in the queue."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as taken:
        listening.close()
        raise Invalid(f"cannot listen on {host}:{port}: {taken.strerror}", field="port") from taken
    listening.listen(2048)
    return listening


def netloc(host: str, listening: socket.socket) -> str:
    """What stands in a URL and in a Host header."""
    port = listening.getsockname()[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
