"""/hub: where a client of SignalR calls methods and hears events, over a WebSocket and in JSON."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, WebSocket

from taskyard.server import rate
from taskyard.server.form import MOST
from taskyard.server.hub.broadcast import Broadcast
from taskyard.server.hub.session import Session
from taskyard.server.line import Line
from taskyard.server.rate import Rule
from taskyard.server.seat import READER, Pass, name
from taskyard.service import event as events
from taskyard.service import ticket as tickets
from taskyard.service.yard import Yard

PULSE = 15.0  # seconds between signs of life
_HAS = re.compile(r"([0-9a-z]{26}):([0-9]{1,9})")

router = APIRouter(include_in_schema=False)


def install(app: FastAPI) -> None:
    app.state.hub_pulse = PULSE
    app.include_router(router)


@router.post("/hub/negotiate")
async def negotiate(
    request: Request,
    given: Annotated[Pass, Depends(READER)],
    version: Annotated[int, Query(alias="negotiateVersion", ge=0, le=MOST)] = 0,
) -> dict[str, Any]:
    """What it gives for a connection is a ticket: it opens one, once, as whoever has negotiated."""
    yard: Yard = request.app.state.yard
    rate.spend(request, Rule.ACT, name(given.actor))
    ticket = await tickets.give(yard, given.actor)
    own = {"connectionId": yard.entropy(16).hex(), "connectionToken": ticket}
    known = own | {"negotiateVersion": 1} if version else {"connectionId": ticket, "negotiateVersion": 0}
    return known | {"availableTransports": [{"transport": "WebSockets", "transferFormats": ["Text"]}]}


@router.websocket("/hub")
async def serve(
    socket: WebSocket,
    given: Annotated[Pass, Depends(READER)],
    since: Annotated[int | None, Query(ge=0, le=MOST)] = None,
    has: Annotated[Sequence[str], Query(max_length=100)] = (),
) -> None:
    """`since`: replays the log after that number, and tells `Mark`s; `has`: run:line, the newest it has of a run."""
    line = Line(socket, given)
    line.seen = await line.yard.look(line.actor, events.last) if since is None else since
    lines = {found[1]: int(found[2]) for one in has if (found := _HAS.fullmatch(one))}
    await socket.accept()
    async with socket.app.state.lines.connected(line):
        broadcast = Broadcast(line, marks=since is not None, lines=lines)
        await Session(line, broadcast, socket.app.state.hub_pulse).run()
