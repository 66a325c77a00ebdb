"""The faces of a server: the same acts of a person, each in its own words, on a server of its own behind a real port.

What a face has no words for is done through REST, as is the worker's part.
"""

import json
import re
import sys
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import anyio
import httpx2
import pytest
from websockets.asyncio.client import connect

from taskyard import config, process
from taskyard.bus.memory import MemoryBus
from taskyard.client.api import Client
from taskyard.domain.account import Scope
from taskyard.domain.error import TaskyardError
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.domain.worker import Offer
from taskyard.server.app import create_app
from taskyard.service import account
from taskyard.service.yard import SYSTEM, Yard
from taskyard.store.db import Database
from taskyard.store.upgrade import upgrade
from taskyard.testing.clock import FakeClock
from taskyard.testing.serve import listen, netloc, serve

TYPIST = Path(__file__).parents[2] / "integration/cli/typist.py"
OFFER = Offer(agents=("scripted",))
LONG = 60.0
CODE = re.compile(r"\[(\w+)\]\s*$")


class RefusedError(TaskyardError):
    """What a face says when it is refused, by its code."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass
class Rest:
    """The acts of a person; other faces replace those that they have words for."""

    client: Client
    has = (
        "enqueue", "park", "run_now", "cancel", "reset", "retry", "continue", "request_changes", "approve", "accept",
    )  # fmt: skip

    async def add(self, title):
        return (await self.client.add_task("demo", title)).id

    async def answer(self, message, task, text):
        del task
        await self.client.answer(message, text)

    async def do(self, act, task, text="", head=None):
        match act:
            case "continue":
                await self.client.continue_task(task, text)
            case "approve":
                await self.client.approve(task, head_commit=head, text=text)
            case "request_changes":
                await self.client.request_changes(task, text)
            case _:
                await getattr(self.client, act)(task)


@dataclass
class Typed(Rest):
    folder: Path = Path()
    url: str = ""
    key: str = ""
    running: object = None
    typed: int = 0
    names: ClassVar = {"run_now": "run", "request_changes": "reject"}

    async def type(self, *argv):
        self.typed += 1
        place = self.folder / f"said-{self.typed}"
        env = {"TASKYARD_URL": self.url, "TASKYARD_KEY": self.key}
        words = {
            "number": self.typed,
            "argv": argv,
            "env": env,
            "stdout": f"{place}.out",
            "stderr": f"{place}.err",
        }
        await self.running.write(json.dumps(words).encode() + b"\n")
        async with aclosing(self.running.lines()) as lines:
            line = await anext(lines)
        if line.text != f"ended {self.typed} 0":
            raise RefusedError(CODE.search(await anyio.Path(words["stderr"]).read_text())[1])
        return json.loads(await anyio.Path(words["stdout"]).read_text())

    async def add(self, title):
        return (await self.type("add", title, "-p", "demo", "--json"))["id"]

    async def answer(self, message, task, text):
        del message
        await self.type("answer", task, text, "--json")

    async def do(self, act, task, text="", head=None):
        del head  # the command reads it from the task
        await self.type(self.names.get(act, act), task, *filter(None, [text]), "--json")


@dataclass
class Tools(Rest):
    """Where there is no tool for an act, there is a status to wish for."""

    http: httpx2.AsyncClient = None
    names: ClassVar = {
        "run_now": "run_task", "cancel": "cancel_task", "retry": "retry_task", "continue": "continue_task",
        "request_changes": "request_changes", "approve": "approve_task",
    }  # fmt: skip
    wishes: ClassVar = {"enqueue": "queued", "park": "backlog", "reset": "backlog", "accept": "done"}
    has = tuple(names)

    async def use(self, name, **arguments):
        params = {"name": name, "arguments": {key: one for key, one in arguments.items() if one}}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        result = (await self.http.post("/mcp", json=body)).json()["result"]
        if result.get("isError"):
            raise RefusedError(result["structuredContent"]["code"])
        return result["structuredContent"]

    async def add(self, title):
        return (await self.use("create_task", task_list_id="demo", title=title))["id"]

    async def answer(self, message, task, text):
        del task
        await self.use("answer_question", message_id=message, text=text)

    async def do(self, act, task, text="", head=None):
        if act in self.names:
            await self.use(self.names[act], task_id=task, text=text, head_commit=head)
        else:
            await self.use("update_task_status", task_id=task, status=self.wishes[act])


@dataclass
class Socket(Rest):
    """The hub has no words to make, enqueue, answer or send back; a merge there is an approval."""

    ws: object = None
    asked: int = 0
    names: ClassVar = {
        "run_now": "RunNow", "cancel": "CancelTask", "reset": "ResetTask", "continue": "ContinueTask",
        "approve": "MergeTask",
    }  # fmt: skip
    has = tuple(names)

    async def call(self, target, **arguments):
        self.asked += 1
        name = str(self.asked)
        message = {"type": 1, "invocationId": name, "target": target, "arguments": [arguments]}
        await self.ws.send(json.dumps(message) + "\x1e")
        while True:
            for part in (await self.ws.recv()).split("\x1e")[:-1]:
                if (said := json.loads(part)).get("invocationId") == name:
                    if "error" in said:
                        raise RefusedError(said["error"].partition(":")[0])
                    return

    async def do(self, act, task, text="", head=None):
        if act not in self.names:
            await super().do(act, task, text, head)
            return
        word = {"continue": "prompt", "approve": "commitMessage"}.get(act)
        await self.call(self.names[act], taskId=task, **({word: text} if word else {}))


@asynccontextmanager
async def rest(client, **_):
    yield Rest(client)


@asynccontextmanager
async def typed(client, folder, url, key):
    env = config.child_environment() | {"TASKYARD_DATA": str(folder / "none"), "COLUMNS": "200"}
    argv = [sys.executable, str(TYPIST)]
    async with process.start(argv, cwd=folder, env=env, marker=f"face-{folder}") as running:
        yield Typed(client, folder=folder, url=url, key=key, running=running)


@asynccontextmanager
async def tools(client, url, key, **_):
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=LONG) as http:
        yield Tools(client, http=http)


@asynccontextmanager
async def hub(client, url, key, **_):
    where = url.replace("http", "ws", 1) + "/hub"
    async with connect(where, additional_headers={"Authorization": f"Bearer {key}"}, proxy=None) as ws:
        await ws.send('{"protocol": "json", "version": 1}\x1e')
        assert await ws.recv() == "{}\x1e"
        yield Socket(client, ws=ws)


@dataclass
class Hand:
    """The worker's part, the same for all."""

    client: Client
    id: str
    claims: int = 0

    async def begin(self, kind="work"):
        self.claims += 1
        claim = await self.client.claim(self.id, f"claim-{self.claims}", OFFER, wait=0)
        assert claim.run.kind == kind
        for status in (RunStatus.PREPARING, RunStatus.RUNNING):
            await self.client.run_status(claim.run.id, claim.fence, status)
        return claim

    async def end(self, claim, **said):
        whole = {"status": RunStatus.SUCCEEDED, "reason": Reason.COMPLETED, **said}
        act = self.client.complete if whole["status"] is RunStatus.SUCCEEDED else self.client.fail
        await act(claim.run.id, claim.fence, Outcome(**whole))

    async def works(self, head, **said):
        await self.end(await self.begin(), branch="taskyard/x", head_commit=head * 40, session="s", **said)


@dataclass
class Stage:
    face: Rest
    hand: Hand
    client: Client
    http: httpx2.AsyncClient

    async def log(self):
        page = (await self.http.get("/api/v1/events?limit=200")).json()
        assert page["next"] is None
        return page["items"]


FACES = {"rest": rest, "typed": typed, "tools": tools, "hub": hub}


@asynccontextmanager
async def opened(folder, name):
    """An empty board with one project and one worker, and one face to it."""
    folder.mkdir()
    database = f"sqlite:///{folder}/yard.db"
    upgrade(database)
    clock, listening = FakeClock(), listen()
    async with Database.open(database, clock) as db:
        yard = Yard(db, MemoryBus(), clock)
        admin, hand = [await _key(yard, scope) for scope in (Scope.ADMIN, Scope.WORKER)]
        app = create_app(yard, allowed_hosts=[netloc(listening)], allowed_origins=[], upkeep=False)
        headers = {"Authorization": f"Bearer {admin}"}
        async with (
            serve(app, at=listening) as url,
            Client(url, admin) as client,
            Client(url, hand) as worker,
            httpx2.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=LONG) as http,
            FACES[name](client=client, folder=folder, url=url, key=admin) as face,
        ):
            await client.add_project("demo", settings={"max_attempts": 1})
            registered = await worker.register("anvil", 1, OFFER, host="anvil")
            yield Stage(face, Hand(worker, registered.id), client, http)
            app.state.stopping.set()


async def _key(yard, scope):
    made = await yard.act(SYSTEM, lambda deed: account.add_key(deed, name="k", scope=scope))
    return made.secret


@pytest.fixture(scope="session")
def stage():
    return opened
