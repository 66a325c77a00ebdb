"""What many live lines need at the same moment is done once for all of them."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

import anyio

from taskyard.service.yard import Yard

SLICE = 50  # who are served in one turn of the loop: between two slices it takes up other work
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Once:
    """One reading for everyone who asked before it began: a thousand lines that hear one bell cost one look.

    `rest`: seconds for each who was served, before the next reading begins. What a crowd does with a reading costs far
    more than the reading; so what happens meanwhile comes to it in one piece, and others are served too. One alone
    never waits long enough to notice.
    """

    def __init__(self, rest: float = 0.0) -> None:
        self._rest = rest
        self._not_before = 0.0
        self._asked = 0
        self._served = 0
        self._reading = False
        self._slices: list[anyio.Event] = []
        self._waiting = 0  # for the reading under way

    async def do(self, read: Callable[[], Awaitable[None]]) -> None:
        """Back when a reading that began after the call has ended. One that fails is only the failure of who did it:
        the next who waits reads again."""
        self._asked += 1
        mine = self._asked
        while self._served < mine:
            if not self._reading:
                await self._lead(read)
                continue
            if self._waiting % SLICE == 0:
                self._slices.append(anyio.Event())
            self._waiting += 1
            await self._slices[-1].wait()

    async def _lead(self, read: Callable[[], Awaitable[None]]) -> None:
        self._reading = True
        try:
            # Also without a rest this lets those ask who were woken by the same bell.
            await anyio.sleep(max(0.0, self._not_before - anyio.current_time()))
            serves = self._asked
            self._not_before = anyio.current_time() + self._rest * (serves - self._served)
            await read()
            self._served = serves
        finally:
            slices, self._slices = self._slices, []
            self._reading, self._waiting = False, 0
            await _release(slices)


async def _release(slices: Sequence[anyio.Event]) -> None:
    """A thousand at once would keep every request waiting until the last of them has been sent to."""
    try:
        for one in slices:
            one.set()
            await anyio.lowlevel.checkpoint()
    finally:  # also when who has read goes away meanwhile
        for one in slices:
            one.set()


class Shared(Generic[K, V]):
    """One of each name in a yard, for as long as somebody holds it."""

    def __init__(self, make: Callable[[Yard, K], V]) -> None:
        self._make = make
        self._known: WeakKeyDictionary[Yard, WeakValueDictionary[K, V]] = WeakKeyDictionary()

    def of(self, yard: Yard, name: K) -> V:
        known = self._known.setdefault(yard, WeakValueDictionary())
        found = known.get(name)
        if found is None:
            found = known[name] = self._make(yard, name)
        return found
