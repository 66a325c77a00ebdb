"""Every route that changes something leaves at least one event, told in the transaction of the change itself."""

import json
from pathlib import Path

import pytest

from taskyard.server.app import create_app
from taskyard.service import account
from taskyard.service.yard import SYSTEM, Yard

pytestmark = pytest.mark.anyio
STORED = Path(__file__).parents[3] / "docs/api/openapi.json"
CHANGES = {"post", "patch", "delete", "put"}
OFFER = {"agents": ["scripted"], "tiers": ["none"]}
HEAD = {"branch": "taskyard/x", "head_commit": "a" * 40, "session": "s"}

# What leaves none, and why.
SILENT = {
    "POST /queue/renew": "that a lease goes on is no news; that it ends is",
    "POST /runs/{run_id}/orders": "reads",
    "POST /runs/{run_id}/entries": "the transcript has its own numbers: it is too fast for the log",
    "POST /sessions/{session}/heartbeat": "that a session goes on is no news",
    "POST /profiles/refresh": "asks the workers; what they find is told with their next heartbeat",
    "POST /auth/ticket": "good for seconds; only its hash is kept",
    "POST /auth/code": "good for minutes; that a browser was opened with it is told",
}


class Watched(Yard):
    """Notes which facts each transaction told."""

    def watch(self):
        self.told = []
        return self

    async def change(self, work):
        def noted(tx):
            result = work(tx)
            self.told.extend(tx.facts)
            return result

        return await super().change(noted)


class Walk:
    """Does each route once, with success, and keeps what the log got of it."""

    def __init__(self, server, yard):
        self.server, self.yard, self.found, self.seen, self.numbers = server, yard, {}, 0, {}

    async def do(self, who, route, body=None, **things):
        method, _, path = route.partition(" ")
        await self.news()
        self.yard.told.clear()
        caller = self.server.clients.get(who) or who
        sent = {"json": body}
        if isinstance(body, bytes):
            sent = {"content": body, "headers": {"content-type": "application/gzip"}}
        answer = await caller.request(method, "/api/v1" + path.format_map(things), **sent)
        assert answer.status_code < 300, (route, answer.text)
        assert await self.news() == [fact.kind for fact in self.yard.told if fact.org == "default"], route
        self.found.setdefault(route, []).extend(fact.kind for fact in self.yard.told)
        return answer.json() if answer.content else None

    async def news(self):
        """The kinds of what was logged since it was asked last."""
        page = (await self.server.admin.get("/api/v1/events", params={"after": self.seen})).json()["items"]
        self.seen = page[-1]["seq"] if page else self.seen
        for one in page:
            if one["kind"].startswith(("task.", "run.", "message.")):
                self.numbers.setdefault(one["kind"], set()).add((one["task"], one["body"].get("number")))
        return [one["kind"] for one in page]

    async def claim(self, worker, key, *, begin=True):
        body = {"worker": worker, "key": key, "offer": OFFER}
        claim = await self.do("worker", "POST /queue/claim", body)
        held = {"run": claim["run"]["id"], "fence": claim["fence"]}
        for status in ("preparing", "running") if begin else ():
            await self.do(
                "worker",
                "POST /runs/{run_id}/status",
                {"fence": claim["fence"], "status": status},
                run_id=held["run"],
            )
        return claim, held


@pytest.fixture
async def walk(server):
    old = server.yard
    yard = Watched(old.db, old.bus, old.clock).watch()
    server.app = create_app(yard, allowed_hosts=["yard.test"], allowed_origins=["http://yard.test"])
    for scope in ("admin", "operator", "viewer", "worker"):
        server.clients[scope] = await server.enter(server.client(server.keys[scope]))
        server.clients[scope].base_url = "http://yard.test"
    return Walk(server, yard)


async def board(walk):
    """Projects, and tasks that nobody works on."""
    project = (await walk.do("admin", "POST /projects", {"name": "demo"}))["id"]
    await walk.do(
        "admin", "PATCH /projects/{project_id}", {"settings": {"max_attempts": 1}}, project_id=project
    )
    spare = (await walk.do("admin", "POST /projects", {"name": "spare"}))["id"]
    await walk.do("admin", "DELETE /projects/{project_id}", project_id=spare)
    one = (await walk.do("operator", "POST /tasks", {"project": "demo", "title": "one"}))["id"]
    two = (await walk.do("operator", "POST /tasks", {"project": "demo", "title": "two"}))["id"]
    await walk.do("operator", "PATCH /tasks/{task_id}", {"title": "first"}, task_id=one)
    await walk.do("operator", "POST /tasks/{task_id}/position", {"before": one}, task_id=two)
    for act in ("enqueue", "park", "run-now", "cancel", "reset"):
        await walk.do("operator", f"POST /tasks/{{task_id}}/{act}", task_id=two)
    await walk.do("operator", "POST /queue/enqueue", {"task": two})
    await walk.do("operator", "POST /tasks/bulk", {"tasks": [two], "act": "park"})
    await walk.do("operator", "POST /tasks/{task_id}/comments", {"text": "hm"}, task_id=two)
    await walk.do("operator", "DELETE /tasks/{task_id}", task_id=two)
    return one


async def work(walk, one):
    """A worker, its reports, its questions, and the verdicts."""
    worker = (await walk.do("worker", "POST /workers", {"name": "anvil", "offer": OFFER}))["id"]
    await walk.do("worker", "POST /workers/{worker_id}/heartbeat", {"status": "busy"}, worker_id=worker)
    await walk.do("worker", "POST /workers/{worker_id}/heartbeat", {"status": "idle"}, worker_id=worker)
    await walk.do("operator", "POST /profiles/refresh")
    live = {"session_id": "s", "worker": worker, "task": one}
    live = (await walk.do("worker", "POST /sessions", live))["id"]
    await walk.do("worker", "POST /sessions/{session}/heartbeat", session=live)
    await walk.do("operator", "DELETE /sessions/{session}", session=live)

    await walk.do("operator", "POST /tasks/{task_id}/enqueue", task_id=one)
    _, held = await walk.claim(worker, "k0", begin=False)
    await walk.do("worker", "POST /queue/renew", held)
    await walk.do("worker", "POST /queue/release", held)
    claim, held = await walk.claim(worker, "k1")
    run = {"run_id": held["run"]}
    fence = {"fence": claim["fence"]}
    entry = {"seq": 1, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": "hello"}}
    await walk.do("worker", "POST /runs/{run_id}/entries", fence | {"first": 1, "entries": [entry]}, **run)
    await walk.do("worker", "POST /runs/{run_id}/comments", fence | {"text": "on it"}, **run)
    asked = (await walk.do("worker", "POST /runs/{run_id}/ask", fence | {"text": "which?"}, **run))["id"]
    await walk.do("operator", "POST /messages/{message_id}/answer", {"text": "that"}, message_id=asked)
    await walk.do("worker", "POST /runs/{run_id}/orders", fence, **run)
    await walk.do("worker", "POST /runs/{run_id}/delivered", fence | {"messages": [asked]}, **run)
    own = await walk.server.enter(walk.server.client(claim["token"]))
    own.base_url = "http://yard.test"
    await walk.do(own, "POST /self/ask", {"text": "and then?"})
    await walk.do("operator", "POST /chat/messages", {"message": "this", "conversation_id": one})
    await walk.do("operator", "POST /tasks/{task_id}/messages", {"text": "a word"}, task_id=one)
    failed = {"status": "failed", "reason": "agent_error"}
    await walk.do("worker", "POST /queue/fail", held | {"outcome": failed})
    await walk.do("operator", "POST /tasks/{task_id}/retry", task_id=one)
    for number, act in enumerate(("continue", "request-changes", "approve", "accept")):
        _, held = await walk.claim(worker, f"again-{number}")
        done = {"status": "succeeded", "reason": "completed", **HEAD}
        await walk.do("worker", "POST /queue/complete", held | {"outcome": done})
        body = {"text": "more"} if act in {"continue", "request-changes"} else None
        await walk.do("operator", f"POST /tasks/{{task_id}}/{act}", body, task_id=one)
        if act == "approve":
            _, held = await walk.claim(worker, "merge")
            failed = {"status": "failed", "reason": "git_failed", "conflicts": ["a"]}
            await walk.do("worker", "POST /queue/fail", held | {"outcome": failed})
            await walk.do("operator", "POST /tasks/{task_id}/continue", {"text": ""}, task_id=one)
    await disk(walk, worker, one)
    await walk.do("operator", "POST /workers/{worker_id}/drain", worker_id=worker)
    await walk.do("worker", "DELETE /workers/{worker_id}", worker_id=worker)


async def disk(walk, worker, one):
    """What a worker has told of its disk, and the wishes for it."""
    there = {"task": one, "path": "/w/1", "strategy": "worktree", "branch": "taskyard/x"}
    beat = {"status": "idle", "survey": {"workspaces": [there]}}
    for wish in ("cleanup", "reset", "{task_id}/discard"):
        await walk.do("worker", "POST /workers/{worker_id}/heartbeat", beat, worker_id=worker)
        who = "admin" if wish == "reset" else "operator"
        await walk.do(who, f"POST /workspaces/{wish}", task_id=one)
    ended = {"task": one, "ok": True, "ref": "refs/taskyard/1"}
    beat = {"status": "idle", "survey": {"done": [ended]}}
    await walk.do("worker", "POST /workers/{worker_id}/heartbeat", beat, worker_id=worker)
    await walk.do("operator", "POST /workspaces/{task_id}/restore", task_id=one)


async def house(walk):
    """Keys, browsers, organisations."""
    key = (await walk.do("admin", "POST /keys", {"name": "spare", "scope": "viewer"}))["id"]
    await walk.do("admin", "POST /keys/{key_id}/rotate", key_id=key)
    await walk.do("admin", "DELETE /keys/{key_id}", key_id=key)
    await walk.do("admin", "POST /auth/ticket")
    code = await walk.yard.act(SYSTEM, account.launch_code)
    browser = await walk.server.enter(walk.server.client(Origin="http://yard.test"))
    browser.base_url = "http://yard.test"
    await walk.do(browser, "POST /auth/launch", {"code": code})
    await walk.do(browser, "POST /auth/logout")
    await walk.do("admin", "POST /auth/code")
    await walk.do(browser, "POST /auth/signin", {"key": walk.server.keys["viewer"]})
    other = (await walk.do("admin", "POST /orgs", {"id": "other"}))["key"]
    other = await walk.server.enter(walk.server.client(other))
    other.base_url = "http://yard.test"
    archive = (await other.get("/api/v1/export")).content
    await walk.do(other, "POST /import", archive)
    await walk.do("admin", "PATCH /org", {"name": "ours"})
    await walk.do("admin", "POST /orgs", {"id": "empty"})
    await walk.do("admin", "DELETE /orgs/{org_id}", org_id="empty")


async def test_every_route_that_changes_something_leaves_an_event(walk):
    await work(walk, await board(walk))
    await house(walk)
    silent = {route for route, told in walk.found.items() if not told}
    assert silent == SILENT.keys()
    paths = json.loads(STORED.read_text())["paths"]
    every = {
        f"{m.upper()} {p.removeprefix('/api/v1')}" for p, item in paths.items() for m in item if m in CHANGES
    }
    assert every - walk.found.keys() == set()


async def test_every_event_about_a_task_carries_its_number(walk):
    one = await board(walk)
    await work(walk, one)
    assert walk.numbers.keys() >= {
        "task.created", "task.changed", "task.moved", "task.queued", "task.running", "task.review", "task.deleted",
        "run.queued", "run.claimed", "run.status", "run.ended", "run.released",
        "message.posted", "message.answered", "message.delivered",
    }  # fmt: skip
    found = set().union(*walk.numbers.values())
    assert {number for task, number in found if task == one} == {1}
    assert {number for task, number in found if task != one} == {2}
