"""Server-sent events: replay after Last-Event-ID, then follow the bell. The table is the truth."""

import json
from collections.abc import AsyncIterator
from typing import Any

import anyio
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from taskyard.server.auth import Call
from taskyard.server.script import scripts
from taskyard.server.still import still
from taskyard.server.tail import Filters, tails
from taskyard.service import wait

HEARTBEAT = 15.0  # seconds
_POLL = 5.0  # seconds: a lost ring costs no more than this
_SHORTEST = 0.01  # seconds between two looks


def event_stream(chunks: AsyncIterator[bytes]) -> Response:
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(chunks, media_type="text/event-stream", headers=headers)


def resume_from(request: Request, after: int) -> int:
    """A browser that comes back names the last event it saw; that beats the address."""
    last = request.headers.get("last-event-id", "")
    return int(last) if last.isdecimal() and last.isascii() and len(last) <= 15 else after


async def follow_facts(call: Call, after: int, filters: Filters) -> AsyncIterator[bytes]:
    tail, pulse = tails.of(call.yard, call.actor.org), _Pulse(call)
    seen, rung = after, True
    async with wait.news(call.yard, org=call.actor.org) as ear:
        yield b"retry: 1000\n\n"
        while True:
            await tail.refresh(0.0 if rung else _POLL)
            more = True
            while more:
                piece = await tail.after(seen, filters)
                seen, more = piece.seen, piece.more
                if piece.text:
                    yield piece.text
                if not await pulse.goes_on(now=piece.keys):
                    return
            if beat := pulse.beat():
                yield beat
            rung = await pulse.rung(ear)


async def follow_run(call: Call, run_id: str, after: int) -> AsyncIterator[bytes]:
    """Ends with an `end` event once the run has ended and all of it was sent."""
    script, pulse = scripts.of(call.yard, (call.actor.org, run_id)), _Pulse(call)
    seen, rung = after, True
    async with wait.news(call.yard, run=run_id) as ear:
        yield b"retry: 1000\n\n"
        while await pulse.goes_on():
            await script.refresh(0.0 if rung else _POLL)
            sheet = await script.after(seen)
            if sheet.said:
                seen = sheet.seen
                yield b"".join(one.text for one in sheet.said)
            if sheet.more:
                rung = False
                continue
            if sheet.end is not None:
                end = json.dumps({"status": sheet.end.status.value, "incomplete": sheet.end.incomplete})
                yield f"event: end\ndata: {end}\n\n".encode()
                return
            if beat := pulse.beat():
                yield beat
            rung = await pulse.rung(ear)


class _Pulse:
    """Waits for the bell, looks whether the line may go on, and says between long silences that it is alive."""

    def __init__(self, call: Call) -> None:
        self._stopping: anyio.Event = call.request.app.state.stopping
        self._still = still(call.yard, call.actor)
        self._spoke = anyio.current_time()

    async def rung(self, ear: Any) -> bool:
        """False when it is time to look whether the line may go on. One wait, and no task of its own: it is what
        every line does all the time."""
        with anyio.move_on_after(max(_SHORTEST, self._still.left())):
            await ear.wait()
            return True
        return False

    async def goes_on(self, *, now: bool = False) -> bool:
        """`now`: a key may just have ended."""
        return not self._stopping.is_set() and await self._still.holds(now=now)

    def beat(self) -> bytes:
        now = anyio.current_time()
        if now - self._spoke < HEARTBEAT:
            return b""
        self._spoke = now
        return b": alive\n\n"
