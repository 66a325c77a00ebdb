"""The newest facts of an organisation, read and put into words once for everyone who follows them live.

Nothing is queued for a follower: it is a number, the last fact that it has. One that is behind what is held here reads
the table by itself until it has caught up. What is held is bounded, and goes with the last who follows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import anyio

from taskyard.domain.account import Actor, Scope
from taskyard.domain.limit import PAGE
from taskyard.server.held import Held
from taskyard.server.once import Once, Shared
from taskyard.server.told import KEYS_END, Told, told
from taskyard.service import event as events
from taskyard.service.yard import Deed, Yard

HELD = 1000  # facts
HELD_BYTES = 4_000_000  # of their text
PIECE = 65_536  # bytes that are sent at once; a single fact may have more
REST = 0.0001  # seconds for each line between two readings: about three times what it costs to send to it
Filters = Mapping[str, str | None]


@dataclass(frozen=True)
class Piece:
    text: bytes
    seen: int  # the follower has everything up to here
    more: bool  # there is more to have at once
    keys: bool  # a key may have ended


@dataclass(frozen=True)
class Page:
    told: Sequence[Told]
    seen: int  # who has these has everything up to here
    more: bool


class Tail:
    """Holds every fact of its organisation from a number on, up to the newest that was read."""

    def __init__(self, yard: Yard, org: str, *, held: int = HELD, held_bytes: int = HELD_BYTES) -> None:
        self._yard = yard
        self._reader = Actor(org=org, name="tail", scope=Scope.VIEWER)
        self._held: Held[Told] = Held(held, held_bytes)
        self._began = 0.0
        self._last: tuple[int, Filters, Piece] | None = None
        self._once = Once(REST)

    def __len__(self) -> int:
        return len(self._held)

    @property
    def size(self) -> int:
        return self._held.size

    async def refresh(self, older: float = 0.0) -> None:
        """Afterwards everything is known that was there at the call, or `older` seconds before it."""
        if self._held.top < 0 or anyio.current_time() - self._began >= older:
            await self._once.do(self._read)

    async def after(self, seen: int, filters: Filters) -> Piece:
        """The next of what is known. `filters`: fields of a fact, and what they must be where that is not None."""
        at_hand = seen >= self._held.floor
        if at_hand and self._last is not None and (seen, filters) == self._last[:2]:
            return self._last[2]  # a crowd goes in step: the bytes are the same, and are there once
        page = await self._page(seen, filters)
        piece = _piece(page, seen, filters)
        if at_hand and page.told:
            self._last = (seen, filters, piece)
        return piece

    async def page(self, seen: int, kinds: Collection[str] | None = None) -> Page:
        """Like `after`. `kinds`: others may be left out, and need not be."""
        return await self._page(seen, {"kinds": kinds})

    async def _page(self, seen: int, query: Mapping[str, Any]) -> Page:
        held = self._held
        if seen >= held.top:
            return Page((), seen, more=False)
        known = held.top  # numbers become visible in order: what is read from here on has all up to this
        if seen >= held.floor:
            found, more = held.after(seen, PAGE)
        else:
            found = await self._yard.look(self._reader, partial(_read, after=seen, query=query))
            more = len(found) == PAGE
        last = found[-1].seq if found else seen
        return Page(found, last if more else max(last, known), more)

    async def _read(self) -> None:
        self._began = anyio.current_time()
        held = self._held
        if held.top < 0:
            held.begin(await self._yard.look(self._reader, events.last))
        more = True
        while more:
            found = await self._yard.look(self._reader, partial(_read, after=held.top, query={}))
            if found:
                self._last = None
                held.add(found)
            more = len(found) == PAGE


def _read(deed: Deed, after: int, query: Mapping[str, Any]) -> list[Told]:
    return told(deed, events.after(deed, after, PAGE, **query))


def _piece(page: Page, seen: int, filters: Filters) -> Piece:
    wanted = [(name, value) for name, value in filters.items() if value is not None]
    texts: list[bytes] = []
    size, keys, last = 0, False, seen
    for place, one in enumerate(page.told, 1):
        last = one.seq
        keys = keys or one.fact.kind in KEYS_END
        if all(getattr(one.fact, name) == value for name, value in wanted):
            texts.append(one.text)
            size += len(one.text)
        if size >= PIECE and place < len(page.told):
            return Piece(b"".join(texts), last, True, keys)
    return Piece(b"".join(texts), page.seen, page.more, keys)


tails: Shared[str, Tail] = Shared(Tail)  # by organisation
