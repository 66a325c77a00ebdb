"""A whole server on a real port, and the official client of SignalR beside it."""

import json
import shutil
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import PIPE

import anyio
import httpx2
import pytest
from anyio.streams.text import TextReceiveStream

from taskyard.bus.memory import MemoryBus
from taskyard.clock import SystemClock
from taskyard.domain.account import Scope
from taskyard.server.app import create_app
from taskyard.service import account
from taskyard.service.yard import SYSTEM, Yard
from taskyard.store.db import Database
from taskyard.store.upgrade import upgrade
from taskyard.testing.serve import listen, netloc, serve

HERE = Path(__file__).parent
INSTALLED = HERE.parent.parent / ".cache" / "hub"
LONG = 60.0  # seconds; a bound, never a wait


class Client:
    """What the program in JavaScript says, and what it is told to do."""

    def __init__(self, process):
        self.process = process
        self.lines = TextReceiveStream(process.stdout)
        self.rest = ""
        self.events = []
        self.closed = None
        self.count = 0

    async def read(self):
        with anyio.fail_after(LONG):
            while "\n" not in self.rest:
                self.rest += await self.lines.receive()
        line, _, self.rest = self.rest.partition("\n")
        word = json.loads(line)
        if "event" in word:
            self.events.append((word["event"], word["arguments"]))
        return word

    async def until(self, key):
        while key not in (word := await self.read()):
            pass
        return word[key]

    async def tell(self, method, *arguments):
        self.count += 1
        word = {"id": self.count, "method": method, "arguments": arguments}
        await self.process.stdin.send((json.dumps(word) + "\n").encode())

    async def call(self, method, *arguments):
        await self.tell(method, *arguments)
        while (word := await self.read()).get("id") != self.count:
            pass
        return word

    async def event(self, name, *arguments):
        while not any(name == one and said[: len(arguments)] == list(arguments) for one, said in self.events):
            await self.read()


class Place:
    def __init__(self, app, url, keys):
        self.app, self.url, self.keys = app, url, keys

    def http(self, scope):
        headers = {"Authorization": f"Bearer {self.keys[scope]}"}
        return httpx2.AsyncClient(
            base_url=self.url + "/api/v1", headers=headers, trust_env=False, timeout=LONG
        )

    @asynccontextmanager
    async def client(self, key, query=""):
        argv = [
            "node",
            str(HERE / "client.js"),
            str(INSTALLED),
            f"{self.url}/hub{query}",
            self.keys.get(key, key),
        ]
        async with await anyio.open_process(argv, stdin=PIPE, stdout=PIPE, stderr=None) as process:
            try:
                yield Client(process)
            finally:
                if process.returncode is None:
                    process.kill()


@pytest.fixture
async def place(tmp_path):
    if shutil.which("node") is None or not (INSTALLED / "node_modules").is_dir():
        pytest.skip("the official client is not installed: make test-hub does that")
    url = f"sqlite:///{tmp_path}/yard.db"
    upgrade(url)
    clock, listening = SystemClock(), listen()
    where = netloc(listening)
    async with Database.open(url, clock) as db:
        yard = Yard(db, MemoryBus(), clock)
        keys = {}
        for scope in ("admin", "operator", "viewer", "worker"):
            made = await yard.act(
                SYSTEM, lambda deed, scope=scope: account.add_key(deed, name=scope, scope=Scope(scope))
            )
            keys[scope] = made.secret
        app = create_app(yard, allowed_hosts=[where], allowed_origins=[f"http://{where}"])
        async with serve(app, at=listening) as base:
            yield Place(app, base, keys)
            app.state.stopping.set()
