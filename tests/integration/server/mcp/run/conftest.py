"""An agent inside its run, with the official client over a real server, and by hand."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import anyio
import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from taskyard.testing.serve import serve

HOST = "yard.test"
URL = f"http://{HOST}/mcp/run"
LONG = 60.0  # seconds; a bound, never a wait


@pytest.fixture
def endpoint():
    @asynccontextmanager
    async def open_at(app):
        async with serve(app, grace=10) as url:
            try:
                yield f"{url}/mcp/run"
            finally:
                app.state.stopping.set()

    return open_at


@pytest.fixture
def http():
    def client(token, **headers):
        known = {"Authorization": f"Bearer {token}", "Host": HOST, **headers}
        return httpx2.AsyncClient(headers=known, timeout=LONG, trust_env=False)

    return client


@pytest.fixture(params=["auto", "legacy"])
def agent(request, http):
    """In both ways that the protocol has: with every request on its own, and after a handshake."""

    @asynccontextmanager
    async def connect(url, token):
        async with (
            http(token) as client,
            Client(
                streamable_http_client(url, http_client=client),
                mode=request.param,
                read_timeout_seconds=LONG,
            ) as one,
        ):
            yield one

    return connect


@pytest.fixture
def posted(http):
    @asynccontextmanager
    async def post(url, token, body):
        async with http(token) as client, client.stream("POST", url, json=body) as answer:
            yield answer

    return post


@pytest.fixture
def call():
    def message(name, arguments, to=1, **params):
        given = {"name": name, "arguments": arguments, **params}
        return {"jsonrpc": "2.0", "id": to, "method": "tools/call", "params": given}

    return message


@pytest.fixture
def words():
    return lambda result: result.content[0].text


@dataclass
class Case:
    play: Any
    task: dict[str, Any]
    claim: dict[str, Any]

    @property
    def token(self):
        return self.claim["token"]

    @property
    def yard(self):
        return self.play.server.yard

    async def messages(self, kind="question"):
        path = f"/tasks/{self.task['id']}/messages"
        found = (await self.play.server.viewer.get(path)).json()["items"]
        return [message for message in found if message["kind"] == kind]

    async def until(self, true):
        """Looks until `true(messages)` gives something."""
        with anyio.fail_after(LONG):
            while not (found := true(await self.messages())):
                await anyio.lowlevel.checkpoint()
        return found

    async def open(self, number=1):
        """Waits for that many open questions."""
        return await self.until(
            lambda all_: len(some := [one for one in all_ if one["state"] == "open"]) == number and some
        )

    async def delivered(self):
        return await self.until(lambda all_: [one for one in all_ if one["delivered_at"]])

    async def answer(self, message, text):
        path = f"/messages/{message['id']}/answer"
        answer = await self.play.server.operator.post(path, json={"text": text})
        assert answer.status_code == 200, answer.text

    async def status(self):
        return (await self.play.server.viewer.get(f"/runs/{self.claim['run']['id']}")).json()["status"]

    async def facts(self, kind):
        items = (await self.play.server.viewer.get("/events", params={"limit": 200})).json()["items"]
        return [fact for fact in items if fact["kind"] == kind and fact["task"] == self.task["id"]]

    async def quiet(self):
        """Nothing waits any more: no ear on the bell, no call in the list."""
        state = self.play.server.app.state
        with anyio.fail_after(LONG):
            while self.yard.bus._ears or len(state.waits):
                await anyio.lowlevel.checkpoint()

    async def said(self, body, **headers):
        """The one message that answers, alone or in a stream."""
        answer = await self.post(body, **headers)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text.rpartition("data: ")[2])

    async def post(self, body, **headers):
        return await self.raw(json.dumps(body).encode(), **headers)

    async def raw(self, content, method="POST", token=None, **headers):
        """Without a socket, for what needs no stream."""
        given = {"content-type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        async with self.play.server.client(token or self.token) as client:
            return await client.request(method, URL, content=content, headers=given)


@pytest.fixture
def start(play):
    async def begin(title="a task", key="k1", worker=None, **rules):
        task = await play.task(title, description="the door", settings=rules)
        claim = await play.claim(worker or await play.worker(), key)
        assert claim["task"]["id"] == task["id"]
        for status in ("preparing", "running"):
            await play.report(claim, "status", status=status)
        return Case(play, task, claim)

    return begin


@pytest.fixture
async def case(play, start):
    await play.project()
    return await start("paint it")


@pytest.fixture
async def hasty(play, start):
    """A run whose questions wait for nobody, so that each call ends at once."""
    await play.project()
    return await start(ask_park=0)


@pytest.fixture
async def url(play, endpoint):
    async with endpoint(play.server.app) as found:
        yield found
