"""A server on a real port over the same yard, and small hand-made clients of its two sockets."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from taskyard.server.app import create_app
from taskyard.testing.serve import listen, netloc, serve

LONG = 20.0  # seconds; a bound, never a wait
LIFE = 90.0  # seconds of one socket: signs of life come sooner than LONG, so reading on and on has no end of its own
END = "\x1e"


@dataclass
class Door:
    app: object
    url: str  # http://…
    keys: dict

    @asynccontextmanager
    async def socket(self, path, key=None, *, headers=None, **options):
        """Whatever a test waits for on it is there within its LIFE, or the test fails."""
        given = dict(headers or {})
        if key is not None:
            given["Authorization"] = f"Bearer {self.keys.get(key, key)}"
        url = self.url.replace("http", "ws", 1) + path
        options.setdefault("max_queue", None)  # a full queue would also hold back the answer to a goodbye
        with anyio.fail_after(LIFE):
            async with connect(
                url, additional_headers=given, proxy=None, open_timeout=LONG, close_timeout=LONG, **options
            ) as ws:
                yield ws

    @asynccontextmanager
    async def chat(self, key="operator", *, since=None, headers=None, query="", **options):
        query = query if since is None else f"?since={since}"
        async with self.socket(f"/api/v1/chat/ws{query}", key, headers=headers, **options) as ws:
            chat = Chat(ws)
            chat.hello = await chat.next("hello")
            yield chat

    @asynccontextmanager
    async def hub(self, key="admin", query="", **options):
        async with self.socket(f"/hub{query}", key, **options) as ws:
            hub = Hub(ws)
            await hub.send({"protocol": "json", "version": 1})
            assert await hub.record() == {}
            yield hub

    def http(self, key=None, **headers):
        if key is not None:
            headers["Authorization"] = f"Bearer {self.keys.get(key, key)}"
        return httpx2.AsyncClient(base_url=self.url, headers=headers, trust_env=False, timeout=LONG)

    async def alone(self):
        """Until nobody is connected any more."""
        with anyio.fail_after(LONG):
            while len(self.app.state.lines):
                await anyio.lowlevel.checkpoint()


@dataclass
class Chat:
    ws: object
    got: list = field(default_factory=list)
    hello: dict = field(default_factory=dict)

    async def send(self, **word):
        await self.ws.send(json.dumps(word))

    async def read(self):
        with anyio.fail_after(LONG):
            self.got.append(json.loads(await self.ws.recv()))
        return self.got[-1]

    async def next(self, kind):
        while (found := await self.read())["type"] != kind:
            pass
        return found


@dataclass
class Hub:
    ws: object
    events: list = field(default_factory=list)
    rest: list = field(default_factory=list)
    count: int = 0

    async def send(self, *messages):
        await self.ws.send("".join(json.dumps(message) + END for message in messages))

    async def record(self):
        with anyio.fail_after(LONG):
            while not self.rest:
                text = await self.ws.recv()
                assert text.endswith(END)
                self.rest += [json.loads(part) for part in text.split(END)[:-1]]
        return self.rest.pop(0)

    async def read(self):
        """The next message; events are kept as (name, arguments)."""
        found = await self.record()
        if found.get("type") == 1:
            self.events.append((found["target"], found["arguments"]))
        return found

    async def call(self, target, *arguments):
        """The completion of it."""
        self.count += 1
        name = str(self.count)
        await self.send({"type": 1, "invocationId": name, "target": target, "arguments": list(arguments)})
        while (found := await self.read()).get("invocationId") != name:
            pass
        assert found["type"] == 3
        return found

    async def event(self, name, *arguments):
        """Until one by that name, with these first arguments, is there."""
        wanted = list(arguments)

        def there():
            return [said for target, said in self.events if target == name and said[: len(wanted)] == wanted]

        while not there():
            await self.read()
        return there()[-1]


async def ended(client):
    """The code that its connection was closed with, once all before it was read; 1006 for none."""
    try:
        while True:
            await client.read()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


@pytest.fixture
def end():
    return ended


@pytest.fixture
async def door(server):
    listening = listen()
    where = netloc(listening)
    app = create_app(server.yard, allowed_hosts=[where], allowed_origins=[f"http://{where}"], upkeep=False)
    async with serve(app, at=listening) as url:
        yield Door(app, url, server.keys)
        app.state.stopping.set()


@pytest.fixture
async def asked(play):
    """A run at work that may ask: its claim."""

    async def make(name="anvil", title="a task"):
        if not (await play.server.viewer.get("/projects")).json()["items"]:
            await play.project()
        await play.task(title)
        claim = await play.claim(await play.worker(name), key=f"k-{name}")
        await play.report(claim, "status", status="preparing")
        await play.report(claim, "status", status="running")
        return claim

    return make
