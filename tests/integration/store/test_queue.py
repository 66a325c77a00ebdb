"""Handing out work: once, in order, under a fence that no stale holder gets past."""

from datetime import timedelta

import anyio
import pytest

from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.store import queue, run, task

pytestmark = pytest.mark.anyio
ORG = "default"
POOL = f"{ORG}/p/a/none//work/queue"
DONE = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, entries=0)


def take(tx, key="k", pools=(POOL,), worker="w", lease=90):
    return queue.take(tx, pools=list(pools), worker=worker, claim_key=key, lease_seconds=lease)


async def test_a_claim_marks_the_run(database, build, clock):
    await database.change(build.run)
    got = await database.change(take)
    assert (got.status, got.fence, got.worker) == (RunStatus.CLAIMED, 1, "w")
    assert got.claimed_at == clock.now()
    assert got.lease_until == clock.now() + timedelta(seconds=90)
    assert await database.change(lambda tx: take(tx, "other")) is None


async def test_a_key_takes_one_run_and_finds_it_again(database, build):
    await database.change(lambda tx: [build.run(tx) for _ in range(3)])
    first = await database.change(take)
    assert await database.change(take) is None
    assert await database.read(lambda tx: queue.by_claim_key(tx, "k")) == first
    assert await database.read(lambda tx: queue.depth(tx, ORG)["ready"]) == 2


async def test_one_key_at_the_same_moment_takes_one_run(database, build):
    await database.change(lambda tx: [build.run(tx) for _ in range(8)])
    got = []

    async def one():
        got.append(await database.change(take))

    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(one)
    assert len([run for run in got if run is not None]) == 1
    assert await database.read(lambda tx: queue.depth(tx, ORG)["ready"]) == 7


async def test_order_is_priority_position_age_id(database, build, clock):
    def fill(tx):
        late = clock.now() + timedelta(seconds=1)
        made = [
            build.run(tx, rank=2, position="b"),
            build.run(tx, rank=2, position="a", queued_at=late),
            build.run(tx, rank=2, position="a"),
            build.run(tx, rank=2, position="a"),
            build.run(tx, rank=0, position="z"),
            build.run(tx, rank=2, position="Z"),  # bytes, not letters: before a
        ]
        return [made[place].id for place in (4, 5, 2, 3, 1, 0)]

    wanted = await database.change(fill)
    assert [(await database.change(lambda tx, n=n: take(tx, f"k{n}"))).id for n in range(6)] == wanted


async def test_the_best_head_of_several_pools(database, build):
    def fill(tx):
        made = {
            "a": build.run(tx, pool=f"{ORG}/a", rank=2, position="b"),
            "b": build.run(tx, pool=f"{ORG}/b", rank=1, position="c"),
            "c": build.run(tx, pool=f"{ORG}/c", rank=2, position="a"),
            "other": build.run(tx, pool="other/d", rank=0),
        }
        return {one.id: name for name, one in made.items()}

    names = await database.change(fill)
    pools = [f"{ORG}/{name}" for name in "abcxyz"]
    got = [names[(await database.change(lambda tx, n=n: take(tx, f"k{n}", pools))).id] for n in range(3)]
    assert got == ["b", "c", "a"]
    assert await database.change(lambda tx: take(tx, "last", pools)) is None


async def test_more_pools_than_fit_one_statement(database, build):
    await database.change(lambda tx: build.run(tx, pool=f"{ORG}/119"))
    assert await database.change(lambda tx: take(tx, pools=[f"{ORG}/{n:03}" for n in range(120)]))


async def test_pools_are_those_with_something_to_take(database, build):
    def fill(tx):
        for name in ("b", "a", "b"):
            build.run(tx, pool=f"{ORG}/{name}")
        build.run(tx, pool=f"{ORG}/c", ready=False)
        build.run(tx, pool=f"{ORG}x/d")

    await database.change(fill)
    assert await database.read(lambda tx: queue.pools(tx, ORG)) == [f"{ORG}/a", f"{ORG}/b"]


async def test_no_run_is_taken_twice_and_none_is_left(database, build):
    many, hands = 64, 8
    await database.change(lambda tx: [build.run(tx) for _ in range(many)])
    got = {hand: [] for hand in range(hands)}

    async def hand(number):
        while True:
            key = f"{number}-{len(got[number])}"
            found = await database.change(lambda tx, key=key: take(tx, key, worker=f"w{number}"))
            if found is None:
                return
            got[number].append(found.id)

    async with anyio.create_task_group() as group:
        for number in range(hands):
            group.start_soon(hand, number)
    every = [one for taken in got.values() for one in taken]
    assert len(every) == len(set(every)) == many


async def test_a_held_back_run_is_not_taken_until_it_may(database, build):
    made = await database.change(lambda tx: build.run(tx, ready=False))
    assert await database.change(take) is None
    assert await database.read(lambda tx: queue.depth(tx, ORG)["held_back"]) == 1
    assert await database.change(lambda tx: queue.set_ready(tx, made.id, True))
    assert (await database.change(take)).id == made.id
    assert not await database.change(lambda tx: queue.set_ready(tx, made.id, False))


async def test_reorder_moves_only_what_still_waits(database, build):
    first, second = await database.change(lambda tx: (build.run(tx), build.run(tx)))
    assert await database.change(lambda tx: queue.reorder(tx, second.id, 1, "a"))
    assert (await database.change(take)).id == second.id
    assert not await database.change(lambda tx: queue.reorder(tx, second.id, 3, "z"))
    assert await database.change(lambda tx: queue.reorder(tx, first.id, 3, "z"))


async def test_renew_only_under_the_fence(database, build, clock):
    got = await database.change(lambda tx: (build.run(tx), take(tx))[1])
    clock.advance(30)
    wanted = clock.now() + timedelta(seconds=90)
    assert await database.change(lambda tx: queue.renew(tx, got.id, got.fence, 90)) == wanted
    assert await database.change(lambda tx: queue.renew(tx, got.id, got.fence + 1, 90)) is None
    assert await database.change(lambda tx: queue.renew(tx, got.id, got.fence - 1, 90)) is None
    await database.change(lambda tx: run.save_outcome(tx, got.id, got.fence, DONE, tx.now))
    assert await database.change(lambda tx: queue.renew(tx, got.id, got.fence, 90)) is None


async def test_expire_takes_only_the_late_and_only_once(database, build, clock):
    def fill(tx):
        build.run(tx), build.run(tx)
        return take(tx, "late", lease=10), take(tx, "fine", lease=60)

    late, fine = await database.change(fill)
    clock.advance(10)
    assert await database.change(lambda tx: queue.expire(tx, 10)) == []
    clock.advance(1)
    assert await database.change(lambda tx: queue.expire(tx, 10)) == [late]  # as it was
    assert await database.change(lambda tx: queue.expire(tx, 10)) == []
    seen = await database.read(lambda tx: [run.get(tx, ORG, one.id) for one in (late, fine)])
    assert [one.status for one in seen] == [RunStatus.LOST, RunStatus.CLAIMED]
    assert (seen[0].reason, seen[0].ended_at, seen[0].lease_until) == (Reason.WORKER_LOST, clock.now(), None)


async def test_expire_in_batches(database, build, clock):
    await database.change(lambda tx: [(build.run(tx), take(tx, f"k{n}")) for n in range(5)])
    clock.advance(91)
    assert [len(await database.change(lambda tx: queue.expire(tx, 2))) for _ in range(4)] == [2, 2, 1, 0]


async def test_two_sweeps_at_once_lose_each_run_once(database, build, clock):
    await database.change(lambda tx: [(build.run(tx), take(tx, f"k{n}")) for n in range(20)])
    clock.advance(91)
    lost = []

    async def sweep():
        lost.extend(one.id for one in await database.change(lambda tx: queue.expire(tx, 100)))

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(sweep)
    assert len(lost) == len(set(lost)) == 20


async def test_a_stale_fence_changes_nothing(database, build):
    got = await database.change(lambda tx: (build.run(tx), take(tx))[1])
    assert await database.change(lambda tx: queue.release(tx, got.id, got.fence))
    again = await database.change(lambda tx: take(tx, "k2", worker="w2"))
    assert (again.id, again.fence) == (got.id, got.fence + 1)
    before = await database.read(lambda tx: run.get(tx, ORG, got.id))

    def stale(tx):
        return (
            queue.renew(tx, got.id, got.fence, 900),
            queue.release(tx, got.id, got.fence),
            run.set_status(tx, got.id, got.fence, RunStatus.RUNNING),
            run.save_outcome(tx, got.id, got.fence, DONE, tx.now),
        )

    assert await database.change(stale) == (None, False, False, False)
    assert await database.read(lambda tx: run.get(tx, ORG, got.id)) == before


async def test_release_gives_the_place_in_the_queue_back(database, build):
    got = await database.change(lambda tx: (build.run(tx), build.run(tx), take(tx))[2])
    assert await database.change(lambda tx: queue.release(tx, got.id, 1))
    back = await database.read(lambda tx: run.get(tx, ORG, got.id))
    assert (back.status, back.worker, back.lease_until, back.claimed_at) == (
        RunStatus.QUEUED,
        None,
        None,
        None,
    )
    assert (await database.change(lambda tx: take(tx, "k2"))).id == got.id
    assert await database.change(lambda tx: run.set_status(tx, got.id, 2, RunStatus.RUNNING))
    assert not await database.change(lambda tx: queue.release(tx, got.id, 2))  # the agent has begun


async def test_cancel_and_claim_cannot_both_win(database, build):
    made = await database.change(lambda tx: [build.run(tx) for _ in range(16)])
    cancelled, claimed = [], []

    async def cancel(one):
        if await database.change(lambda tx: run.cancel_queued(tx, one.id)):
            cancelled.append(one.id)

    async def claim(number):
        got = await database.change(lambda tx: take(tx, f"k{number}"))
        if got is not None:
            claimed.append(got.id)

    async with anyio.create_task_group() as group:
        for number, one in enumerate(made):
            group.start_soon(cancel, one)
            group.start_soon(claim, number)
    assert not set(cancelled) & set(claimed)
    statuses = await database.read(lambda tx: [run.get(tx, ORG, one.id).status for one in made])
    assert statuses.count(RunStatus.CANCELLED) == len(cancelled)
    assert statuses.count(RunStatus.CLAIMED) == len(claimed)


async def test_what_is_due_is_found_unless_it_waits_for_more(database, build, clock):
    def fill(tx):
        soon = clock.now() + timedelta(seconds=60)
        other = build.task(tx)
        late = build.task(tx, project=other.project, not_before=soon)
        waits = build.task(tx, project=other.project, not_before=soon, depends_on=(other.id,))
        for one in (late, waits):
            build.run(tx, task=one.id, project=one.project, ready=False)
        return other, late, waits

    def due(tx):
        return {run.task for run in queue.due(tx, tx.now)}

    other, late, waits = await database.change(fill)
    assert await database.read(due) == set()
    clock.advance(60)
    assert await database.read(due) == {late.id}
    done = build_done(other)
    assert await database.change(lambda tx: task.save(tx, done, TaskStatus.BACKLOG))
    assert await database.read(due) == {late.id, waits.id}


def build_done(one):
    return type(one)(**{**vars(one), "status": TaskStatus.DONE})


async def test_depth_and_running(database, build):
    def fill(tx):
        shared = build.project(tx)
        for rank in (0, 2, 2):
            build.run(tx, project=shared.id, rank=rank)
        build.run(tx, project=shared.id, ready=False)
        take(tx)
        return shared.id

    shared = await database.change(fill)
    depth = await database.read(lambda tx: queue.depth(tx, ORG))
    assert depth == {"queued": 3, "ready": 2, "held_back": 1, "priority_2": 3, "claimed": 1}
    assert await database.read(lambda tx: queue.running_by_project(tx, ORG)) == {shared: 1}
    assert await database.read(lambda tx: queue.depth(tx, "other")) == {}
