"""What the server wants of a run at work, told as soon as there is something to tell."""

from collections.abc import Collection

import anyio

from taskyard.bus.protocol import Topic
from taskyard.domain.account import Actor
from taskyard.domain.claim import Orders
from taskyard.service import lease
from taskyard.service.wait import check, rest
from taskyard.service.yard import Deed, Yard


async def wait(
    yard: Yard, actor: Actor, run: str, fence: int, known: Collection[str], seconds: float
) -> Orders:
    """A cancel, or a message that is not among the `known`; after `seconds` whatever there is.

    Raises LeaseLost when the run is no longer held by this fence, also while it waits.
    """

    def look(deed: Deed) -> Orders:
        return lease.orders(deed, lease.held(deed, run, fence))

    async with yard.bus.listen(Topic.ORDERS, run) as ear:
        found = await yard.look(actor, look)
        with anyio.move_on_after(seconds):
            while not found.cancel and all(message.id in known for message in found.messages):
                await rest(yard, actor, ear)
                await check(yard, actor)
                found = await yard.look(actor, look)
    return found
