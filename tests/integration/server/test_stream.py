"""Server-sent events: replay from any point without gap or double, then follow."""

import json

import anyio
import pytest
from starlette.requests import Request

from taskyard.server.auth import Call
from taskyard.server.stream import follow_facts, resume_from
from taskyard.service import account
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio
NONE = {"project": None, "task": None, "run": None}


def _request(server, **headers):
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "app": server.app, "headers": raw, "method": "GET", "path": "/"})


def _call(server):
    return Call(server.yard, SYSTEM, _request(server))


def _messages(text):
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in lines:
            yield lines.get("event", "message"), lines.get("id"), json.loads(lines["data"])


async def test_a_run_is_told_whole_and_ends(play):
    await play.project()
    await play.task()
    claim = await play.claim(await play.worker())
    entries = [
        {"seq": n, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": f"line {n}"}}
        for n in range(1, 6)
    ]
    await play.report(claim, "entries", first=1, entries=entries)
    await play.end(claim, entries=5)
    url = f"/runs/{claim['run']['id']}/stream"
    answer = await play.server.viewer.get(url, headers={"last-event-id": "2"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = list(_messages(answer.text))
    assert [seq for kind, seq, _ in told if kind == "message"] == ["3", "4", "5"]
    assert told[-1][0] == "end"
    assert told[-1][2] == {"status": "succeeded", "incomplete": False}


async def test_facts_follow_the_bell(play):
    await play.project()
    seen = []

    async def follow():
        async for chunk in follow_facts(_call(play.server), 0, NONE):
            seen.extend(_messages(chunk.decode()))

    with anyio.fail_after(4):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(follow)
            await play.task("one")
            await play.task("two")
            while sum(data["kind"] == "task.queued" for _, _, data in seen) < 2:
                await anyio.lowlevel.checkpoint()
            play.server.app.state.stopping.set()
    numbers = [int(seq) for _, seq, _ in seen]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_stream_ends_when_its_key_is_revoked(play):
    made = (await play.server.admin.post("/keys", json={"name": "eye", "scope": "viewer"})).json()
    client = await play.server.enter(play.server.client(made["key"]))
    answers = []

    async def follow():
        answers.append(await client.get("/events/stream"))

    with anyio.fail_after(30):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(follow)
            while not play.server.yard.bus._ears:
                await anyio.lowlevel.checkpoint()
            await play.server.admin.delete(f"/keys/{made['id']}")
    assert "key.revoked" in answers[0].text


async def test_a_stream_ends_when_its_browser_signs_out(play):
    code = await play.server.yard.act(SYSTEM, account.launch_code)
    headers = {"origin": "http://yard.test"}
    browser = await play.server.enter(play.server.client(**headers))
    await browser.get("http://yard.test/launch", params={"code": code})
    answers = []

    async def follow():
        answers.append(await browser.get("/events/stream"))

    with anyio.fail_after(30):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(follow)
            while not play.server.yard.bus._ears:
                await anyio.lowlevel.checkpoint()
            await browser.post("/auth/logout")
    assert "browser.closed" in answers[0].text


@pytest.mark.parametrize(("given", "start"), [("7", 7), ("x", 3), ("-1", 3), ("9" * 20, 3), ("٣", 3)])
async def test_the_last_event_id_beats_the_address_when_it_is_a_number(server, given, start):
    request = Request({"type": "http", "headers": [(b"last-event-id", given.encode())]})
    assert resume_from(request, 3) == start
