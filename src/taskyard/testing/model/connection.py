"""Connections that can be broken."""

import asyncio

from starlette.datastructures import Address
from uvicorn.protocols.http.h11_impl import H11Protocol


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
