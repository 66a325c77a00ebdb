"""One client's view of the log: facts in their order, and between them every line of the runs at work, in theirs.

What goes out at once goes out in one piece, made of words that all clients share.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import anyio
from fastapi import WebSocketDisconnect

from taskyard.domain.error import NotFound, TaskyardError
from taskyard.server.hub_frame import invocation
from taskyard.server.line import POLL, Line, Over, rest
from taskyard.server.script import Script, scripts
from taskyard.server.tail import tails
from taskyard.server.told import Told
from taskyard.service import active, wait

PIECE = 65_536  # characters that are sent at once; a single message may have more


@dataclass
class _Follow:
    """A run at work, and the newest of its lines that was sent."""

    script: Script
    seen: int
    scope: anyio.CancelScope


class Broadcast:
    """`marks`: the client keeps count, and is told after each fact how far it has come. `lines`: what it has of runs."""

    def __init__(self, line: Line, *, marks: bool, lines: Mapping[str, int]) -> None:
        self._line, self._marks, self._had = line, marks, lines
        self._follows: dict[str, _Follow] = {}
        self._fresh: set[str] = set()  # runs that may have said more
        self._bell = anyio.Event()
        self._words: list[str] = []
        self._size = 0
        self._marked = -1

    async def run(self) -> None:
        trouble: Exception | None = None
        async with (
            wait.news(self._line.yard, org=self._line.actor.org) as facts,
            anyio.create_task_group() as ears,
        ):
            ears.start_soon(self._hear, facts)
            try:
                await self._follow(ears)
            except (Over, TaskyardError, WebSocketDisconnect) as why:
                trouble = why  # raised outside, or the group would wrap it
            ears.cancel_scope.cancel()
        if trouble is not None:
            raise trouble

    async def _follow(self, ears: Any) -> None:
        line, rung = self._line, True
        tail = tails.of(line.yard, line.actor.org)
        for run, began in await line.yard.look(line.actor, lambda deed: active.since(deed, line.seen)):
            self._attend(run.id, 0 if began else run.last_seq, ears)
        self._mark(line.seen)
        while True:
            self._bell = anyio.Event()
            older = 0.0 if rung else POLL
            await tail.refresh(older)
            more = True
            while more:
                page = await tail.page(line.seen)
                await line.heard(page.told)
                for one in page.told:
                    await self._pass_on(one, ears)
                self._mark(page.seen)
                await self._send()
                line.seen, more = page.seen, page.more
            if not rung:
                self._fresh |= self._follows.keys()
            for name in sorted(self._fresh & self._follows.keys()):
                await self._lines(name, older)
            rung = await rest(line, self._bell)

    async def _pass_on(self, told: Told, ears: Any) -> None:
        run = told.run
        if run is not None and run.works:
            if told.fact.kind == active.CLAIMED or run.id in self._had:
                self._attend(run.id, 0, ears)
            if told.fact.kind == active.ENDED and run.id in self._follows:
                await self._send()
                await self._lines(run.id)  # all that it said comes before its end
                self._follows.pop(run.id).scope.cancel()
        if told.hub:
            self._put(told.hub)
            self._mark(told.seq)
            if self._size >= PIECE:
                await self._send()
                self._line.seen = told.seq

    def _attend(self, name: str, seen: int, ears: Any) -> None:
        if name not in self._follows:
            script = scripts.of(self._line.yard, (self._line.actor.org, name))
            follow = _Follow(script, self._had.get(name, seen), anyio.CancelScope())
            self._follows[name] = follow
            ears.start_soon(self._listen, name, follow.scope)

    async def _lines(self, name: str, older: float = 0.0) -> None:
        follow = self._follows[name]
        self._fresh.discard(name)
        try:
            await follow.script.refresh(older)
            more = True
            while more:
                sheet = await follow.script.after(follow.seen)
                for one in sheet.said:
                    self._put(one.hub)
                    if self._size >= PIECE:
                        await self._send()
                        follow.seen = one.seq
                await self._send()
                follow.seen, more = sheet.seen, sheet.more
        except NotFound:
            return  # gone with its task

    def _put(self, words: str) -> None:
        self._words.append(words)
        self._size += len(words)

    def _mark(self, seq: int) -> None:
        """Everything up to that number has been said."""
        if self._marks and seq > self._marked:
            self._marked = seq
            self._put(invocation("Mark", (seq,)))

    async def _send(self) -> None:
        words, self._words, self._size = self._words, [], 0
        if words:
            await self._line.send("".join(words))

    async def _listen(self, name: str, scope: anyio.CancelScope) -> None:
        with scope:
            async with wait.news(self._line.yard, run=name) as ear:
                while True:
                    self._fresh.add(name)
                    self._bell.set()
                    await ear.wait()

    async def _hear(self, ear: Any) -> None:
        while True:
            await ear.wait()
            self._bell.set()
