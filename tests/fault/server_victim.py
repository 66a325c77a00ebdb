"""A real server that kills itself with SIGKILL at a named point, once; and the nursery that gives it many lives.

The nursery imports everything once and forks for each life, so that a restart costs what a server costs and not
what Python costs. It reads one JSON line for each life, and says when it is ready and how it ended.
"""

import json
import os
import signal
import sys
from contextlib import AsyncExitStack
from contextvars import ContextVar
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import anyio

from taskyard import config
from taskyard.bus.protocol import Topic
from taskyard.server.app import API
from taskyard.service import upkeep
from taskyard.service.yard import Yard
from taskyard.store.lock import sole_server
from taskyard.wiring import server as server_half

EVERY = 0.1  # seconds between two looks of the upkeep
_upkeep = ContextVar("upkeep", default=False)


@dataclass(frozen=True, kw_only=True)
class Blow:
    """Where the server dies: at a request of this kind, once before its handler, once behind its commit."""

    method: str  # or UPKEEP
    whens: tuple = ("before", "after")
    path: str = ""  # a pattern below the API
    said: str = ""  # what the request must hold
    answered: str = ""  # what the answer must hold for the second blow
    folder: str = "."  # nothing happens before `armed` is in it

    def meets(self, method, path="", said=""):
        return method == self.method and fnmatchcase(path, self.path) and self.said in said

    def strike(self, when):
        armed, fired = Path(self.folder, "armed"), Path(self.folder, when)
        if when in self.whens and armed.exists() and not fired.exists():
            fired.touch()  # before the blow: the next life of this server goes on
            os.kill(os.getpid(), signal.SIGKILL)


class Deadly:
    """Around the whole app: an answer is held back until it is clear that nobody dies of it."""

    def __init__(self, app, blow):
        self.app, self.blow = app, blow

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = [await receive()]
        while asked[-1].get("more_body"):
            asked.append(await receive())
        if self.blow.meets(scope["method"], scope["path"].removeprefix(API), _words(asked)):
            self.blow.strike("before")
            send = self._held(send)

        async def again():
            return asked.pop(0) if asked else await receive()

        await self.app(scope, again, send)

    def _held(self, send):
        held = []

        async def judged(message):
            held.append(message)
            if message["type"] == "http.response.start":
                return
            status = held[0].get("status")
            if status in {200, 201} and self.blow.answered in _words(held):
                self.blow.strike("after")
            while held:
                await send(held.pop(0))

        return judged


class DeadlyBus:
    """Dies when the upkeep has committed something, before the bell rings."""

    def __init__(self, bus, blow):
        self.bus, self.blow = bus, blow

    async def ring(self, bells):
        work = any(bell.topic is Topic.WORK for bell in bells)
        if _upkeep.get() and work and self.blow.meets("UPKEEP"):
            self.blow.strike("after")
        await self.bus.ring(bells)

    def listen(self, *about):
        return self.bus.listen(*about)


def _words(messages):
    """Compact, as both sides write JSON."""
    return b"".join(message.get("body", b"") for message in messages).decode("utf-8", "replace")


async def _keep(yard, blow):
    """As lifespan.py does, with a point to die at."""
    _upkeep.set(True)
    watch = upkeep.begin(yard)
    while True:
        if blow.meets("UPKEEP"):
            blow.strike("before")
        await upkeep.look(yard, watch)
        await anyio.sleep(EVERY)


async def live(settings, blow):
    """What server_half.serve does, with the blow around the app, the bus and the upkeep."""
    settings.data.mkdir(exist_ok=True, mode=0o700)
    async with AsyncExitStack() as stack:
        stack.enter_context(sole_server(settings.database))
        found = await stack.enter_async_context(server_half.open_yard(settings))
        yard = Yard(found.db, DeadlyBus(found.bus, blow), found.clock, terms=found.terms)
        door = server_half.open_door(settings, yard, upkeep=False, around=lambda app: Deadly(app, blow))
        await stack.enter_async_context(door)
        print("ready", flush=True)
        await _keep(yard, blow)


def nursery():
    """One life after the other; the parent ends each, or its blow does."""
    while line := sys.stdin.readline():
        words = json.loads(line)
        if (child := os.fork()) == 0:
            anyio.run(live, config.load(words["settings"]), Blow(**words["blow"]))
            os._exit(0)
        print(f"up {child}", flush=True)
        print(f"down {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}", flush=True)


if __name__ == "__main__":
    nursery()
