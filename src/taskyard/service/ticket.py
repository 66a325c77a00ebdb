"""Tickets: a browser cannot put a key into the header of a WebSocket, and a key in an address would be kept in logs.

A ticket is good once, for half a minute, on every server of the database; only its digest is kept.
"""

from datetime import timedelta

from taskyard.domain.account import Actor, Scope
from taskyard.domain.error import Forbidden, Unauthenticated
from taskyard.service import account
from taskyard.service.yard import SYSTEM, Deed, Yard
from taskyard.store import ticket as rows

LIFE = 30.0  # seconds
MARK = "tt_"
MOST = 10_000  # unused tickets at once; the oldest make room


async def give(yard: Yard, to: Actor) -> str:
    """Raises Forbidden for an agent inside its run: its token comes and goes with a lease."""
    if to.scope is Scope.RUN:
        raise Forbidden("a run's token opens its own connections")
    text = MARK + yard.entropy(32).hex()

    def keep(deed: Deed) -> None:
        rows.sweep(deed.tx, MOST - 1)
        rows.add(deed.tx, account.digest(text), to, deed.now + timedelta(seconds=LIFE))

    await yard.act(to, keep)
    return text


async def take(yard: Yard, text: str) -> Actor:
    """Who has asked for it. Raises Unauthenticated when it was used before, is too old, or is as good as nothing by
    now: its key was revoked, or its browser signed out."""

    def use(deed: Deed) -> Actor | None:
        found = rows.take(deed.tx, account.digest(text))
        return found if found is not None and account.still_holds(deed.tx, found) else None

    found = await yard.act(SYSTEM, use)
    if found is None:
        raise Unauthenticated("that ticket was used before, or is too old; ask for a new one")
    return found
