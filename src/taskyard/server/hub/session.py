"""One client of the hub: handshake, then calls one after the other, while events and signs of life go out."""

from collections.abc import Iterable
from functools import partial

import anyio

from taskyard.domain.account import Need, demand
from taskyard.domain.error import TaskyardError
from taskyard.server import hub_frame as frame
from taskyard.server.hub import method
from taskyard.server.hub.broadcast import Broadcast
from taskyard.server.hub_frame import ProtocolError, Records, Type
from taskyard.server.line import Line, Over, Part

HANDSHAKE = 15.0  # seconds
_NO_STREAMS = "not_supported: the hub has no streams"


class Session:
    def __init__(self, line: Line, broadcast: Broadcast, pulse: float) -> None:
        self._line, self._broadcast, self._pulse = line, broadcast, pulse
        self._records = Records()

    async def run(self) -> None:
        early = await self._greet()
        if early is None:
            return
        calls = partial(self._spoken, partial(self._hear, early))
        end = await self._line.run(self._broadcast.run, calls, self._beat)
        if end is not None:
            await self._bye(end)

    async def _greet(self) -> list[str] | None:
        """What came together with the handshake; None when there is nobody to go on with."""
        early: list[str] | None = None

        async def shake() -> None:
            nonlocal early
            with anyio.move_on_after(HANDSHAKE):
                records: list[str] = []
                while not records:
                    records = await self._read()
                frame.shake(records[0])
                await self._line.send(frame.greeting())
                early = records[1:]
                return
            raise Over(1002, "no handshake in time")

        end = await self._line.run(partial(self._spoken, shake))
        if early is None and end is not None:
            await self._line.last_words(frame.greeting(end.reason or "no handshake"))
            await self._line.close(end)
        return early

    async def _spoken(self, part: Part) -> None:
        try:
            await part()
        except ProtocolError as error:
            raise Over(1002, str(error)) from None

    async def _hear(self, early: Iterable[str]) -> None:
        for record in early:
            await self._take(record)
        while True:
            for record in await self._read():
                await self._take(record)

    async def _read(self) -> list[str]:
        text = await self._line.receive()
        if text is None:
            raise ProtocolError("the json protocol is sent as text")
        return list(self._records.feed(text))

    async def _take(self, record: str) -> None:
        message = frame.parse(record)
        match message.type:
            case Type.INVOCATION:
                answer = await self._call(message)
                if message.id is not None:
                    await self._line.send(answer)
            case Type.STREAM_INVOCATION | Type.STREAM_ITEM | Type.CANCEL_INVOCATION:
                if message.id is not None:
                    await self._line.send(frame.failure(message.id, _NO_STREAMS))
            case Type.CLOSE:
                raise Over(1000, "")
            case _:
                pass  # a sign of life, or something newer that wants no answer

    async def _call(self, message: frame.Message) -> str:
        to = message.id or ""
        try:
            found = method.find(message.target)
            demand(self._line.actor, found.need)
            given = found.read(message.arguments)
            if found.need is not Need.READ:
                self._line.spend()
            yard, actor = self._line.yard, self._line.actor
            result = await yard.act(actor, lambda deed: found.work(deed, given))
        except TaskyardError as error:
            return frame.failure(to, f"{error.code}: {error.message}")
        return frame.completion(to, result)

    async def _beat(self) -> None:
        while True:
            await anyio.sleep(self._pulse)
            await self._line.send(frame.ping())

    async def _bye(self, end: Over) -> None:
        """A client that reconnects by itself may do so unless it is not welcome, or does not speak the protocol."""
        again = end.code not in {1000, 1002, 1008, 1009}
        await self._line.last_words(frame.close(end.reason, reconnect=again))
        await self._line.close(end)
