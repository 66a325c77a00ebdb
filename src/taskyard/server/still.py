"""Whether the key of a held connection still holds, asked once for all connections that it has opened."""

import anyio

from taskyard.domain.account import Actor
from taskyard.domain.error import Unauthenticated
from taskyard.server.once import Once, Shared
from taskyard.service import wait
from taskyard.service.yard import Yard


class Still:
    """Its connections ask in step, so that none outlives the key by more than CHECK. Who opens one was just let in."""

    def __init__(self, yard: Yard, actor: Actor) -> None:
        self._yard, self._actor = yard, actor
        self._holds = True
        self._until = anyio.current_time() + wait.CHECK  # so long what was found is good
        self._once = Once()

    def left(self) -> float:
        """Seconds until it wants to be asked again."""
        return max(0.0, self._until - anyio.current_time())

    async def holds(self, *, now: bool = False) -> bool:
        """`now`: a key may just have ended."""
        if now or not self.left():
            await self._once.do(self._ask)
        return self._holds

    async def _ask(self) -> None:
        until = anyio.current_time() + wait.CHECK
        try:
            await wait.check(self._yard, self._actor)
        except Unauthenticated:
            self._holds = False
        self._until = until


_shared: Shared[Actor, Still] = Shared(Still)


def still(yard: Yard, actor: Actor) -> Still:
    return _shared.of(yard, actor)
