"""A small real server that answers as the page of the contract says, and can be told to misbehave."""

import socket
from contextlib import asynccontextmanager

import anyio
import pytest
import uvicorn


class _Server(uvicorn.Server):
    def install_signal_handlers(self):
        """The test owns the signals."""


@asynccontextmanager
async def serve(app):
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(100)
        server = _Server(
            uvicorn.Config(app, log_level="critical", lifespan="on", timeout_graceful_shutdown=1)
        )
        async with anyio.create_task_group() as group:
            group.start_soon(server._serve, [listening])
            try:  # the socket listens already: whoever comes early waits in its queue
                yield f"http://127.0.0.1:{listening.getsockname()[1]}"
            finally:
                server.should_exit = True


@pytest.fixture
def serving():
    return serve
