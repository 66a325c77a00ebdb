"""S-24: live sessions are ended at their time and not before, unasked, and their history stays. On both databases."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

import anyio
import httpx2
import pytest

from taskyard.bus.memory import MemoryBus
from taskyard.client.api import Client
from taskyard.domain.account import Scope
from taskyard.domain.error import Conflict
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.domain.session import SessionStatus
from taskyard.domain.task import TaskStatus
from taskyard.domain.worker import Offer
from taskyard.server.app import create_app
from taskyard.service import account, upkeep
from taskyard.service.yard import SYSTEM, Yard
from taskyard.store.db import Database
from taskyard.testing.clock import FakeClock

pytestmark = pytest.mark.anyio

MINUTE = 60
ANY = Offer(agents=("scripted",))
DONE = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, branch="b", head_commit="a" * 40)


@dataclass
class House:
    yard: Yard
    clock: FakeClock
    watch: upkeep.Watch
    admin: Client
    hand: Client  # with a worker's key
    worker: str = ""

    async def task(self):
        return await self.admin.add_task("demo", "a task", enqueue=True)

    async def claim(self, key):
        return await self.hand.claim(self.worker, key, ANY, wait=0)

    async def begin(self, key, session):
        """Claims the next run; its agent says which conversation it is."""
        claim = await self.claim(key)
        await self.hand.run_status(claim.run.id, claim.fence, RunStatus.PREPARING)
        await self.hand.run_status(claim.run.id, claim.fence, RunStatus.RUNNING, session=session)
        return claim

    async def work(self, claim, minutes):
        """The worker renews all the while, and the upkeep looks."""
        for _ in range(minutes):
            self.clock.advance(MINUTE)
            await self.hand.renew(claim.run.id, claim.fence)
            await upkeep.look(self.yard, self.watch)

    async def after(self, seconds):
        self.clock.advance(seconds)
        await upkeep.look(self.yard, self.watch)

    async def end(self, claim):
        await self.hand.complete(claim.run.id, claim.fence, DONE)

    async def live(self, session_id):
        (found,) = (await self.admin.sessions(session_id=session_id)).items
        return found

    async def kept(self, session_id):
        return (await self.live(session_id)).status is not SessionStatus.TERMINATED

    async def told(self):
        events = (await self.admin.http.get("/events", limit=200))["items"]
        return [one["kind"] for one in events if one["kind"].startswith("session.")]


@pytest.fixture
async def house(database_url, clock):
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(Database.open(database_url, clock, own_time=True))
        yard = Yard(db, MemoryBus(), clock)
        app = create_app(yard, allowed_hosts=["yard.test"], allowed_origins=[], upkeep=False)
        clients = []
        for scope in (Scope.ADMIN, Scope.WORKER):
            key = await yard.act(
                SYSTEM, lambda deed, scope=scope: account.add_key(deed, name="k", scope=scope)
            )
            client = Client("http://yard.test", key.secret, transport=httpx2.ASGITransport(app))
            clients.append(await stack.enter_async_context(client))
        made = House(yard, clock, upkeep.begin(yard), *clients)
        await made.admin.add_project("demo")
        made.worker = (await made.hand.register("anvil", 1, ANY)).id
        yield made


async def test_an_idle_session_is_kept_for_thirty_minutes_and_ended_a_second_later(house):
    await house.hand.create_session("s", house.worker)
    await house.after(30 * MINUTE)
    assert await house.kept("s")
    await house.after(1)
    ended = await house.live("s")
    assert (ended.status, ended.reason) == (SessionStatus.TERMINATED, "idle for more than 0:30:00")
    assert ended.terminated_at == house.clock.now()
    assert await house.told() == ["session.started", "session.terminated"]


async def test_a_session_between_runs_is_kept_for_an_hour_and_ended_a_second_later(house):
    made = await house.hand.create_session("s", house.worker)
    for _ in range(3):
        await house.after(20 * MINUTE)
        beaten = await house.hand.session_heartbeat(made.id)
        assert beaten.last_activity_at == house.clock.now()
    await house.after(0)
    assert await house.kept("s")
    await house.after(1)
    assert (await house.live("s")).reason == "older than 1:00:00"
    with pytest.raises(Conflict, match="older than"):
        await house.hand.session_heartbeat(made.id)


async def test_a_run_at_work_is_never_ended_by_age_and_its_session_ends_with_it(house):
    task = await house.task()
    claim = await house.begin("k1", "s")
    await house.work(claim, 61)
    session = await house.live("s")
    assert (session.status, session.task, session.run) == (SessionStatus.ACTIVE, task.id, claim.run.id)
    assert session.last_activity_at == house.clock.now()
    await house.end(claim)
    session = await house.live("s")
    assert (session.status, session.reason) == (SessionStatus.TERMINATED, "older than 1:00:00")
    assert (await house.admin.task(task.id)).status is TaskStatus.REVIEW


async def test_a_session_rests_between_runs_and_goes_on_with_the_next(house):
    task = await house.task()
    first = await house.begin("k1", "s")
    await house.work(first, 10)
    await house.end(first)
    resting = await house.live("s")
    assert (resting.status, resting.last_activity_at) == (SessionStatus.IDLE, house.clock.now())
    await house.after(29 * MINUTE)
    await house.admin.continue_task(task.id, "more")
    second = await house.begin("k2", "s")
    again = await house.live("s")
    assert (again.id, again.status, again.run) == (resting.id, SessionStatus.ACTIVE, second.run.id)
    assert again.started_at == resting.started_at
    assert await house.told() == ["session.started", "session.idle", "session.started"]


async def test_what_has_ended_is_resumed_all_the_same_and_its_time_begins_anew(house):
    task = await house.task()
    await house.end(await house.begin("k1", "s"))
    await house.after(31 * MINUTE)
    ended = await house.live("s")
    assert ended.status is SessionStatus.TERMINATED
    await house.admin.continue_task(task.id, "more")
    claim = await house.claim("k2")
    assert claim.run.session == "s"
    await house.hand.run_status(claim.run.id, claim.fence, RunStatus.PREPARING)
    await house.hand.run_status(claim.run.id, claim.fence, RunStatus.RUNNING, session="s")
    again = await house.live("s")
    assert (again.id, again.status, again.terminated_at) == (ended.id, SessionStatus.ACTIVE, None)
    assert (again.created_at, again.started_at) == (ended.created_at, house.clock.now())
    await house.end(claim)
    await house.after(30 * MINUTE)
    assert await house.kept("s")


async def test_a_lost_run_leaves_its_session_idle(house):
    await house.task()
    await house.begin("k1", "s")
    for _ in range(12):  # a server that looks all the time, so that it trusts what it sees
        await house.after(20)
    assert (await house.live("s")).status is SessionStatus.IDLE


async def test_history_remains_when_the_worker_has_signed_off(house):
    task = await house.task()
    await house.end(await house.begin("k1", "s"))
    await house.hand.deregister(house.worker)
    assert (await house.live("s")).status is SessionStatus.IDLE
    await house.after(30 * MINUTE + 1)
    session = await house.live("s")
    assert (session.status, session.worker, session.task) == (
        SessionStatus.TERMINATED, house.worker, task.id,
    )  # fmt: skip
    with pytest.raises(Conflict, match="signed off"):
        await house.hand.create_session("other", house.worker)


async def test_a_removed_task_leaves_its_session_without_one(house):
    task = await house.task()
    claim = await house.begin("k1", "s")
    await house.admin.cancel(task.id)
    await house.hand.fail(
        claim.run.id, claim.fence, Outcome(status=RunStatus.CANCELLED, reason=Reason.CANCELLED)
    )
    await house.admin.remove_task(task.id)
    assert (await house.live("s")).task is None
    await house.after(30 * MINUTE + 1)
    assert not await house.kept("s")


async def test_many_are_ended_in_steps_and_those_at_work_are_left_alone(house):
    await house.task()
    claim = await house.begin("k1", "busy")
    for number in range(120):
        await house.hand.create_session(f"s{number}", house.worker)
    await house.after(30 * MINUTE + 1)
    await house.hand.renew(claim.run.id, claim.fence)
    await house.after(0)
    found = (await house.admin.sessions(limit=200)).items
    left = [one.session_id for one in found if one.status is not SessionStatus.TERMINATED]
    assert left == ["busy"]


async def test_reporting_again_and_renewing_write_no_session(house):
    await house.task()
    claim = await house.begin("k1", "s")
    before = await house.live("s")
    house.clock.advance(20)
    await house.hand.run_status(claim.run.id, claim.fence, RunStatus.RUNNING, session="s")
    assert await house.live("s") == before
    await house.hand.renew(claim.run.id, claim.fence)
    assert (await house.live("s")).last_activity_at - before.last_activity_at == timedelta(seconds=20)
    assert await house.told() == ["session.started"]


async def test_of_many_who_make_the_same_session_at_once_one_does(house):
    made, refused = [], []

    async def one():
        try:
            made.append(await house.hand.create_session("s", house.worker))
        except Conflict as conflict:
            refused.append(conflict.detail["session"])

    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(one)
    assert [made[0].id] * 7 == refused
