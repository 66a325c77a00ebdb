"""A doorbell that does not ring costs a poll and no work; a person can ring it. And what is in which slot."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
import httpx2
import pytest
from websockets.asyncio.client import connect

from taskyard.bus.memory import MemoryBus
from taskyard.server.app import create_app
from taskyard.service.yard import Yard
from taskyard.testing.serve import listen, netloc, serve

pytestmark = pytest.mark.anyio
END = "\x1e"


@dataclass
class Elsewhere:
    """A second server on the same database that hears nothing of the first: what is enqueued there rings no bell here."""

    yard: Yard
    url: str
    keys: dict
    offer: dict

    async def claim(self, worker, key, wait):
        headers = {"Authorization": f"Bearer {self.keys['worker']}"}
        async with httpx2.AsyncClient(
            base_url=self.url, headers=headers, trust_env=False, timeout=60
        ) as http:
            body = {"worker": worker, "key": key, "offer": self.offer}
            answer = await http.post("/api/v1/queue/claim", json=body, params={"wait": wait})
        assert answer.status_code in {200, 204}, answer.text
        return answer.json() if answer.status_code == 200 else None

    async def listening(self):
        """Until a claimer waits for the bell."""
        with anyio.fail_after(20):
            while not any(topic == "work" and ears for (topic, _), ears in self.yard.bus._ears.items()):
                await anyio.lowlevel.checkpoint()

    async def call(self, method):
        """One call of the hub, as a client of SignalR makes it."""
        url, headers = self.url.replace("http", "ws", 1), {"Authorization": f"Bearer {self.keys['operator']}"}
        async with connect(f"{url}/hub", additional_headers=headers, proxy=None) as ws:
            call = {"type": 1, "invocationId": "1", "target": method, "arguments": []}
            for message in ({"protocol": "json", "version": 1}, call):
                await ws.send(json.dumps(message) + END)
            with anyio.fail_after(20):
                while True:
                    for part in (await ws.recv()).split(END)[:-1]:
                        if json.loads(part).get("invocationId") == "1":
                            return json.loads(part)


@asynccontextmanager
async def another(server, offer):
    yard = Yard(server.yard.db, MemoryBus(), server.yard.clock, terms=server.yard.terms)
    listening = listen()
    app = create_app(yard, allowed_hosts=[netloc(listening)], allowed_origins=[], upkeep=False)
    async with serve(app, at=listening) as url:
        yield Elsewhere(yard, url, server.keys, offer)
        app.state.stopping.set()


@pytest.fixture
async def elsewhere(server, play):
    async with another(server, play.offer) as made:
        yield made


async def test_without_a_ring_the_next_poll_finds_it(elsewhere, play):
    """R3.8, R3.61: the wait ends with nothing though there is work by then, and the one after it takes it."""
    await play.project()
    worker = await play.worker()
    found = []

    async def polls():
        while not found or found[-1] is None:
            found.append(await elsewhere.claim(worker, f"k{len(found)}", wait=0.3))

    with anyio.fail_after(30):
        async with anyio.create_task_group() as group:
            group.start_soon(polls)
            await elsewhere.listening()
            task = await play.task()
    assert found[0] is None
    assert found[-1]["task"]["id"] == task["id"]


async def test_waking_the_queue_makes_a_claimer_look(elsewhere, play):
    """R3.36: no bell rang for the task; `WakeQueue` rings one, long before the poll would end."""
    await play.project()
    worker = await play.worker()
    found = []

    async def wait():
        found.append(await elsewhere.claim(worker, "k", wait=30))

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(wait)
            await elsewhere.listening()
            task = await play.task()
            assert found == []
            assert "error" not in await elsewhere.call("WakeQueue")
    assert found[0]["task"]["id"] == task["id"]


async def test_both_slots_are_told_with_their_task_and_its_beginning(elsewhere, play):
    """R3.33"""
    await play.project()
    worker = await play.worker()
    queued, now = await play.task("queued"), await play.task("now")
    await play.act(now, "run-now")
    for key, override in (("a", False), ("b", True)):
        assert await play.claim(worker, key, override=override)
    told = (await elsewhere.call("GetActive"))["result"]
    assert {(one["slot"], one["taskId"]) for one in told} == {
        ("queue", queued["id"]),
        ("override", now["id"]),
    }
    assert all(one["startedAt"] for one in told)
