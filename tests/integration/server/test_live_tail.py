"""The tail that live lines share: exactly what the table has after a cursor, bounded, and read once for all."""

import random
import re
from dataclasses import replace

import anyio
import pytest

from taskyard.domain.error import Unavailable
from taskyard.domain.limit import PAGE
from taskyard.server.once import Once
from taskyard.server.tail import PIECE, Tail
from taskyard.service import event as events
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio
NONE = {"project": None, "task": None, "run": None}
MANY = 50
LONG = 30.0  # seconds; a bound, never a wait
ID = re.compile(r"^id: (\d+)$", re.MULTILINE)


@pytest.fixture
def yard(server):
    return server.yard


async def tell(yard, many=1, *, actor=SYSTEM, body=None, **about):
    def work(deed):
        for _ in range(many):
            deed.tell("task.changed", body=body or {}, **about)

    await yard.act(actor, work)


async def numbers(yard, after=0, **filters):
    """What the table has."""
    found = [after]

    def page(deed):
        return events.after(deed, found[-1], PAGE, **filters)

    while more := await yard.look(SYSTEM, page):
        found += [fact.seq for fact in more]
    return found[1:]


async def test_what_is_held_is_bounded_in_facts_and_in_bytes(server, yard):
    tail = Tail(yard, "default", held=40, held_bytes=50_000)
    await tail.refresh()
    await tell(yard, 3 * PAGE)
    await tail.refresh()
    assert len(tail) == 40
    await tell(yard, 20, body={"text": "x" * 5000})
    await tail.refresh()
    assert len(tail) < 10
    assert tail.size <= 50_000
    assert await told(tail, 0) == await numbers(yard)


async def test_who_asks_from_the_same_place_later_gets_what_came_meanwhile(yard):
    tail = Tail(yard, "default")
    await tell(yard, 2)
    for _ in range(3):
        await tail.refresh()
        assert await told(tail, 0) == await numbers(yard)
        await tell(yard, 2)


async def test_a_single_fact_beyond_the_bound_is_told_all_the_same(server, yard):
    tail = Tail(yard, "default", held_bytes=1000)
    await tail.refresh()
    await tell(yard, body={"text": "x" * 2 * PIECE})
    await tail.refresh()
    assert len(tail) == 0
    assert await told(tail, 0) == await numbers(yard)


async def told(tail, seen, filters=NONE):
    """Everything that is known, piece by piece."""
    got, more = [], True
    while more:
        piece = await tail.after(seen, filters)
        assert piece.seen >= seen
        assert len(piece.text) <= PIECE + 3 * PIECE
        seen, more = piece.seen, piece.more
        got += [int(one) for one in ID.findall(piece.text.decode())]
    return got


@pytest.mark.parametrize("seed", range(6))
async def test_every_follower_has_exactly_the_facts_after_its_cursor(server, yard, seed):
    """Random writers of two organisations, followers that dawdle, fall out of what is held, filter, leave and come back."""
    dice = random.Random(seed)
    tail = Tail(yard, "default", held=dice.choice((1, 7, 60)), held_bytes=dice.choice((2000, 100_000)))
    other = replace(SYSTEM, org="other")
    writing, got = True, {}

    async def pause():
        for _ in range(dice.choice((0, 1, 3, 40))):
            await anyio.lowlevel.checkpoint()

    async def write():
        nonlocal writing
        for _ in range(25):
            actor = dice.choice((SYSTEM, SYSTEM, other))
            size = dice.choice((0, 10, 3000))
            many = dice.choice((1, 2, 9, 250))
            await tell(yard, many, actor=actor, body={"x": "x" * size}, task=dice.choice("ab"))
            await pause()
        writing = False

    async def follow(name, start, filters):
        seen, last = start, False
        while not last:
            last = not writing
            await tail.refresh()
            more = True
            while more:
                piece = await tail.after(seen, filters)
                found = [int(one) for one in ID.findall(piece.text.decode())]
                if dice.random() < 0.1:  # cut off before it had this
                    await pause()
                    seen = got[name][-1] if got[name] else start
                    continue
                got[name] += found
                seen, more = piece.seen, piece.more
                await pause()

    crowd = [
        (nth, dice.choice((0, 3, 50)), dice.choice((NONE, NONE, NONE | {"task": "a"}))) for nth in range(8)
    ]
    with anyio.fail_after(LONG):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(write)
            for name, start, filters in crowd:
                got[name] = []
                tasks.start_soon(follow, name, start, filters)
    for name, start, filters in crowd:
        assert got[name] == await numbers(yard, start, **filters), (name, start, filters)


async def test_one_reading_serves_who_asked_before_it_and_not_who_asks_during_it():
    once, gate, begun, back = Once(), anyio.Event(), [], []

    async def read():
        begun.append(len(begun))
        await gate.wait()

    async def ask():
        await once.do(read)
        back.append(len(begun))

    with anyio.fail_after(LONG):
        async with anyio.create_task_group() as tasks:
            for _ in range(MANY):
                tasks.start_soon(ask)
            while not begun:
                await anyio.lowlevel.checkpoint()
            tasks.start_soon(ask)
            await anyio.wait_all_tasks_blocked()
            gate.set()
    assert begun == [0, 1]
    assert max(back) == 2


async def test_a_reading_that_is_given_up_or_fails_is_done_by_the_next():
    once, gate, turns, back = Once(), anyio.Event(), [], []

    async def read():
        turns.append(None)
        if len(turns) == 1:
            await gate.wait()
        if len(turns) == 2:
            raise Unavailable("away for a moment")

    async def ask(scope):
        with scope:
            try:
                await once.do(read)
                back.append("read")
            except Unavailable:
                back.append("failed")

    with anyio.fail_after(LONG):
        async with anyio.create_task_group() as tasks:
            leader = anyio.CancelScope()
            tasks.start_soon(ask, leader)
            await anyio.wait_all_tasks_blocked()
            for _ in range(3):
                tasks.start_soon(ask, anyio.CancelScope())
            await anyio.wait_all_tasks_blocked()
            leader.cancel()
    assert sorted(back) == ["failed", "read", "read"]
    assert len(turns) == 3
