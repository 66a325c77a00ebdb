"""What holds a thousand live lines, by counts: shared looks, bounded memory, no gap, nothing left behind."""

import asyncio
import gc
import json
import random
import re
import weakref
from dataclasses import replace

import anyio
import httpx2
import pytest
from starlette.requests import Request

from taskyard.domain.error import Unavailable
from taskyard.domain.limit import PAGE
from taskyard.server.app import create_app
from taskyard.server.auth import Call
from taskyard.server.once import Once
from taskyard.server.stream import follow_facts
from taskyard.server.tail import PIECE, Tail, tails
from taskyard.service import event as events
from taskyard.service.wait import CHECK
from taskyard.service.yard import SYSTEM, Yard
from taskyard.testing.serve import listen, netloc, serve

pytestmark = pytest.mark.anyio
NONE = {"project": None, "task": None, "run": None}
MANY = 50
LONG = 30.0  # seconds; a bound, never a wait
ID = re.compile(r"^id: (\d+)$", re.MULTILINE)


class Counted(Yard):
    looks = checks = 0

    async def look(self, actor, work):
        self.looks += 1
        return await super().look(actor, work)

    async def read(self, work):
        self.checks += 1
        return await super().read(work)


@pytest.fixture
def yard(server):
    return Counted(server.yard.db, server.yard.bus, server.yard.clock)


def call(server, yard, actor=SYSTEM):
    return Call(yard, actor, Request({"type": "http", "app": server.app, "headers": [], "method": "GET"}))


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


async def until(holds):
    with anyio.fail_after(LONG):
        while not holds():
            await anyio.lowlevel.checkpoint()


class Follower:
    def __init__(self, server, yard, after=0, filters=NONE, actor=SYSTEM):
        self.call, self.after, self.filters = call(server, yard, actor), after, filters
        self.got, self.ended = [], False

    async def run(self):
        async for chunk in follow_facts(self.call, self.after, self.filters):
            self.got += [int(one) for one in ID.findall(chunk.decode())]
        self.ended = True


async def test_fifty_lines_read_the_table_for_one_fact_as_often_as_one_does(server, yard):
    await tell(yard, 3)
    last = (await numbers(yard))[-1]
    crowd = [Follower(server, yard, last - 2) for _ in range(MANY)]
    async with anyio.create_task_group() as tasks:
        for one in crowd:
            tasks.start_soon(one.run)
        await until(lambda: all(one.got for one in crowd))
        before, turns = yard.looks, 5
        for turn in range(1, turns + 1):
            await tell(yard)
            await until(lambda turn=turn: all(one.got[-1] == last + turn for one in crowd))
        # Two readings for each: one for who woke first, one for who came while it was under way.
        assert yard.looks - before <= 3 * turns + 2
        tasks.cancel_scope.cancel()
    assert all(one.got == list(range(last - 1, last + turns + 1)) for one in crowd)


async def test_a_crowd_that_comes_back_is_served_from_what_is_held(server, yard):
    await tell(yard, 100)
    first, last = (await numbers(yard))[-100], (await numbers(yard))[-1]
    keeper = Follower(server, yard, last - 1)
    crowd = [Follower(server, yard, first + nth) for nth in range(MANY)]
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(keeper.run)
        await until(lambda: keeper.got)
        before = yard.looks
        for one in crowd:
            tasks.start_soon(one.run)
        await until(lambda: all(one.got and one.got[-1] == last for one in crowd))
        assert yard.looks - before <= 5
        tasks.cancel_scope.cancel()
    assert [one.got for one in crowd] == [list(range(first + nth + 1, last + 1)) for nth in range(MANY)]


async def test_the_key_of_fifty_lines_is_looked_at_once_for_all(server, yard):
    crowd = [Follower(server, yard) for _ in range(MANY)]
    begin = anyio.current_time()
    async with anyio.create_task_group() as tasks:
        for one in crowd:
            tasks.start_soon(one.run)
        await until(lambda: yard.checks >= 3)
        # Those that wait fall in step; a busy machine may take some apart.
        assert yard.checks <= 2 * (anyio.current_time() - begin) / CHECK + 4
        tasks.cancel_scope.cancel()


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


async def test_nothing_is_made_ready_for_a_line_that_does_not_read(server, yard):
    slow = follow_facts(call(server, yard), 0, NONE)
    quick = Follower(server, yard)
    await anext(slow)
    await tell(yard, 2)
    first = await anext(slow)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(quick.run)
        for _ in range(8):
            await tell(yard, PAGE, body={"text": "x" * 200})
        want = await numbers(yard)
        await until(lambda: quick.got == want)
        tasks.cancel_scope.cancel()
    got, sizes = ID.findall(first.decode()), []
    while len(got) < len(want):
        piece = await anext(slow)
        sizes.append(len(piece))
        got += ID.findall(piece.decode())
    await slow.aclose()
    assert [int(one) for one in got] == want
    assert max(sizes) < 2 * PIECE


async def test_who_leaves_leaves_nothing_behind(server, yard):
    crowd = [Follower(server, yard) for _ in range(MANY)]
    before = len(asyncio.all_tasks())
    async with anyio.create_task_group() as tasks:
        for one in crowd:
            tasks.start_soon(one.run)
        await tell(yard)
        await until(lambda: all(one.got for one in crowd))
        assert len(asyncio.all_tasks()) == before + MANY  # a line has no task of its own
        held = weakref.ref(tails.of(yard, "default"))
        assert held() is not None
        tasks.cancel_scope.cancel()
    assert len(asyncio.all_tasks()) == before
    assert not yard.bus._ears
    crowd.clear()
    gc.collect()
    assert held() is None


async def test_a_stream_of_one_project_ends_with_its_key_too(server, yard):
    made = (await server.admin.post("/keys", json={"name": "eye", "scope": "viewer"})).json()
    actor = await server.app.state.keyring.actor(made["key"], touch=False)
    eye = Follower(server, yard, filters=NONE | {"project": "0" * 26}, actor=actor)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(eye.run)
        await until(lambda: yard.bus._ears)
        await server.admin.delete(f"/keys/{made['id']}")
        await until(lambda: eye.ended)


async def test_a_key_ends_also_where_the_bell_never_rests(server, yard, clock):
    ends = clock.now().replace(year=clock.now().year + 1)
    secret = await server.key("viewer", expires_at=ends)
    actor = await server.app.state.keyring.actor(secret, touch=False)
    eye = Follower(server, yard, actor=actor)
    with anyio.fail_after(LONG):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(eye.run)
            await tell(yard)
            await until(lambda: eye.got)
            clock.advance(2 * 366 * 86400)
            while not eye.ended:
                await tell(yard)


@pytest.fixture
def opened(server):
    """A server on a port over the same database, as often as it is wanted, each time a new one."""

    def make(port=0):
        listening = listen(port)
        where = netloc(listening)
        app = create_app(
            server.yard, allowed_hosts=[where], allowed_origins=[f"http://{where}"], upkeep=False
        )
        return app, listening

    return make


async def test_a_server_that_starts_anew_is_followed_without_gap_or_double(server, opened):
    await tell(server.yard, 5)
    crowd = {nth: [nth] for nth in range(5)}  # what each has, from where it began
    over = False

    async def client(got, url):
        """Comes back by the last number it saw as often as it is cut off."""
        header = {"Authorization": f"Bearer {server.keys['viewer']}"}
        while not over:
            try:
                async with (
                    httpx2.AsyncClient(base_url=url, headers=header, trust_env=False, timeout=LONG) as http,
                    http.stream(
                        "GET", "/api/v1/events/stream", headers={"Last-Event-ID": str(got[-1])}
                    ) as told,
                ):
                    async for line in told.aiter_lines():
                        if line.startswith("data: "):
                            got.append(json.loads(line[6:])["seq"])
            except httpx2.TransportError:
                await anyio.lowlevel.checkpoint()

    async def all_have(last):
        await until(lambda: all(got[-1] == last for got in crowd.values()))

    app, listening = opened()
    port = listening.getsockname()[1]
    async with anyio.create_task_group() as tasks:
        for turn in range(3):
            async with serve(app, at=listening) as url:
                if turn == 0:
                    for got in crowd.values():
                        tasks.start_soon(client, got, url)
                await tell(server.yard, 20)
                await all_have((await numbers(server.yard))[-1])
                await tell(server.yard, 20)  # on its way when the server stops
                app.state.stopping.set()
            await tell(server.yard, 20)  # nobody is there to tell it
            app, listening = opened(port)
        async with serve(app, at=listening):
            await all_have((await numbers(server.yard))[-1])
            over = True
            app.state.stopping.set()
        tasks.cancel_scope.cancel()
    want = await numbers(server.yard)
    assert all(got[1:] == [seq for seq in want if seq > start] for start, got in crowd.items())
