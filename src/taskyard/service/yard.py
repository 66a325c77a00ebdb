"""The yard: runs a piece of work in one transaction with its facts, and rings the bell after the commit."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import anyio

from taskyard.bus.protocol import Bell, Bus, Topic
from taskyard.clock import Clock
from taskyard.domain import id as ids
from taskyard.domain.account import DEFAULT_ORG, Actor, Scope
from taskyard.domain.event import Draft
from taskyard.domain.session import KeepAlive
from taskyard.store import event, secret, task
from taskyard.store.db import Database, Tx

T = TypeVar("T")

# What a run at work wants to hear of at once.
_NEWS = frozenset({"run.cancel_requested", "run.ended", "message.posted", "message.answered"})

# After these, a key that is remembered may be good no more.
_KEYS_END = frozenset({"key.revoked", "key.rotated"})

SYSTEM = Actor(org=DEFAULT_ORG, name="system", scope=Scope.ADMIN)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the yard grants to those who work in it."""

    lease_seconds: float = 90.0
    renew_seconds: float = 20.0
    max_running: int = 0  # runs at once in the whole organisation; 0: no limit
    keep: KeepAlive = field(default_factory=KeepAlive)  # live sessions between runs

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_seconds)


@dataclass(frozen=True)
class Deed:
    """One act of one actor inside one transaction: what every service function takes first."""

    tx: Tx
    actor: Actor
    terms: Terms
    entropy: Callable[[int], bytes]

    @property
    def org(self) -> str:
        return self.actor.org

    @property
    def now(self) -> datetime:
        return self.tx.now

    def id(self) -> str:
        return ids.make(int(self.now.timestamp() * 1000), self.entropy(10))

    def ring(self, pool: str, times: int = 1) -> None:
        """There is work in the pool: each ring wakes one who waits for it, after the commit."""
        for _ in range(times):
            self.tx.ring(self.org, pool)

    def tell(self, kind: str, **about: Any) -> None:
        """Notes a fact; it is numbered and stored with the change that causes it.

        One about a task carries the task's number, which is how people and pages find it.
        """
        number = None if about.get("task") is None else task.number_of(self.tx, about["task"])
        if number is not None:
            about["body"] = {**about.get("body", {}), "number": number}
        self.tx.tell(Draft(org=self.org, kind=kind, actor=self.actor.name, **about))


class Yard:
    def __init__(
        self,
        db: Database,
        bus: Bus,
        clock: Clock,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
        terms: Terms | None = None,
    ) -> None:
        self.db = db
        self.bus = bus
        self.clock = clock
        self.entropy = entropy
        self.terms = terms or Terms()
        self.revoked = 0  # keys revoked through this yard: whoever remembers a key looks here first
        self._secret: bytes | None = None

    async def change(self, work: Callable[[Tx], T]) -> T:
        """Commits what `work` did together with its facts, then rings."""

        def noted(tx: Tx) -> tuple[T, list[Bell], int]:
            result = work(tx)
            return result, _bells(tx), sum(fact.kind in _KEYS_END for fact in tx.facts)

        # Once the work is handed over it may commit; a caller that goes away must not cost the ring.
        with anyio.CancelScope(shield=True):
            result, bells, revoked = await self.db.change(noted)
            self.revoked += revoked
            if bells:
                await self.bus.ring(bells)
        return result

    async def act(self, actor: Actor, work: Callable[[Deed], T]) -> T:
        return await self.change(lambda tx: work(Deed(tx, actor, self.terms, self.entropy)))

    async def read(self, work: Callable[[Tx], T]) -> T:
        return await self.db.read(work)

    async def look(self, actor: Actor, work: Callable[[Deed], T]) -> T:
        """Like `act`, on a connection that cannot write."""
        return await self.db.read(lambda tx: work(Deed(tx, actor, self.terms, self.entropy)))

    async def ready(self) -> None:
        """Raises SchemaMismatch or Unavailable when requests could not be served now."""
        await self.db.read(lambda tx: event.last(tx, DEFAULT_ORG))

    async def ring_entries(self, run: str) -> None:
        """The transcript is too fast for facts; whoever follows this run looks at its rows."""
        await self.bus.ring([Bell(topic=Topic.ENTRIES, key=run)])

    async def secret(self) -> bytes:
        """Signs run tokens. Made once, kept in the database, the same for every server."""
        if self._secret is None:
            self._secret = await self.db.change(secret.server_secret)
        return self._secret


def _bells(tx: Tx) -> list[Bell]:
    """One ring for those who watch, one for a run that has news; one for each piece of work, since each wakes one."""
    bells = list({Bell(topic=Topic.FACTS, key=fact.org): None for fact in tx.facts})
    bells += [Bell(topic=Topic.WORK, key=org, hint=pool) for org, pool in tx.rings]
    for fact in tx.facts:
        if fact.run is not None and fact.kind in _NEWS:
            bells.append(Bell(topic=Topic.ORDERS, key=fact.run))
        if fact.kind == "run.ended" and fact.run is not None:
            bells.append(Bell(topic=Topic.ENTRIES, key=fact.run))
        if fact.kind == "workspace.asked" and fact.worker is not None:
            bells.append(Bell(topic=Topic.WISH, key=fact.worker))
    return bells
