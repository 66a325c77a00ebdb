"""Server-sent events: replay after Last-Event-ID, then follow the bell. The table is the truth."""

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import anyio
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from taskyard.domain.entry import Entry
from taskyard.domain.error import TaskyardError
from taskyard.domain.event import Event
from taskyard.domain.limit import PAGE
from taskyard.domain.run import ENDED
from taskyard.server.auth import Call, as_json
from taskyard.service import event as events
from taskyard.service import run as runs
from taskyard.service import transcript, wait
from taskyard.service.yard import Deed

HEARTBEAT = 15.0  # seconds
_POLL = 5.0  # seconds: a lost ring costs no more than this


def event_stream(chunks: AsyncIterator[bytes]) -> Response:
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(chunks, media_type="text/event-stream", headers=headers)


def resume_from(request: Request, after: int) -> int:
    """A browser that comes back names the last event it saw; that beats the address."""
    last = request.headers.get("last-event-id", "")
    return int(last) if last.isdecimal() and last.isascii() and len(last) <= 15 else after


async def follow_facts(call: Call, after: int, filters: dict[str, str | None]) -> AsyncIterator[bytes]:
    seen = after
    pulse = _Pulse(call)
    async with wait.news(call.yard, org=call.actor.org) as ear:
        yield b"retry: 1000\n\n"
        while not pulse.stopped:
            found = await call.yard.look(call.actor, partial(_facts, after=seen, filters=filters))
            if found:
                seen = found[-1].seq
                yield b"".join(_message(fact.seq, as_json(Event, fact)) for fact in found)
            if any(fact.kind == "key.revoked" for fact in found) and not await pulse.welcome():
                return
            if len(found) < PAGE:
                async for beat in pulse.quiet(ear):
                    yield beat


async def follow_run(call: Call, run_id: str, after: int) -> AsyncIterator[bytes]:
    """Ends with an `end` event once the run has ended and all of it was sent."""
    seen = after
    pulse = _Pulse(call)
    async with wait.news(call.yard, run=run_id) as ear:
        yield b"retry: 1000\n\n"
        while not pulse.stopped:
            # The status first: entries that came before the end are then surely in the window.
            run = await call.yard.look(call.actor, lambda deed: runs.get(deed, run_id))
            found = await call.yard.look(call.actor, partial(_window, run=run_id, after=seen))
            if found:
                seen = found[-1].seq
                yield b"".join(_message(entry.seq, as_json(Entry, entry)) for entry in found)
            if len(found) == PAGE:
                continue
            if run.status in ENDED:
                end = json.dumps({"status": run.status.value, "incomplete": run.incomplete})
                yield f"event: end\ndata: {end}\n\n".encode()
                return
            async for beat in pulse.quiet(ear):
                yield beat


class _Pulse:
    """Waits for the bell, and says between long silences that the line is alive."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._stopping: anyio.Event = call.request.app.state.stopping
        self._clock = call.yard.clock
        self._spoke = self._clock.monotonic()

    @property
    def stopped(self) -> bool:
        return self._stopping.is_set()

    async def quiet(self, ear: Any) -> AsyncIterator[bytes]:
        await _first_of(ear, self._stopping, _POLL)
        now = self._clock.monotonic()
        if now - self._spoke >= HEARTBEAT:
            self._spoke = now
            if not await self.welcome():
                self._stopping = anyio.Event()
                self._stopping.set()
                return
            yield b": alive\n\n"

    async def welcome(self) -> bool:
        try:
            await wait.check(self._call.yard, self._call.actor)
        except TaskyardError:
            return False
        return True


async def _first_of(ear: Any, stopping: anyio.Event, seconds: float) -> None:
    async with anyio.create_task_group() as tasks:

        async def stop_with(event: Any) -> None:
            await event.wait()
            tasks.cancel_scope.cancel()

        tasks.cancel_scope.deadline = anyio.current_time() + seconds
        tasks.start_soon(stop_with, ear)
        tasks.start_soon(stop_with, stopping)


def _facts(deed: Deed, after: int, filters: dict[str, str | None]) -> list[Event]:
    return events.after(deed, after, PAGE, **filters)


def _window(deed: Deed, run: str, after: int) -> list[Entry]:
    return transcript.window(deed, run, after, PAGE)


def _message(seq: int, data: bytes) -> bytes:
    return b"id: %d\ndata: %b\n\n" % (seq, data)
