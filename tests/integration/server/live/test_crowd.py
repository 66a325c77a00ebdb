"""A crowd of streams, chat sockets and hub connections costs the database no more than a few of them do."""

import json
from contextlib import AsyncExitStack

import anyio
import pytest
from sqlalchemy import event as hook

from taskyard.server.app import create_app
from taskyard.server.line import POLL
from taskyard.service.yard import SYSTEM, Yard
from taskyard.testing.serve import listen, netloc, serve

pytestmark = pytest.mark.anyio
LONG = 60.0  # seconds; a bound, never a wait


class Counted(Yard):
    looks = statements = 0

    async def look(self, actor, work):
        self.looks += 1

        def noted(deed):
            hook.listen(deed.tx.conn, "before_cursor_execute", self._note)
            try:
                return work(deed)
            finally:
                hook.remove(deed.tx.conn, "before_cursor_execute", self._note)

        return await super().look(actor, noted)

    def _note(self, *_about):
        self.statements += 1


@pytest.fixture
async def counted(server, door):
    """A door whose yard counts; changes are made through the server's own."""
    yard = Counted(server.yard.db, server.yard.bus, server.yard.clock)
    listening = listen()
    app = create_app(yard, allowed_hosts=[netloc(listening)], allowed_origins=[], upkeep=False)
    async with serve(app, at=listening) as url:
        yield type(door)(app, url, server.keys), yard
        app.state.stopping.set()


class Crowd:
    """So many of each kind of live line, which all have been told the same so far."""

    def __init__(self, door, many):
        self.door, self.many, self.words, self.stack = door, many, [], AsyncExitStack()

    async def __aenter__(self):
        await self.stack.__aenter__()
        enter = self.stack.enter_async_context
        self.chats = [await enter(self.door.chat("viewer")) for _ in range(self.many)]
        self.hubs = [await enter(self.door.hub("viewer")) for _ in range(self.many)]
        self.streams = []
        for _ in range(self.many):
            http = await enter(self.door.http("viewer"))
            answer = await enter(http.stream("GET", "/api/v1/events/stream?after=0"))
            self.streams.append(answer.aiter_lines())
        return self

    async def __aexit__(self, *why):
        return await self.stack.__aexit__(*why)

    async def told(self, text, task):
        """Until everybody has that message, and the hub's clients the update that came after it."""
        with anyio.fail_after(LONG):
            for chat in self.chats:
                assert (await chat.next("chat_message"))["message"] == text
            for hub in self.hubs:
                await hub.event("TaskUpdated", task)
                hub.events.clear()
            for lines in self.streams:
                async for line in lines:
                    if line.startswith("data: ") and json.loads(line[6:])["kind"] == "task.changed":
                        break


@pytest.mark.parametrize("many", [2, 15])
async def test_a_change_is_read_as_often_for_many_as_for_few(counted, play, server, many):
    door, yard = counted
    await play.project()
    task, turns = (await play.task(enqueue=False))["id"], 5

    async def change(nth):
        body = {"conversation_id": task, "message": f"word {nth}"}
        assert (await server.operator.post("/chat/messages", json=body)).status_code == 201
        answer = await server.operator.patch(f"/tasks/{task}", json={"title": f"title {nth}"})
        assert answer.status_code == 200

    async with Crowd(door, many) as crowd:
        await change(0)
        await crowd.told("word 0", task)
        looks, statements, begin = yard.looks, yard.statements, anyio.current_time()
        for nth in range(1, turns + 1):
            await change(nth)
            await crowd.told(f"word {nth}", task)
        polls = (anyio.current_time() - begin) / POLL + 1
        # Two changes each turn, and two readings for each at the most: who woke first, and who came meanwhile.
        assert yard.looks - looks <= 4 * turns + polls
        assert yard.statements - statements <= 3 * (yard.looks - looks)


@pytest.mark.parametrize("many", [2, 15])
async def test_what_a_run_says_is_read_as_often_for_many_as_for_few(counted, asked, play, many):
    door, yard = counted
    claim = await asked()
    turns = 5

    async def say(nth):
        entry = {"seq": nth, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": f"line {nth}"}}
        await play.report(claim, "entries", first=nth, entries=[entry])

    async with AsyncExitStack() as stack:
        hubs = [await stack.enter_async_context(door.hub("viewer", "?since=0")) for _ in range(many)]

        async def heard(nth):
            with anyio.fail_after(LONG):
                for hub in hubs:
                    _, line = await hub.event("TaskMessage", claim["task"]["id"])
                    assert json.loads(line)["seq"] == nth
                    hub.events.clear()

        await say(1)
        await heard(1)
        looks, begin = yard.looks, anyio.current_time()
        for nth in range(2, turns + 2):
            await say(nth)
            await heard(nth)
        polls = 2 * ((anyio.current_time() - begin) / POLL + 1)
        assert yard.looks - looks <= 3 * turns + polls


async def test_who_is_far_behind_gets_all_of_it_by_every_face(door, play, server):
    """More facts than are held: they are read from the table, and then what is held goes on from there."""
    await play.project()
    task = (await play.task(enqueue=False))["id"]
    post = server.operator.post
    await post("/chat/messages", json={"conversation_id": task, "message": "first"})

    def much(deed):
        for nth in range(1500):
            deed.tell("task.changed", task=task, body={"nth": nth})

    await server.yard.act(SYSTEM, much)
    await post("/chat/messages", json={"conversation_id": task, "message": "second"})
    async with door.chat("viewer", since=0) as chat, door.hub("viewer", "?since=0") as hub:
        assert [(await chat.next("chat_message"))["message"] for _ in range(2)] == ["first", "second"]
        await post("/chat/messages", json={"conversation_id": task, "message": "third"})
        assert (await chat.next("chat_message"))["message"] == "third"
        assert (await server.operator.patch(f"/tasks/{task}", json={"title": "the end"})).status_code == 200
        last = (await server.viewer.get("/events", params={"before": 0, "limit": 1})).json()["items"][0][
            "seq"
        ]
        await hub.event("Mark", last)
    updates = [name for name, said in hub.events if (name, said) == ("TaskUpdated", [task])]
    made = 2  # the task and its title
    assert len(updates) == 1500 + made
    marks = [said[0] for name, said in hub.events if name == "Mark"]
    assert marks == sorted(set(marks))


async def test_a_hub_client_that_does_not_read_is_dropped_and_resumes_where_it_was(door, play, asked, end):
    door.app.state.lines.slow = 0.3
    claim = await asked()
    run, count = claim["run"]["id"], 0
    async with door.hub("viewer", "?since=0", max_queue=1, compression=None) as stuck:
        with anyio.fail_after(2 * LONG):
            while len(door.app.state.lines):
                entries = [
                    {"seq": nth, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": "x" * 60_000}}
                    for nth in range(count + 1, count + 5)
                ]
                await play.report(claim, "entries", first=count + 1, entries=entries)
                count += 4
        assert await end(stuck) in {1006, 1013}
    got, mark = _lines(stuck), [said[0] for name, said in stuck.events if name == "Mark"][-1]
    assert got == list(range(1, len(got) + 1))
    assert len(got) < count
    door.app.state.lines.slow = LONG
    async with door.hub("viewer", f"?since={mark}&has={run}:{len(got)}") as again:
        while len([name for name, _ in again.events if name == "TaskMessage"]) < count - len(got):
            await again.read()
    assert got + _lines(again) == list(range(1, count + 1))


def _lines(hub):
    return [json.loads(said[1])["seq"] for name, said in hub.events if name == "TaskMessage"]


async def test_nothing_of_another_organisation_is_in_what_is_shared(door, play, server, asked):
    """Both follow at once, so that both tails are held; a run of the one is not there for the other."""
    stranger = await server.key("admin", org="other")
    claim = await asked()
    run = claim["run"]["id"]
    async with (
        door.hub(stranger, f"?since=0&has={run}:0") as there,
        door.chat(stranger, since=0) as chat,
        door.hub("viewer", "?since=0") as here,
    ):
        entry = {"seq": 1, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": "ours"}}
        await play.report(claim, "entries", first=1, entries=[entry])
        await here.event("TaskMessage", claim["task"]["id"])
        await play.end(claim, "fail", status="failed", reason="agent_error")
        await here.event("TaskFinished", claim["task"]["id"])
        assert (await there.call("Ping"))["result"] == "pong"
        assert {name for name, _ in there.events} <= {"Mark"}
        await chat.send(type="ping")
        assert (await chat.read())["type"] == "pong"
