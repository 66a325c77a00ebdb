"""Who may come in at /mcp/run, and what is shown."""

import json
from dataclasses import replace

import pytest

from taskyard.service import account
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp/run"
LONG = 60.0  # seconds; a bound, never a wait


async def test_only_a_run_token_of_a_living_run_comes_in(case):
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert await case.said(ping) == {"jsonrpc": "2.0", "id": 1, "result": {}}
    server, run, fence = case.play.server, case.claim["run"]["id"], case.claim["fence"]
    secret = await server.yard.secret()
    own = case.token
    wrong = [
        own.replace("rt_default_", "rt_other_"),
        account.run_token(secret, "other", run, fence),
        account.run_token(secret, "default", run, fence + 1),
        account.run_token(b"x" * 32, "default", run, fence),
        own[:-1],
        "rt_",
    ]
    for token in wrong:
        answer = await case.raw(json.dumps(ping).encode(), token=token)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), token
        assert answer.headers["www-authenticate"] == "Bearer"
    assert (await server.nobody.post(URL, json=ping)).status_code == 401
    for scope in ("admin", "operator", "viewer", "worker"):
        answer = await case.raw(json.dumps(ping).encode(), token=server.keys[scope])
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), scope
    await case.play.end(case.claim, "fail", status="failed", reason="setup_failed")
    assert (await case.post(ping)).status_code == 401


async def test_a_browser_is_no_agent(case):
    code = await case.yard.act(SYSTEM, account.launch_code)
    async with case.play.server.client(origin=f"http://{HOST}") as browser:
        await browser.get(f"http://{HOST}/launch", params={"code": code})
        answer = await browser.post(URL, json={"jsonrpc": "2.0", "id": 1, "method": "ping"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_other_methods_are_refused(case):
    for method in ("GET", "DELETE", "PUT", "PATCH"):
        answer = await case.raw(b"", method)
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed"), method


async def test_the_gate_stands_before_it(case):
    ping = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}'
    assert (await case.raw(ping, host="evil.test")).status_code == 421
    assert (await case.raw(ping, origin="http://evil.test")).status_code == 403
    assert (await case.raw(ping, origin="null")).status_code == 403
    assert (await case.raw(ping, content_type="text/plain")).status_code == 415
    answer = await case.raw(ping + b" " * 1_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_the_task_is_shown_with_its_remarks(case, call):
    play = case.play
    await play.end(case.claim, branch="taskyard/x", head_commit="a" * 40)
    remarks = [{"path": "door.py", "line": 3, "text": "too red", "quote": "red()"}]
    await play.act(case.task, "request-changes", text="almost", remarks=remarks)
    claim = await play.claim(case.claim["run"]["worker"], "k2")
    answer = await replace(case, claim=claim).said(call("get_task", {}))
    task = json.loads(answer["result"]["content"][0]["text"])
    assert (task["title"], task["description"]) == ("paint it", "the door")
    assert task["remarks"] == ["almost\n\ndoor.py:3\n> red()\ntoo red"]
