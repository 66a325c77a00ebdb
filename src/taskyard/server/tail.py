"""The newest facts of an organisation, read and put into words once for everyone who follows them live.

Nothing is queued for a follower: it is a number, the last fact that it has. One that is behind what is held here reads
the table by itself until it has caught up. What is held is bounded, and goes with the last who follows.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import anyio

from taskyard.domain.account import Actor, Scope
from taskyard.domain.event import Event
from taskyard.domain.limit import PAGE
from taskyard.server.auth import as_json
from taskyard.server.once import Once, Shared
from taskyard.service import event as events
from taskyard.service.yard import Deed, Yard

HELD = 1000  # facts
HELD_BYTES = 4_000_000  # of their text
PIECE = 65_536  # bytes that are sent at once; a single fact may have more
REST = 0.0001  # seconds for each line between two readings: about three times what it costs to send to it
Filters = Mapping[str, str | None]
_KEYS_END = frozenset({"key.revoked", "key.rotated"})


@dataclass(frozen=True)
class Told:
    fact: Event
    text: bytes  # as an event of SSE


@dataclass(frozen=True)
class Piece:
    text: bytes
    seen: int  # the follower has everything up to here
    more: bool  # there is more to have at once
    keys: bool  # a key may have ended


class Tail:
    """Holds every fact of its organisation with `floor` < number <= `top`."""

    def __init__(self, yard: Yard, org: str, *, held: int = HELD, held_bytes: int = HELD_BYTES) -> None:
        self._yard, self._most, self._most_bytes = yard, held, held_bytes
        self._reader = Actor(org=org, name="tail", scope=Scope.VIEWER)
        self._held: list[Told] = []
        self._numbers: list[int] = []
        self._size = 0
        self._floor = self._top = -1  # nothing is known yet
        self._began = 0.0
        self._last: tuple[int, Filters, Piece] | None = None
        self._once = Once(REST)

    def __len__(self) -> int:
        return len(self._held)

    @property
    def size(self) -> int:
        return self._size

    async def refresh(self, older: float = 0.0) -> None:
        """Afterwards everything is known that was there at the call, or `older` seconds before it."""
        if self._top < 0 or anyio.current_time() - self._began >= older:
            await self._once.do(self._read)

    async def after(self, seen: int, filters: Filters) -> Piece:
        """The next of what is known. `filters`: fields of a fact, and what they must be where that is not None."""
        if seen >= self._top:
            return Piece(b"", seen, more=False, keys=False)
        if seen >= self._floor:
            if self._last is not None and (seen, filters) == self._last[:2]:
                return self._last[2]  # a crowd goes in step: the bytes are the same, and are there once
            start = bisect_right(self._numbers, seen)
            found = self._held[start : start + PAGE]
            whole = start + len(found) == len(self._held)
            piece = _piece(found, seen, self._top if whole else None, filters)
            self._last = (seen, filters, piece)
            return piece
        known = self._top  # numbers become visible in order: what is read from here on has all up to this
        found = await self._yard.look(self._reader, partial(_read, after=seen, filters=filters))
        return _piece(found, seen, known if len(found) < PAGE else None, filters)

    async def _read(self) -> None:
        self._began = anyio.current_time()
        if self._top < 0:
            last = await self._yard.look(self._reader, events.last)
            self._floor = self._top = max(0, last - self._most)
        more = True
        while more:
            found = await self._yard.look(self._reader, partial(_read, after=self._top, filters={}))
            self._hold(found)
            more = len(found) == PAGE

    def _hold(self, found: Sequence[Told]) -> None:
        if not found:
            return
        self._last = None
        self._held += found
        self._numbers += [told.fact.seq for told in found]
        self._size += sum(len(told.text) for told in found)
        self._top = self._numbers[-1]
        gone = 0
        while len(self._held) - gone > self._most or self._size > self._most_bytes:
            self._size -= len(self._held[gone].text)
            self._floor = self._numbers[gone]
            gone += 1
        del self._held[:gone], self._numbers[:gone]


def _read(deed: Deed, after: int, filters: Filters) -> list[Told]:
    return [_told(fact) for fact in events.after(deed, after, PAGE, **filters)]


def _told(fact: Event) -> Told:
    return Told(fact, b"id: %d\ndata: %b\n\n" % (fact.seq, as_json(Event, fact)))


def _piece(found: Sequence[Told], seen: int, known: int | None, filters: Filters) -> Piece:
    """`known`: there is nothing else up to that number; None: there is more."""
    wanted = [(name, value) for name, value in filters.items() if value is not None]
    texts: list[bytes] = []
    size, keys, last = 0, False, seen
    for place, told in enumerate(found, 1):
        last = told.fact.seq
        keys = keys or told.fact.kind in _KEYS_END
        if all(getattr(told.fact, name) == value for name, value in wanted):
            texts.append(told.text)
            size += len(told.text)
        if size >= PIECE and place < len(found):
            return Piece(b"".join(texts), last, True, keys)
    whole = known is not None
    return Piece(b"".join(texts), max(last, known or 0), not whole, keys)


tails: Shared[str, Tail] = Shared(Tail)  # by organisation
