"""Transcripts: each entry once, in order, under the fence, with totals that show a loss."""

import anyio
import pytest

from taskyard.domain.entry import Entry, EntryKind, checksum, encode
from taskyard.domain.error import Gap, LeaseLost
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.store import entry, queue, run

pytestmark = pytest.mark.anyio
ORG = "default"


def some(clock, first, last, text="héllo \0 \ud800"):
    return tuple(
        Entry(seq=seq, kind=EntryKind.TEXT, at=clock.now(), body={"text": f"{text}{seq}"})
        for seq in range(first, last + 1)
    )


@pytest.fixture
async def held(database, build):
    def work(tx):
        build.run(tx)
        return queue.take(
            tx, pools=[f"{ORG}/p/a/none//work/queue"], worker="w", claim_key="k", lease_seconds=90
        )

    return await database.change(work)


async def send(database, held, entries, fence=None):
    fence = held.fence if fence is None else fence
    return await database.change(lambda tx: entry.append(tx, held.id, fence, entries[0].seq, entries))


async def test_stored_in_order_with_totals(database, held, clock):
    every = some(clock, 1, 5)
    assert await send(database, held, every[:2]) == 3
    assert await send(database, held, every[2:]) == 6
    assert await database.read(lambda tx: entry.window(tx, held.id, 0, 100)) == list(every)
    assert await database.read(lambda tx: entry.window(tx, held.id, 1, 2)) == list(every[1:3])
    size = sum(len(encode(one.body).encode("utf-8", "surrogatepass")) for one in every)
    assert await database.read(lambda tx: entry.totals(tx, held.id)) == (5, size, checksum(every))


async def test_what_is_there_already_is_passed_over(database, held, clock):
    every = some(clock, 1, 5)
    await send(database, held, every[:3])
    other = some(clock, 1, 5, "changed")
    assert await send(database, held, every[:3]) == 4
    assert await send(database, held, other[:2]) == 4
    assert await send(database, held, every[1:]) == 6
    assert await database.read(lambda tx: entry.window(tx, held.id, 0, 100)) == list(every)
    assert (await database.read(lambda tx: entry.totals(tx, held.id)))[2] == checksum(every)


async def test_a_gap_says_what_comes_next(database, held, clock):
    await send(database, held, some(clock, 1, 2))
    with pytest.raises(Gap) as gap:
        await send(database, held, some(clock, 4, 5))
    assert gap.value.detail["expected"] == 3
    holed = (*some(clock, 3, 3), *some(clock, 5, 5))
    with pytest.raises(Gap):
        await send(database, held, holed)
    assert (await database.read(lambda tx: entry.totals(tx, held.id)))[0] == 2


async def test_one_batch_sent_by_many_at_once_is_stored_once(database, held, clock):
    """A retry may overtake the answer of the first: none of them may be told that its lease is lost."""
    every, answers = some(clock, 1, 20), []

    async def one():
        answers.append(await send(database, held, every))

    async with anyio.create_task_group() as group:
        for _ in range(6):
            group.start_soon(one)
    assert answers == [21] * 6
    assert await database.read(lambda tx: entry.window(tx, held.id, 0, 100)) == list(every)


async def test_a_stale_fence_or_an_unknown_run_is_refused(database, held, clock):
    for fence in (held.fence - 1, held.fence + 1):
        with pytest.raises(LeaseLost):
            await send(database, held, some(clock, 1, 1), fence)
    with pytest.raises(LeaseLost):
        await database.change(lambda tx: entry.append(tx, "nothing", 1, 1, some(clock, 1, 1)))


async def test_a_lost_run_takes_nothing_more(database, held, clock):
    clock.advance(91)
    await database.change(lambda tx: queue.expire(tx, 10))
    with pytest.raises(LeaseLost):
        await send(database, held, some(clock, 1, 1))


async def test_a_gap_at_the_end_may_be_filled_afterwards(database, held, clock):
    await send(database, held, some(clock, 1, 2))
    done = Outcome(status=RunStatus.SUCCEEDED, reason=Reason.COMPLETED, entries=4)
    assert await database.change(lambda tx: run.save_outcome(tx, held.id, held.fence, done, tx.now))
    seen = [await database.read(lambda tx: run.get(tx, ORG, held.id).incomplete)]
    assert await send(database, held, some(clock, 3, 4)) == 5
    seen.append(await database.read(lambda tx: run.get(tx, ORG, held.id).incomplete))
    assert seen == [True, False]
    with pytest.raises(LeaseLost):
        await send(database, held, some(clock, 5, 5))
