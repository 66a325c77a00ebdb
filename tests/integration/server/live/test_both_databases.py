"""The sockets on either database: one walk each, and a ticket that one server gives and another takes."""

import json
from contextlib import asynccontextmanager

import pytest
from websockets.exceptions import InvalidStatus

from taskyard.bus.memory import MemoryBus
from taskyard.server.app import create_app
from taskyard.service.yard import Yard
from taskyard.store.db import Database
from taskyard.testing.serve import listen, netloc, serve

pytestmark = pytest.mark.anyio


@pytest.fixture
def server_url(database_url):
    return database_url


async def test_chat(door, asked, play):
    claim = await asked()
    run = {"run_id": claim["run"]["id"], "fence": claim["fence"]}
    async with door.chat("operator") as human, door.chat("worker") as worker:
        await worker.send(type="worker_request", message="Which library? 👋", **run)
        question = await human.next("worker_request")
        await human.send(type="human_response", parent_message_id=question["id"], message="X")
        answer = await worker.next("human_response")
        assert answer == await human.next("human_response")
        await worker.send(type="message_received", message_id=question["id"], **run)
        await worker.next("accepted")
        await human.send(type="chat_message", conversation_id=claim["task"]["id"], message="and now?")
        last = await human.next("chat_message")
        await worker.send(type="worker_request", message="Nobody will say?", **run)
        await worker.next("accepted")
        await play.end(claim, "fail", status="failed", reason="agent_error")
        closed = await human.next("request_closed")
        told = [word for word in human.got if word.get("seq")]
    async with door.chat("viewer", since=0) as again:
        while again.got[-1] != closed:
            await again.read()
        assert again.got[1:] == told
    async with door.chat("viewer", since=answer["seq"]) as again:
        assert await again.next("chat_message") == last


async def test_hub(door, play):
    await play.project()
    task = await play.task()
    worker = await play.worker()
    async with door.hub("operator", "?since=0") as hub:
        claim = await play.claim(worker)
        await play.report(claim, "status", status="preparing")
        await play.report(claim, "status", status="running")
        entries = [
            {"seq": nth, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": f"line {nth}"}}
            for nth in range(1, 6)
        ]
        await play.report(claim, "entries", first=1, entries=entries)
        (one,) = (await hub.call("GetActive"))["result"]
        assert (one["taskId"], one["slot"]) == (task["id"], "queue")
        await play.end(claim, entries=5, branch="taskyard/x", head_commit="a" * 40)
        await hub.event("TaskFinished", task["id"], "succeeded")
        lines = [json.loads(said[1])["seq"] for name, said in hub.events if name == "TaskMessage"]
        assert lines == [1, 2, 3, 4, 5]
        assert (await hub.call("MergeTask", task["id"]))["result"]["status"] == "merging"
        await hub.event("TaskUpdated", task["id"])
    marks = [said[0] for name, said in hub.events if name == "Mark"]
    assert marks == sorted(set(marks))
    told = [one for one in hub.events if one[0] not in {"Mark", "TaskMessage"}]
    async with door.hub("viewer", "?since=0") as again:
        await again.event("Mark", marks[-1])
    assert [one for one in again.events if one[0] not in {"Mark", "TaskMessage"}][: len(told)] == told
    assert len([name for name, _ in again.events if name == "TaskMessage"]) == 5


@asynccontextmanager
async def second_server(door, url, clock):
    """Over the same database, and with nothing else in common. A door to it."""
    listening = listen()
    where = netloc(listening)
    async with Database.open(url, clock) as db:
        yard = Yard(db, MemoryBus(), clock)
        app = create_app(yard, allowed_hosts=[where], allowed_origins=[f"http://{where}"], upkeep=False)
        async with serve(app, at=listening) as there:
            yield type(door)(app, there, door.keys)
            app.state.stopping.set()


async def test_a_ticket_of_one_server_opens_one_line_at_another(door, server_url, clock):
    async with second_server(door, server_url, clock) as other:
        for path in ("/hub?access_token=", "/api/v1/chat/ws?ticket="):
            async with door.http("viewer") as http:
                ticket = (await http.post("/api/v1/auth/ticket")).json()["ticket"]
            async with other.socket(path + ticket):
                pass
            for each in (door, other):
                with pytest.raises(InvalidStatus) as refused:
                    async with each.socket(path + ticket):
                        pass
                assert refused.value.response.status_code == 401
        async with other.http("viewer") as http:
            token = (await http.post("/hub/negotiate?negotiateVersion=1")).json()["connectionToken"]
        async with door.socket(f"/hub?id={token}"):
            pass
