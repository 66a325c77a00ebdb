"""One client's view of the log: facts in their order, and between them every line of the runs at work, in theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import anyio
from fastapi import WebSocketDisconnect

from taskyard.domain.error import NotFound, TaskyardError
from taskyard.domain.event import Event
from taskyard.domain.limit import PAGE
from taskyard.domain.run import Run, RunKind
from taskyard.server.hub.event import calls, message
from taskyard.server.hub.frame import invocation
from taskyard.server.line import Line, Over, Watch
from taskyard.service import active, transcript, wait


@dataclass
class _Tail:
    """A run at work, and the newest of its lines that was sent."""

    task: str
    seen: int
    scope: anyio.CancelScope


class Broadcast:
    """`marks`: the client keeps count, and is told after each fact how far it has come. `lines`: what it has of runs."""

    def __init__(self, line: Line, *, marks: bool, lines: Mapping[str, int]) -> None:
        self._line, self._marks, self._had = line, marks, lines
        self._tails: dict[str, _Tail] = {}
        self._fresh: set[str] = set()  # runs that may have said more
        self._bell = anyio.Event()

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
        line = self._line
        watch = Watch(line)
        for run, began in await line.yard.look(line.actor, lambda deed: active.since(deed, line.seen)):
            self._attend(run, 0 if began else run.last_seq, ears)
        await self._mark()
        while True:
            self._bell = anyio.Event()
            found = await line.yard.look(line.actor, partial(active.facts, after=line.seen))
            if any(fact.kind == "key.revoked" for fact, _ in found):
                await line.welcome()
            for fact, about in found:
                told = await self._pass_on(fact, about, ears)
                line.seen = fact.seq
                if told or fact is found[-1][0]:
                    await self._mark()
            for name in sorted(self._fresh & self._tails.keys()):
                await self._lines(name)
            if len(found) == PAGE:
                continue
            await watch.over(self._bell)
            if not self._bell.is_set():
                self._fresh |= self._tails.keys()

    async def _pass_on(self, fact: Event, run: Run | None, ears: Any) -> bool:
        """Gives whether the hub has words for it."""
        work = run is not None and run.kind is RunKind.WORK
        ended = work and fact.kind == active.ENDED
        if run is not None and work and fact.kind == active.CLAIMED:
            self._attend(run, 0, ears)
        if run is not None and ended and run.id in self._had:
            self._attend(run, 0, ears)
        if run is not None and ended and run.id in self._tails:
            await self._lines(run.id)  # all that it said comes before its end
            self._tails.pop(run.id).scope.cancel()
        words = calls(fact, run)
        for target, arguments in words:
            await self._line.send(invocation(target, arguments))
        return bool(words)

    def _attend(self, run: Run, seen: int, ears: Any) -> None:
        if run.id not in self._tails:
            tail = _Tail(run.task, self._had.get(run.id, seen), anyio.CancelScope())
            self._tails[run.id] = tail
            ears.start_soon(self._listen, run.id, tail.scope)

    async def _lines(self, name: str) -> None:
        tail = self._tails[name]
        self._fresh.discard(name)
        more = True
        while more:
            read = partial(transcript.window, run_id=name, after=tail.seen, limit=PAGE)
            try:
                found = await self._line.yard.look(self._line.actor, read)
            except NotFound:
                return  # gone with its task
            for entry in found:
                await self._line.send(message(tail.task, name, entry))
                tail.seen = entry.seq
            more = len(found) == PAGE

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

    async def _mark(self) -> None:
        if self._marks:
            await self._line.send(invocation("Mark", (self._line.seen,)))
