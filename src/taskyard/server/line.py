"""A live connection: sends with a deadline, ends for one reason, and goes when what opened it goes.

Nothing is queued for a client: each line takes what all lines share at the pace of its own reader, so that a slow one
costs no memory and no other line waits for it. One that has stopped reading is dropped, and resumes from the last
number it saw.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import anyio
from fastapi import WebSocket, WebSocketDisconnect

from taskyard.domain.error import TaskyardError
from taskyard.domain.limit import BODY
from taskyard.server import rate
from taskyard.server.rate import Rule
from taskyard.server.seat import Pass, holds, name
from taskyard.server.still import still
from taskyard.server.told import KEYS_END, Told
from taskyard.service import account
from taskyard.service.yard import Yard

SLOW = 10.0  # seconds in which a client must take what it is sent
POLL = 5.0  # seconds: a lost ring costs no more than this
_SHORTEST = 0.01  # seconds between two looks
_LAST = 1.0  # seconds for the last words
Part = Callable[[], Awaitable[None]]


@dataclass(eq=False)
class Over(Exception):
    """Why a line ends."""

    code: int  # of RFC 6455
    reason: str


class Line:
    def __init__(self, socket: WebSocket, given: Pass) -> None:
        self.socket, self.given, self.actor = socket, given, given.actor
        self.yard: Yard = socket.app.state.yard
        self.seen = 0  # the newest fact that the client has
        self._stopping: anyio.Event = socket.app.state.stopping
        self._slow: float = socket.app.state.lines.slow
        self._lock = anyio.Lock()
        self._still = still(self.yard, self.actor)
        self.left = anyio.Event()  # the browser has signed out

    async def send(self, text: str) -> None:
        """Raises Over when the client does not take it in time."""
        with anyio.move_on_after(self._slow):
            async with self._lock:
                await self.socket.send_text(text)
            return
        raise Over(1013, f"too slow; resync since={self.seen}")

    async def receive(self) -> str | None:
        """None for what is no text. Raises WebSocketDisconnect."""
        message = await self.socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        text, data = message.get("text"), message.get("bytes")
        if len(text or data or "") > BODY:
            raise Over(1009, f"a message may have {BODY} bytes")
        await self.welcome()
        return text

    async def welcome(self) -> None:
        """Raises Over when the key was revoked, the browser signed out or the run has ended."""
        await self._holds(now=True)

    async def heard(self, told: Iterable[Told]) -> None:
        """Raises Over when one of these facts has ended what the line was opened with."""
        if any(self._ends(one) for one in told):
            await self.welcome()

    async def over_time(self) -> None:
        """A key also ends by its date, which rings no bell: raises Over soon after, and costs next to nothing."""
        await self._holds(now=False)

    def patience(self) -> float:
        """Seconds until `over_time` may find something."""
        left = POLL if self.given.token is not None else self._still.left()
        return max(_SHORTEST, min(POLL, left))

    def _ends(self, told: Told) -> bool:
        fact, actor = told.fact, self.actor
        if actor.run is not None:
            return fact.kind == "run.ended" and fact.run == actor.run
        if actor.key is not None:
            return fact.kind in KEYS_END and fact.body.get("key") == actor.key
        return (
            fact.kind in KEYS_END or fact.kind == "browser.closed"
        )  # it is no better than the key that let it in

    async def _holds(self, *, now: bool) -> None:
        if not await holds(self.yard, self.given, now=now):
            raise Over(1008, "unauthenticated")

    def spend(self) -> None:
        """A change by a socket counts like one by a request. Raises TooMany."""
        rate.spend(self.socket, Rule.ACT, name(self.actor))

    async def run(self, *parts: Part) -> Over | None:
        """All parts at once, until the first of them ends. Gives why; None when the client has gone."""
        end: Over | None = Over(1000, "")
        async with anyio.create_task_group() as tasks:

            async def play(part: Part) -> None:
                nonlocal end
                why: Over | None = Over(1000, "")
                try:
                    await part()
                except Over as over:
                    why = over
                except WebSocketDisconnect:
                    why = None
                except TaskyardError as error:
                    why = Over(1011, error.code)
                if not tasks.cancel_scope.cancel_called:
                    end = why
                    tasks.cancel_scope.cancel()

            for part in (*parts, self._until_stop, self._until_left):
                tasks.start_soon(play, part)
        return end

    async def last_words(self, text: str) -> None:
        with suppress(WebSocketDisconnect), anyio.move_on_after(_LAST):
            await self.socket.send_text(text)

    async def close(self, end: Over) -> None:
        """To a client that does not read, the end of the connection says it."""
        with suppress(WebSocketDisconnect, RuntimeError), anyio.move_on_after(_LAST):
            await self.socket.close(end.code, end.reason)

    async def _until_stop(self) -> None:
        await self._stopping.wait()
        raise Over(1012, "the server stops")

    async def _until_left(self) -> None:
        await self.left.wait()
        raise Over(1008, "unauthenticated")


class Lines:
    """All live connections of this server."""

    def __init__(self, slow: float = SLOW) -> None:
        self.slow = slow
        self._open: set[Line] = set()

    def __len__(self) -> int:
        return len(self._open)

    @asynccontextmanager
    async def connected(self, line: Line) -> AsyncIterator[None]:
        self._open.add(line)
        try:
            yield
        finally:
            self._open.discard(line)

    def sign_out(self, cookie: str) -> None:
        mark = account.digest(cookie)
        for line in self._open:
            if line.actor.key is None and line.actor.mark == mark:
                line.left.set()


async def rest(line: Line, ear: Any) -> bool:
    """Until the bell rings, or the line wants to be looked at. Whether it rang. Raises Over."""
    rung = False
    with anyio.move_on_after(line.patience()):
        await ear.wait()
        rung = True
    await line.over_time()
    return rung
