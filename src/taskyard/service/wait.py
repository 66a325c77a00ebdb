"""Waiting: for work (one claimer wakes for one ring) and for news (everyone who watches wakes)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from taskyard.bus.protocol import Ear, Topic
from taskyard.domain.account import Actor
from taskyard.domain.claim import Claim
from taskyard.domain.error import Unauthenticated
from taskyard.service import account
from taskyard.service import claim as claims
from taskyard.service.claim import Bid
from taskyard.service.yard import Yard

BACKSTOP = 5.0  # seconds: a lost ring costs no more than this
CHECK = 0.5  # seconds: so long does a held connection outlive its key


async def claim(yard: Yard, actor: Actor, bid: Bid) -> Claim | None:
    """The next fitting run, if there is one now."""
    secret = await yard.secret()
    return await yard.act(actor, lambda deed: claims.claim(deed, bid, secret))


async def later(yard: Yard, actor: Actor, bid: Bid, seconds: float) -> Claim | None:
    """The next fitting run, waiting at most `seconds`; less when something else is asked of the worker.

    A key that is revoked meanwhile gets nothing.
    """
    found: Claim | None = None
    hears = await yard.look(actor, lambda deed: claims.listener(deed, bid.offer))
    with anyio.move_on_after(seconds):
        async with (
            yard.bus.listen(Topic.WORK, actor.org, hears) as ear,
            yard.bus.listen(Topic.WISH, bid.worker) as wishes,
        ):
            while True:
                await check(yard, actor)
                found = await claim(yard, actor, bid)
                if found is not None or await _called(yard, actor, ear, wishes):
                    break
    return found


async def _called(yard: Yard, actor: Actor, ear: Ear, other: Ear) -> bool:
    """Rests by `ear`; whether `other` has rung meanwhile."""
    called = False
    refused: Unauthenticated | None = None
    async with anyio.create_task_group() as group:

        async def listen() -> None:
            nonlocal called
            await other.wait()
            called = True
            group.cancel_scope.cancel()

        group.start_soon(listen)
        try:
            await rest(yard, actor, ear)
        except Unauthenticated as problem:  # raised outside, or the group would wrap it
            refused = problem
        group.cancel_scope.cancel()
    if refused is not None:
        raise refused
    return called


async def rest(yard: Yard, actor: Actor, ear: Ear) -> None:
    """Until the bell, at most BACKSTOP. Raises Unauthenticated within CHECK when the key no longer holds."""
    for _ in range(round(BACKSTOP / CHECK)):
        with anyio.move_on_after(CHECK):
            await ear.wait()
            return
        await check(yard, actor)


async def check(yard: Yard, actor: Actor) -> None:
    """Raises Unauthenticated when a held connection's key no longer holds."""
    if not await yard.read(lambda tx: account.still_holds(tx, actor)):
        raise Unauthenticated("that key has been revoked, or has expired")


@asynccontextmanager
async def news(yard: Yard, *, org: str = "", run: str = "") -> AsyncIterator[Ear]:
    """Hears of an organisation's facts, or of one run's transcript."""
    topic, key = (Topic.ENTRIES, run) if run else (Topic.FACTS, org)
    async with yard.bus.listen(topic, key) as ear:
        yield ear
