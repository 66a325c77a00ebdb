"""What holds a thousand live lines, by counts: shared looks, bounded memory, no gap, nothing left behind."""

import asyncio
import gc
import json
import re
import weakref

import anyio
import httpx2
import pytest
from starlette.requests import Request

from taskyard.domain.limit import PAGE
from taskyard.server.app import create_app
from taskyard.server.auth import Call
from taskyard.server.stream import follow_facts
from taskyard.server.tail import PIECE, tails
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
