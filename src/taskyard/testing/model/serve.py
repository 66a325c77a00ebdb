"""uvicorn as a part of a program: no signals of its own, readiness to wait for, connections that can be broken."""

import asyncio
import socket

import anyio
import uvicorn
from starlette.datastructures import Address
from uvicorn.protocols.http.h11_impl import H11Protocol


class Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = anyio.Event()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        await self._serve(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class Connections:
    """The open ones by the client's address: what an application may not touch, a broken network does."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[H11Protocol]:
        known = self._open

        class Noted(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                known[transport.get_extra_info("peername")[:2]] = transport
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                super().connection_lost(exc)
                known.pop(self.transport.get_extra_info("peername")[:2], None)

        return Noted

    def abort(self, client: Address | None) -> None:
        if client is not None and (transport := self._open.get((client.host, client.port))):
            transport.abort()
