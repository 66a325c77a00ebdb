"""What bots need of the rows: this very run, and who is on which task."""

from dataclasses import replace

import anyio
import pytest

from taskyard.domain.run import RunStatus
from taskyard.domain.task import Priority
from taskyard.domain.worker import Offer, Worker, WorkerStatus
from taskyard.store import queue, task, worker

pytestmark = pytest.mark.anyio


async def test_this_very_run_is_taken_once(database, build):
    first = await database.change(build.run)
    wanted = await database.change(lambda tx: build.run(tx, position="b"))
    taken = []

    async def take(key):
        found = await database.change(
            lambda tx: queue.take_this(tx, wanted.id, worker="w", claim_key=key, lease_seconds=90)
        )
        taken.append(found)

    async with anyio.create_task_group() as tasks:
        for number in range(10):
            tasks.start_soon(take, f"k{number}")
    (run,) = [one for one in taken if one is not None]
    assert (run.id, run.status, run.fence, run.worker) == (wanted.id, RunStatus.CLAIMED, 1, "w")
    (key,) = await database.read(lambda tx: queue.pools(tx, "default"))
    left = await database.change(
        lambda tx: queue.take(tx, pools=[key], worker="w", claim_key="other", lease_seconds=90)
    )
    assert left.id == first.id


async def test_a_held_back_run_is_not_taken_by_its_name_either(database, build):
    held = await database.change(lambda tx: build.run(tx, ready=False))
    found = await database.change(
        lambda tx: queue.take_this(tx, held.id, worker="w", claim_key="k", lease_seconds=90)
    )
    assert found is None


async def test_tasks_by_who_is_on_them_and_by_priority(database, build, clock):
    now = clock.now()

    def make(tx):
        idle, busy = build.task(tx), build.task(tx, priority=Priority.HIGH)
        run = build.run(tx, task=busy.id, project=busy.project)
        task.save(tx, replace(busy, run=run.id), busy.status)
        values = {"status": WorkerStatus.IDLE, "registered_at": now, "heartbeat_at": now, "offer": Offer()}
        worker.save(tx, Worker(id=build.id(), org="default", name="gordon", **values))
        return idle, busy, run, worker.by_name(tx, "default", "gordon")

    idle, busy, run, gordon = await database.change(make)

    async def found(**wanted):
        page, _ = await database.read(lambda tx: task.page(tx, "default", **wanted))
        return [one.id for one in page]

    assert await found(assigned="") == [idle.id, busy.id]
    await database.change(
        lambda tx: queue.take_this(tx, run.id, worker=gordon.id, claim_key="k", lease_seconds=90)
    )
    assert await found(assigned="") == [idle.id]
    assert await found(assigned="gordon") == [busy.id]
    assert await found(assigned="other") == []
    assert await found(priority=Priority.HIGH) == [busy.id]
