"""The worker: registers, claims into its slots, runs what it got, and stops in two steps."""

import random
import secrets
from dataclasses import dataclass, field, replace

import anyio

from taskyard.client.api import Client
from taskyard.domain.claim import Claim
from taskyard.domain.error import (
    Conflict,
    Forbidden,
    LeaseLost,
    NotFound,
    SchemaMismatch,
    TaskyardError,
    Unauthenticated,
    Unavailable,
)
from taskyard.domain.profile import Shelf
from taskyard.domain.worker import Offer, WorkerStatus
from taskyard.process import become_subreaper
from taskyard.worker.deps import STEPS, Deps
from taskyard.worker.finish import persist
from taskyard.worker.mailbox import Mailbox
from taskyard.worker.profile import shelf
from taskyard.worker.reap import reap
from taskyard.worker.run import execute
from taskyard.worker.tidy import Tidy

__all__ = ["STEPS", "Deps", "Stop", "run_loop"]

_FINAL = (Unauthenticated, Forbidden, SchemaMismatch)  # a worker that may not work must say so and end


class Stop:
    """Two steps: the first `ask` drains, the second cancels what still runs."""

    def __init__(self) -> None:
        self.drain = anyio.Event()
        self.cancel = anyio.Event()

    def ask(self) -> None:
        if self.drain.is_set():
            self.cancel.set()
        self.drain.set()


async def run_loop(deps: Deps, stop: Stop) -> None:
    """Returns when everything has ended after `stop`. Raises Unauthenticated, Forbidden or SchemaMismatch."""
    become_subreaper()
    await anyio.Path(deps.data).mkdir(parents=True, exist_ok=True, mode=0o700)
    refused: TaskyardError | None = None
    await anyio.to_thread.run_sync(deps.logbook.open, deps.clock.now())
    async with deps.client_factory() as client:
        shift = _Shift(deps=deps, client=client, stop=stop)
        await shift.begin()
        if not shift.worker:
            return
        try:
            async with anyio.create_task_group() as background:
                background.start_soon(shift.beat)
                background.start_soon(shift.watch_stop)
                await shift.lanes()
                background.cancel_scope.cancel()
            refused = shift.refused
        finally:
            with anyio.move_on_after(5, shield=True):
                await shift.leave()
    if refused is not None:
        raise refused


@dataclass(kw_only=True)
class _Shift:
    """One time of being registered."""

    deps: Deps
    client: Client
    stop: Stop
    worker: str = ""
    held: dict[str, Mailbox] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)  # of the runs that are held
    name: str = ""  # as the server knows it
    note: str = ""
    profiles: Shelf = field(default_factory=Shelf)
    refused: TaskyardError | None = None
    changed: anyio.Event = field(default_factory=anyio.Event)
    tidy: Tidy = field(init=False)

    def __post_init__(self) -> None:
        self.tidy = Tidy(deps=self.deps, busy=self.tasks, again=self._changed)

    async def begin(self) -> None:
        """Cleans up and registers; with a server that stays away, a stop ends the waiting."""
        refused: TaskyardError | None = None
        async with anyio.create_task_group() as group:
            group.start_soon(self._cut, group.cancel_scope)
            try:
                await self._greet()
                await reap(self.deps, self.client)
                self.profiles = await shelf(self.deps.profiles, 0)
                await self.register()
            except TaskyardError as trouble:  # kept: a task group would wrap it
                refused = trouble
            group.cancel_scope.cancel()
        if refused is not None:
            raise refused

    async def _greet(self) -> None:
        """A server that does not answer is waited for; that it is must not be a riddle."""
        try:
            await self.client.http.status("/healthz")
        except Unavailable as trouble:
            url = self.client.http.url.rpartition("@")[2]
            self.deps.log.warning("server.unreachable", url=url, why=trouble.message)

    async def _cut(self, scope: anyio.CancelScope) -> None:
        await self.stop.drain.wait()
        scope.cancel()

    async def register(self) -> None:
        deps = self.deps
        made = await persist(
            lambda: self.client.register(
                deps.name,
                deps.slots,
                deps.offer,
                version=deps.version,
                host=deps.host,
                profiles=self.profiles,
            )
        )
        deps.log.info("worker.registered", worker=made.id, name=made.name)
        self.worker, self.name = made.id, made.name

    async def lanes(self) -> None:
        """As many lanes as slots, and one more that takes only "run now"."""
        async with anyio.create_task_group() as group:
            for _ in range(self.deps.slots):
                group.start_soon(self._lane, replace(self.deps.offer, override=False))
            group.start_soon(self._lane, replace(self.deps.offer, override=True))

    async def _lane(self, offer: Offer) -> None:
        while not self.stop.drain.is_set():
            try:
                claim = await self._claim(offer)
            except _FINAL as refused:
                self.refused = refused
                self.stop.drain.set()
                return
            if claim is None:
                continue
            mailbox = Mailbox(self._changed)
            self.held[claim.run.id] = mailbox
            self.tasks[claim.run.id] = claim.task.id
            self.tidy.begun(claim.task.id, claim.project.target)
            self.changed.set()
            await self._note()
            try:
                await self.tidy.settled()
                await execute(replace(self.deps, name=self.name), self.client, claim, mailbox)
            finally:
                del self.held[claim.run.id], self.tasks[claim.run.id]
                self.tidy.unseen = True
                self.changed.set()
            await self._note()

    async def _note(self, state: str = "") -> None:
        """For who looks at this machine's files."""
        words = (
            self.deps.clock.now(),
            self.deps.name,
            state or self.status().value,
            tuple(self.tasks.values()),
        )
        await anyio.to_thread.run_sync(self.deps.logbook.status, *words)

    async def _claim(self, offer: Offer) -> Claim | None:
        """One long poll; repeated under the same key while it is unknown whether the server gave us a run."""
        key, pause = secrets.token_hex(16), 0.2
        while not self.stop.drain.is_set():
            try:
                claim = await self._poll(offer, key)
            except _FINAL:
                raise
            except (Conflict, NotFound) as refused:
                self.deps.log.warning("claim.refused", why=refused.message)
                if not isinstance(refused, LeaseLost):  # the server no longer knows this worker
                    await self.register()
                return None
            except TaskyardError as trouble:
                self.note = trouble.message
                self.deps.log.warning("claim.failed", why=trouble.message)
                with anyio.move_on_after(pause * random.uniform(0.5, 1.0)):  # noqa: S311 - jitter, no secret
                    await self.stop.drain.wait()
                pause = min(pause * 2, 15.0)
            else:
                self.note = ""
                return claim
        return None

    async def _poll(self, offer: Offer, key: str) -> Claim | None:
        """A drain cuts the wait short; one last question under the same key finds what was given."""
        cut, began = anyio.CancelScope(), anyio.current_time()
        claim: Claim | None = None
        problem: TaskyardError | None = None
        async with anyio.create_task_group() as group:
            group.start_soon(self._cut, cut)
            with cut:
                try:
                    claim = await self.client.claim(self.worker, key, offer, wait=self.deps.wait)
                except TaskyardError as trouble:  # kept: a task group would wrap it
                    problem = trouble
            group.cancel_scope.cancel()
        if problem is not None:
            raise problem
        if cut.cancelled_caught:
            claim = await self.client.claim(self.worker, key, offer, wait=0)
        if claim is not None and self.stop.drain.is_set():
            await self.client.release(claim.run.id, claim.fence)
            return None
        if claim is None and anyio.current_time() - began < self.deps.wait * 0.9:
            self.changed.set()  # sooner than nothing to do would have been said: something else is asked
        return claim

    def _changed(self) -> None:
        """The next heartbeat is now: a question may be answered before the one after."""
        self.changed.set()

    def status(self) -> WorkerStatus:
        if self.stop.drain.is_set():
            return WorkerStatus.DRAINING
        if not self.held:
            return WorkerStatus.ERROR if self.note else WorkerStatus.IDLE
        waiting = all(box.waiting for box in self.held.values())
        return WorkerStatus.WAITING if waiting else WorkerStatus.BUSY

    async def beat(self) -> None:
        """Goes on to the very end, also while draining: silence would make the runs look lost."""
        fresh: Shelf | None = None  # found, and not yet told
        while True:
            self.changed = anyio.Event()
            await self._note()
            seen = await self.tidy.look()
            try:
                wish = await self.client.heartbeat(
                    self.worker, self.status(), tuple(self.held), self.note, profiles=fresh, survey=seen
                )
            except TaskyardError as trouble:
                self.deps.log.warning("heartbeat.failed", why=trouble.message)
                self.tidy.failed(seen)
            else:
                fresh = None
                await self.tidy.take(wish, seen.done if seen else ())
                if wish.drain:
                    self.stop.drain.set()
                if wish.profiles != self.profiles.round:
                    fresh = self.profiles = await shelf(self.deps.profiles, wish.profiles)
                    self.changed.set()
            await anyio.sleep(min(1.0, self.deps.beat))  # changes in quick succession make one heartbeat
            with anyio.move_on_after(self.deps.beat * random.uniform(0.8, 1.2)):  # noqa: S311 - jitter, no secret
                await self.changed.wait()

    async def watch_stop(self) -> None:
        await self.stop.drain.wait()
        self.changed.set()
        for mailbox in self.held.values():
            mailbox.leave()
        with anyio.move_on_after(self.deps.grace):
            await self.stop.cancel.wait()
        self.stop.cancel.set()
        for mailbox in self.held.values():
            mailbox.shut_down()

    async def leave(self) -> None:
        await self._note(WorkerStatus.OFFLINE.value)
        try:
            await self.client.deregister(self.worker)
        except TaskyardError as trouble:
            self.deps.log.warning("worker.not_deregistered", why=trouble.message)
