"""/live: one socket for each tab of the page. It follows what happens, and the transcripts of the runs it shows.

A follower is a number, the last thing that its tab has, and takes what all followers share; nothing is queued for it.
One that is too far behind is not told everything: it gets a mark to read anew what it shows, and what comes from then
on. One that does not read at all is dropped.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import anyio
from anyio.abc import TaskGroup
from fastapi import APIRouter, Depends, WebSocket, WebSocketDisconnect

from taskyard.domain.error import Invalid, NotFound, TaskyardError
from taskyard.server import live_wire as wire
from taskyard.server.line import POLL, Line, Over, rest
from taskyard.server.live_wire import EVENTS
from taskyard.server.script import Said, scripts
from taskyard.server.seat import READER, Pass
from taskyard.server.tail import PIECE, Filters, tails
from taskyard.service import event as events
from taskyard.service import run as runs
from taskyard.service import wait

router = APIRouter(tags=["event"])
FAR = 2000  # facts, or entries: who is farther behind reads anew
RUNS = 16  # that one tab may follow
_ALL: Filters = {"project": None, "task": None, "run": None}  # as the streams ask, so that they share a piece
_SLOW = 1013


@router.websocket("/live")
async def serve(socket: WebSocket, given: Annotated[Pass, Depends(READER)]) -> None:
    line = Line(socket, given)
    await socket.accept()
    async with socket.app.state.lines.connected(line):
        desk = _Desk(line)
        end = await line.run(desk.serve)
    if end is None:
        return
    if end.code == _SLOW:
        for name in desk.names():
            await line.last_words(wire.word(resync=name))
    await line.close(end)


@dataclass(eq=False)
class _Follow:
    name: str
    seen: int | None
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)


class _Desk:
    """What one tab follows, each in a task of its own."""

    def __init__(self, line: Line) -> None:
        self._line, self._yard, self._actor = line, line.yard, line.actor
        self._follows: dict[str, _Follow] = {}
        self._tasks: TaskGroup
        self._trouble: Exception | None = None

    def names(self) -> list[str]:
        return sorted(self._follows)

    async def serve(self) -> None:
        async with anyio.create_task_group() as self._tasks:
            self._tasks.start_soon(self._play, self._hear)
            self._tasks.start_soon(self._play, self._watch)
        if self._trouble is not None:
            raise self._trouble

    async def _play(self, part: Callable[..., Awaitable[None]], *given: Any) -> None:
        try:
            await part(*given)
        except (Over, TaskyardError, WebSocketDisconnect) as why:
            # Raised outside, or the group would wrap it.
            self._trouble = self._trouble or why
            self._tasks.cancel_scope.cancel()

    async def _watch(self) -> None:
        """Also a tab that follows nothing goes with its key or its cookie."""
        while True:
            await anyio.sleep(self._line.patience())
            await self._line.over_time()

    async def _hear(self) -> None:
        while True:
            text = await self._line.receive()
            try:
                answer = self._answer(wire.parse(text))
            except TaskyardError as error:
                answer = wire.problem(error)
            if answer:
                await self._line.send(answer)

    def _answer(self, word: wire.Word) -> str:
        match word:
            case wire.Ping():
                return wire.word(pong=word.ping)
            case wire.Leave():
                self._drop(word.name)
            case wire.Follow():
                self._drop(word.name)
                if word.run is not None and len(self._follows.keys() - {EVENTS}) >= RUNS:
                    raise Invalid(f"run: at most {RUNS} at once; leave another first", field="run")
                made = self._follows[word.name] = _Follow(word.name, word.after)
                self._tasks.start_soon(self._play, self._keep, made)
        return ""

    def _drop(self, name: str) -> None:
        gone = self._follows.pop(name, None)
        if gone is not None:
            gone.scope.cancel()

    async def _keep(self, one: _Follow) -> None:
        with one.scope:
            try:
                await (self._events(one) if one.name == EVENTS else self._run(one))
            except NotFound as error:  # also one that has gone with its task
                await self._say(one, wire.problem(error, one.name))
        if self._follows.get(one.name) is one:
            del self._follows[one.name]

    async def _events(self, one: _Follow) -> None:
        line, tail, rung = self._line, tails.of(self._yard, self._actor.org), True
        async with wait.news(self._yard, org=self._actor.org) as ear:
            seen = line.seen = await self._begin(one, self._last_event)
            first = True
            while True:
                await tail.refresh(0.0 if rung else POLL)
                level, more = seen, True
                while more:
                    piece = await tail.after(seen, _ALL)
                    if piece.text or first:
                        items = wire.bodies(wire.apart(piece.text))
                        await self._say(one, wire.events(items, piece.seen))
                    first, seen, more = False, piece.seen, piece.more
                    if more and seen - level > FAR:
                        level = seen = await self._caught_up(one, seen, self._last_event)
                    line.seen = seen
                    if piece.keys:
                        await line.welcome()
                rung = await rest(line, ear)

    async def _run(self, one: _Follow) -> None:
        """Ends with the run, once all of it was sent."""
        script, rung = scripts.of(self._yard, (self._actor.org, one.name)), True

        async def last() -> int:
            return (await self._yard.look(self._actor, lambda deed: runs.get(deed, one.name))).last_seq

        async with wait.news(self._yard, run=one.name) as ear:
            one.seen = one.seen or 0
            seen = await self._begin(one, last)
            await self._say(one, wire.entries(one.name, ""))
            while True:
                await script.refresh(0.0 if rung else POLL)
                level, more = seen, True
                while more:
                    sheet = await script.after(seen)
                    await self._entries(one, sheet.said)
                    seen, more = sheet.seen, sheet.more
                    if more and seen - level > FAR:
                        level = seen = await self._caught_up(one, seen, last)
                    elif sheet.end is not None:
                        end = sheet.end
                        status, incomplete = end.status.value, end.incomplete
                        await self._say(one, wire.end(one.name, status, incomplete=incomplete))
                        return
                rung = await rest(self._line, ear)

    async def _begin(self, one: _Follow, last: Callable[[], Awaitable[int]]) -> int:
        newest = await last()
        if one.seen is None:
            return newest
        if one.seen > newest:  # of another database, or of one that was brought back
            return await self._anew(one, newest)
        return await self._caught_up(one, one.seen, last)

    async def _caught_up(self, one: _Follow, seen: int, last: Callable[[], Awaitable[int]]) -> int:
        newest = await last()
        return await self._anew(one, newest) if newest - seen > FAR else seen

    async def _anew(self, one: _Follow, newest: int) -> int:
        await self._say(one, wire.word(resync=one.name))
        return newest

    async def _last_event(self) -> int:
        return await self._yard.look(self._actor, events.last)

    async def _entries(self, one: _Follow, said: Sequence[Said]) -> None:
        texts, size = list[bytes](), 0
        for entry in said:
            texts.append(entry.text)
            size += len(entry.text)
            if size >= PIECE or entry is said[-1]:
                await self._say(one, wire.entries(one.name, wire.bodies(texts)))
                texts, size = [], 0

    async def _say(self, one: _Follow, text: str) -> None:
        """Nothing of what was left goes out any more: the tab may follow it anew already, from another number."""
        if not one.scope.cancel_called:
            await self._line.send(text)
