"""The live socket of the page: what it follows comes once, in order, without a gap, from what all tabs share."""

import json
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

import anyio
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from taskyard.server.app import create_app
from taskyard.server.guard import COOKIE
from taskyard.server.live_socket import FAR, RUNS
from taskyard.service import account, wait
from taskyard.service import event as events
from taskyard.service import org as orgs
from taskyard.service.yard import SYSTEM, Yard
from taskyard.testing.serve import listen, netloc, serve

pytestmark = pytest.mark.anyio
PATH = "/api/v1/live"
LONG = 30.0  # seconds; a bound, never a wait
NOWHERE = "0" * 26


@dataclass
class Tab:
    ws: object
    got: list = field(default_factory=list)

    async def send(self, **word):
        await self.ws.send(json.dumps(word))

    async def read(self):
        with anyio.fail_after(LONG):
            self.got.append(json.loads(await self.ws.recv()))
        return self.got[-1]

    async def next(self, name):
        while name not in (found := await self.read()):
            pass
        return found

    async def follow(self, after=None):
        """The events; gives the number where it stands."""
        await self.send(follow="events", **({} if after is None else {"after": after}))
        return (await self.next("events"))["seq"]

    async def upto(self, seq):
        """Until it has that event; gives the numbers of all that it was told of."""
        while not any(word.get("seq", -1) >= seq for word in self.got):
            await self.read()
        return self.numbers()

    def numbers(self):
        return [fact["seq"] for word in self.got for fact in word.get("events", ())]

    def lines(self, run):
        return [one["seq"] for word in self.got if word.get("run") == run for one in word.get("entries", ())]

    async def ended(self):
        """The code that it was closed with."""
        try:
            while True:
                await self.read()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


@asynccontextmanager
async def tab(door, key="viewer", *, query="", **options):
    async with door.socket(f"{PATH}{query}", key, **options) as ws:
        yield Tab(ws)


async def tell(yard, many=1, *, actor=SYSTEM, **about):
    """Gives the number of the last."""

    def work(deed):
        for _ in range(many):
            deed.tell("task.changed", **about)

    await yard.act(actor, work)
    return await yard.look(actor, events.last)


def lines(first, count, text="x"):
    at = "2026-01-01T00:00:00Z"
    return [{"seq": n, "kind": "text", "at": at, "body": {"text": text}} for n in range(first, first + count)]


async def browser(server):
    """A cookie, and what ends it: as another server of the same yard does it."""
    secret = await server.yard.act(SYSTEM, lambda deed: account.open_browser(deed, account.launch_code(deed)))

    async def leave():
        await server.yard.act(SYSTEM, lambda deed: account.close_browser(deed, secret))

    return {"Cookie": f"{COOKIE}={secret}"}, leave


async def test_events_come_as_they_are_stored_and_with_their_number(door, server, play):
    async with tab(door) as one:
        start = await one.follow()
        assert one.got == [{"events": [], "seq": start}]
        await play.project()
        task = await play.task(enqueue=False)
        last = await server.yard.look(SYSTEM, events.last)
        assert await one.upto(last) == list(range(start + 1, last + 1))
        told = [fact for word in one.got for fact in word["events"]]
    stored = (await server.viewer.get("/events", params={"after": start})).json()["items"]
    assert told == stored
    assert ("task.created", task["id"]) in [(fact["kind"], fact["task"]) for fact in told]


async def test_two_organisations_are_told_of_their_own_only(door, server):
    await server.yard.act(SYSTEM, lambda deed: orgs.add(deed, "other"))
    other = replace(SYSTEM, org="other")
    key = await server.key("viewer", org="other")
    async with tab(door) as ours, tab(door, key) as theirs:
        await ours.follow(0)
        await theirs.follow(0)
        for _ in range(3):
            await tell(server.yard, 2)
            await tell(server.yard, 2, actor=other)
        mine = await tell(server.yard)
        foreign = await tell(server.yard, actor=other)
        await ours.upto(mine)
        await theirs.upto(foreign)
        seen = [{fact["org"] for word in one.got for fact in word["events"]} for one in (ours, theirs)]
        assert seen == [{"default"}, {"other"}]


async def test_a_run_of_another_organisation_is_not_there(door, server, asked):
    claim = await asked()
    await server.yard.act(SYSTEM, lambda deed: orgs.add(deed, "other"))
    async with tab(door, await server.key("viewer", org="other")) as one:
        for run in (claim["run"]["id"], NOWHERE):
            await one.send(follow="run", run=run, after=0)
            assert (await one.read())["problem"]["code"] == "not_found"
            assert one.got[-1]["problem"]["run"] == run


async def test_who_comes_back_has_no_gap_and_nothing_twice(door, server):
    seen = start = await tell(server.yard)
    got = []
    for turn in range(4):
        await tell(server.yard, 7)
        async with tab(door) as one:
            await one.follow(seen)
            last = await tell(server.yard, 3 * turn + 1)
            got += await one.upto(last)
            seen = one.got[-1]["seq"]
    assert got == list(range(start + 1, seen + 1))


async def test_a_run_is_told_to_its_end(door, play, asked):
    claim = await asked()
    run = claim["run"]["id"]
    await play.report(claim, "entries", first=1, entries=lines(1, 5))
    async with tab(door) as one, tab(door) as late:
        await one.send(follow="run", run=run, after=2)
        while one.lines(run) != [3, 4, 5]:
            await one.read()
        await play.report(claim, "entries", first=6, entries=lines(6, 4))
        await play.end(claim, entries=9, branch="taskyard/x", head_commit="a" * 40)
        end = await one.next("end")
        assert end == {"run": run, "end": {"status": "succeeded", "incomplete": False}}
        assert one.lines(run) == [3, 4, 5, 6, 7, 8, 9]
        await late.send(follow="run", run=run)
        await late.next("end")
        assert late.lines(run) == list(range(1, 10))
    stored = (await play.server.viewer.get(f"/runs/{run}/transcript")).json()["items"]
    assert [entry for word in late.got for entry in word.get("entries", ())] == stored


async def test_a_long_line_is_told_in_pieces(door, play, asked):
    claim = await asked()
    run = claim["run"]["id"]
    for first in (1, 4, 7):
        await play.report(claim, "entries", first=first, entries=lines(first, 3, "y" * 60_000))
    async with tab(door) as one:
        await one.send(follow="run", run=run, after=0)
        while len(one.lines(run)) < 9:
            await one.read()
        assert one.lines(run) == list(range(1, 10))
        assert max(len(word["entries"]) for word in one.got) <= 2


async def test_what_is_left_is_told_of_no_more(door, play, asked, server):
    claim = await asked()
    run = claim["run"]["id"]
    async with tab(door) as one:
        await one.follow()
        await one.send(follow="run", run=run, after=0)
        await one.next("entries")
        await one.send(leave="run", run=run)
        await one.send(ping=7)
        assert (await one.next("pong")) == {"pong": 7}
        await play.report(claim, "entries", first=1, entries=lines(1, 3))
        await one.upto(await tell(server.yard))
        await one.send(leave="events")
        await one.send(ping=8)
        await one.next("pong")
        before = one.numbers()
        await tell(server.yard)
        await one.send(follow="run", run=run, after=1)
        while one.lines(run) != [2, 3]:
            await one.read()
        assert one.numbers() == before


async def test_who_follows_anew_goes_on_from_there(door, server):
    last = await tell(server.yard, 20)
    async with tab(door) as one:
        await one.follow(last - 5)
        await one.upto(last)
        await one.send(ping=1)
        await one.next("pong")
        one.got.clear()
        await one.follow(last - 2)
        assert await one.upto(last) == [last - 1, last]


NONSENSE = (
    "{", "", "[]", "null", "3", '"follow"', "{}", '{"follow":"all"}', '{"follow":"run"}', '{"leave":"run"}',
    '{"follow":"events","run":"' + NOWHERE + '"}', '{"follow":"run","run":"x"}', '{"follow":"events","after":-1}',
    '{"follow":"events","after":"1"}', '{"follow":"events","after":1e99}', '{"follow":"events","more":1}',
    '{"ping":NaN}', '{"ping":"x"}', '{"other":1}', "[" * 300, b"\x00\x01",
)  # fmt: skip


async def test_what_makes_no_sense_is_answered_and_the_line_stays(door):
    async with tab(door) as one:
        for text in NONSENSE:
            await one.ws.send(text)
            problem = (await one.read())["problem"]
            assert problem["code"] == "invalid", text
            assert problem["detail"], text
            await one.send(ping=1)
            assert await one.read() == {"pong": 1}


async def test_one_tab_follows_so_many_runs(door, play):
    await play.project()
    runs = [(await play.task(f"t{nth}"))["run"] for nth in range(RUNS + 1)]
    async with tab(door) as one:
        for run in runs[:RUNS]:
            await one.send(follow="run", run=run)
            assert await one.read() == {"run": run, "entries": []}
        await one.send(follow="run", run=runs[RUNS])
        assert (await one.read())["problem"]["code"] == "invalid"
        await one.send(follow="run", run=runs[0])
        assert await one.read() == {"run": runs[0], "entries": []}
        await one.send(leave="run", run=runs[1])
        await one.send(follow="run", run=runs[RUNS])
        assert await one.read() == {"run": runs[RUNS], "entries": []}


async def test_who_may_open_it(door, server):
    cookie, _ = await browser(server)
    cross = cookie | {"Sec-Fetch-Site": "cross-site"}
    for status, options in (
        (401, {"key": None}),
        (403, {"key": "worker"}),
        (403, {"key": None, "headers": cookie}),
        (403, {"key": None, "headers": cookie, "origin": "http://evil.test"}),
        (403, {"key": None, "headers": cross, "origin": door.url}),
        (403, {"key": "viewer", "origin": "http://evil.test"}),
    ):
        with pytest.raises(InvalidStatus) as refused:
            async with tab(door, **options):
                pass
        assert refused.value.response.status_code == status, options
    async with door.http("viewer") as http:
        ticket = (await http.post("/api/v1/auth/ticket")).json()["ticket"]
    for options in ({"headers": cookie, "origin": door.url}, {"query": f"?ticket={ticket}"}):
        async with tab(door, None, **options) as one:
            await one.send(ping=1)
            assert await one.read() == {"pong": 1}


@pytest.mark.parametrize("follows", [False, True])
async def test_a_cookie_that_is_revoked_elsewhere_closes_it_within_a_second(door, server, follows):
    assert wait.CHECK <= 0.5
    took = []
    while not took or (
        min(took) > 1.0 and len(took) < 5
    ):  # a machine that is busy is slow, but not each time
        cookie, leave = await browser(server)
        async with tab(door, None, headers=cookie, origin=door.url) as one:
            if follows:
                await one.follow()
            await one.send(ping=1)
            await one.next("pong")
            await leave()
            begin = anyio.current_time()
            assert await one.ended() == 1008
            took.append(anyio.current_time() - begin)
    assert min(took) <= 1.0
    await door.alone()


async def test_a_key_that_is_revoked_closes_it(door, server):
    made = (await server.admin.post("/keys", json={"name": "eye", "scope": "viewer"})).json()
    async with tab(door, made["key"]) as one:
        await one.follow()
        await server.admin.delete(f"/keys/{made['id']}")
        assert await one.ended() == 1008
    await door.alone()


async def test_a_tab_that_does_not_read_is_dropped_with_a_mark_to_read_anew(door, server):
    door.app.state.lines.slow = 0.3
    body = {"text": "long " * 10_000}
    async with tab(door, max_queue=1, compression=None, max_size=None) as stuck:
        start = await stuck.follow()
        async with tab(door, max_size=None) as reader:
            await reader.follow(start)
            last = start
            with anyio.fail_after(2 * LONG):
                while len(door.app.state.lines) == 2:
                    last = await tell(server.yard, 5, body=body)
                    await reader.upto(last)
            assert reader.numbers() == list(range(start + 1, last + 1))
        assert await stuck.ended() in {1006, 1013}
        got = stuck.numbers()
        assert got == list(range(start + 1, start + 1 + len(got)))
        assert len(got) < last - start
        if stuck.got[-1] != {"resync": "events"}:  # the mark is the last that it reads, unless the line broke
            assert stuck.ws.close_code == 1006


async def test_who_is_too_far_behind_reads_anew_and_goes_on_from_now(door, server, asked, play):
    first = await tell(server.yard)
    last = await tell(server.yard, FAR + 10)
    async with tab(door) as one:
        for after in (first, last + 1000):
            one.got.clear()
            await one.send(follow="events", after=after)
            assert await one.read() == {"resync": "events"}
            assert await one.read() == {"events": [], "seq": last}
        assert await one.upto(await tell(server.yard)) == [last + 1]
    async with tab(door) as near:
        await near.follow(last + 1 - FAR)
        assert (await near.upto(last + 1))[0] == last + 2 - FAR
    claim = await asked()
    run = claim["run"]["id"]
    await play.report(claim, "entries", first=1, entries=lines(1, 3))
    async with tab(door) as one:
        await one.send(follow="run", run=run, after=99)
        assert await one.read() == {"resync": run}
        await play.report(claim, "entries", first=4, entries=lines(4, 2))
        while len(one.lines(run)) < 2:
            await one.read()
        assert one.lines(run) == [4, 5]


async def test_it_ends_when_the_server_stops(door):
    async with tab(door) as one:
        await one.follow()
        door.app.state.stopping.set()
        assert await one.ended() == 1012


class Counted(Yard):
    looks = 0

    async def look(self, actor, work):
        self.looks += 1
        return await super().look(actor, work)


async def test_twenty_tabs_cost_one_reading_for_each_change(door, server, play, asked):
    claim = await asked()
    run, many, turns = claim["run"]["id"], 20, 5
    yard = Counted(server.yard.db, server.yard.bus, server.yard.clock)
    listening = listen()
    where = netloc(listening)
    app = create_app(yard, allowed_hosts=[where], allowed_origins=[f"http://{where}"], upkeep=False)
    async with serve(app, at=listening) as url, AsyncExitStack() as stack:
        other = replace(door, app=app, url=url)
        tabs = [await stack.enter_async_context(tab(other)) for _ in range(many)]
        for one in tabs:
            await one.follow()
            await one.send(follow="run", run=run, after=0)
            await one.next("entries")
        before = yard.looks
        for turn in range(turns):
            last = await tell(server.yard)
            for one in tabs:
                await one.upto(last)
            await play.report(claim, "entries", first=turn + 1, entries=lines(turn + 1, 1))
            for one in tabs:
                while len(one.lines(run)) <= turn:
                    await one.read()
        # Each change: one reading for who woke first, one for who came meanwhile; and what tabs poll on a slow machine.
        assert yard.looks - before <= 4 * 2 * turns + 4
        app.state.stopping.set()
    assert all(one.lines(run) == list(range(1, turns + 1)) for one in tabs)
