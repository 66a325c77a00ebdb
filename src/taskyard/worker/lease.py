"""Keeps a run's lease from a thread of its own, with its own event loop, which the job cannot starve."""

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVarTuple, Unpack

import anyio

from taskyard.client.api import Client
from taskyard.domain.claim import Claim, Orders
from taskyard.domain.error import (
    Conflict,
    Forbidden,
    LeaseLost,
    NotFound,
    TaskyardError,
    Unauthenticated,
)
from taskyard.process import kill_marked
from taskyard.worker.deps import Deps
from taskyard.worker.mailbox import Mailbox

SAFE_PART = 2 / 3  # of the lease: without a renewal for this long, the run is no longer ours
_FINAL = (Conflict, NotFound, Unauthenticated, Forbidden)  # no repetition will make these right


Words = TypeVarTuple("Words")


class Lease:
    def __init__(self, deps: Deps, claim: Claim, mailbox: Mailbox) -> None:
        self._deps = deps
        self._run, self._fence = claim.run.id, claim.fence
        self._seconds, self._renew = claim.lease_seconds, claim.renew_seconds
        self._mailbox = mailbox
        self._loop = asyncio.get_running_loop()
        self._lost = threading.Event()
        self._own: asyncio.AbstractEventLoop | None = None  # the thread's
        self._done = asyncio.Event()  # belongs to the thread's loop: binds to it when it is first waited on
        self._since = deps.clock.monotonic()  # when the last request that succeeded was sent
        self.first = anyio.Event()
        self.ended = anyio.Event()

    @property
    def held(self) -> bool:
        """By our own clock and without asking: false at once when a paused process wakes too late."""
        late = self._deps.clock.monotonic() - self._since >= self._seconds * SAFE_PART
        return not self._lost.is_set() and not late

    async def confirm(self, client: Client) -> None:
        """Raises LeaseLost unless the server says, now, that the run is still ours."""
        if not self.held:
            raise LeaseLost("the lease ran out while nobody could renew it")
        self._mailbox.take(await client.renew(self._run, self._fence))
        if not self.held:
            raise LeaseLost("the lease ran out while it was being confirmed")

    def _keep(self) -> None:
        """The thread's body; ends with a ring of the main loop's bell, however it ends."""
        try:
            anyio.run(self._until_done)
        finally:
            self._tell(self._loop, self.ended.set)

    async def _until_done(self) -> None:
        self._own = asyncio.get_running_loop()
        if self._lost.is_set():
            return
        async with anyio.create_task_group() as group:
            group.start_soon(self._renew_for_ever)
            await self._done.wait()
            group.cancel_scope.cancel()

    async def _renew_for_ever(self) -> None:
        async with self._deps.client_factory() as client:
            while self.held:
                pause = await self._renew_once(client) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, no secret
                left = self._seconds * SAFE_PART - (self._deps.clock.monotonic() - self._since)
                await anyio.sleep(max(0.0, min(pause, left)))
        if not self._lost.is_set():
            await self._lose("no renewal of the lease succeeded in time")
        self._done.set()

    async def _renew_once(self, client: Client) -> float:
        sent = self._deps.clock.monotonic()
        try:
            orders = await client.renew(self._run, self._fence, timeout=max(1.0, self._seconds / 6))
        except _FINAL as refused:
            await self._lose(refused.message)
            return 0.0
        except TaskyardError as trouble:
            self._deps.log.warning("lease.not_renewed", run=self._run, why=trouble.message)
            return min(2.0, self._seconds / 12)
        self._since = sent
        self._seconds, self._renew = orders.lease_seconds, orders.renew_seconds
        self._tell(self._loop, self._take, orders)
        return self._renew

    def _take(self, orders: Orders) -> None:
        self._mailbox.take(orders)
        self.first.set()

    async def _lose(self, why: str) -> None:
        """Tells the run, and ends its processes from here: the main loop may be the one that is stuck."""
        self._lost.set()
        self._tell(self._loop, self._mailbox.lose, why)
        await end_processes(self._run)

    def _tell(
        self, loop: asyncio.AbstractEventLoop, call: Callable[[Unpack[Words]], object], *words: *Words
    ) -> None:
        with suppress(RuntimeError):  # that loop has closed: nobody is left to be told
            loop.call_soon_threadsafe(call, *words)

    def start(self) -> None:
        threading.Thread(target=self._keep, name=f"lease-{self._run}", daemon=True).start()

    def let_go(self) -> None:
        """No more renewals; whatever the server does with the run is its own affair from here."""
        self._lost.set()
        if self._own is not None:
            self._tell(self._own, self._done.set)


async def end_processes(run: str) -> int:
    """Everything that carries the run's marks: the agent's side and the checks'. How many were killed."""
    return sum([await kill_marked(mark) for mark in (run, check_mark(run))])


def check_mark(run: str) -> str:
    """Checks carry a mark of their own: the end of a check must not end the agent that waits for it."""
    return f"{run}-check"


@asynccontextmanager
async def keep(deps: Deps, claim: Claim, mailbox: Mailbox) -> AsyncIterator[Lease]:
    """Returns after the first renewal. Raises LeaseLost when it never comes: nothing starts without it."""
    lease = Lease(deps, claim, mailbox)
    lease.start()
    try:
        async with anyio.create_task_group() as group:

            async def until(event: anyio.Event) -> None:
                await event.wait()
                group.cancel_scope.cancel()

            group.start_soon(until, lease.first)
            group.start_soon(until, lease.ended)
        if mailbox.lost or not lease.held:
            raise LeaseLost(mailbox.lost or "the lease was never renewed")
        yield lease
    finally:
        lease.let_go()
        with anyio.CancelScope(shield=True):
            await lease.ended.wait()
