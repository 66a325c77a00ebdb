"""An agent inside its run asks a person over MCP: with the official client, over a real server, and by hand."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import anyio
import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from taskyard.bus.memory import MemoryBus
from taskyard.client.wire import read
from taskyard.domain.chat import NOBODY
from taskyard.domain.claim import Orders
from taskyard.server.app import create_app
from taskyard.server.mcp import rpc
from taskyard.server.mcp.ask import PARKED
from taskyard.service import account, upkeep
from taskyard.service.yard import SYSTEM, Yard
from taskyard.testing.serve import serve

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp/run"
LONG = 60.0  # seconds; a bound, never a wait


@asynccontextmanager
async def endpoint(app):
    async with serve(app, grace=10) as url:
        try:
            yield f"{url}/mcp/run"
        finally:
            app.state.stopping.set()


def _http(token, **headers):
    known = {"Authorization": f"Bearer {token}", "Host": HOST, **headers}
    return httpx2.AsyncClient(headers=known, timeout=LONG, trust_env=False)


@asynccontextmanager
async def agent(url, token, **options):
    async with (
        _http(token) as http,
        Client(streamable_http_client(url, http_client=http), read_timeout_seconds=LONG, **options) as client,
    ):
        yield client


@asynccontextmanager
async def posted(url, token, body):
    async with _http(token) as http, http.stream("POST", url, json=body) as answer:
        yield answer


def call(name, arguments, to=1, **params):
    return {
        "jsonrpc": "2.0",
        "id": to,
        "method": "tools/call",
        "params": {"name": name, "arguments": arguments, **params},
    }


def words(result):
    return result.content[0].text


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

    async def post(self, body, **headers):
        return await self.raw(json.dumps(body).encode(), **headers)

    async def raw(self, content, method="POST", token=None, **headers):
        """Without a socket, for what needs no stream."""
        given = {"content-type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        async with self.play.server.client(token or self.token) as client:
            return await client.request(method, URL, content=content, headers=given)


async def start(play, title="a task", key="k1", worker=None, **rules):
    task = await play.task(title, description="the door", settings=rules)
    claim = await play.claim(worker or await play.worker(), key)
    assert claim["task"]["id"] == task["id"]
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    return Case(play, task, claim)


@pytest.fixture
async def case(play):
    await play.project()
    return await start(play, "paint it")


@pytest.fixture
async def hasty(play):
    """A run whose questions wait for nobody, so that each call ends at once."""
    await play.project()
    return await start(play, ask_park=0)


@pytest.fixture
async def url(play):
    async with endpoint(play.server.app) as found:
        yield found


# --- the official client ------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_official_client_finds_the_tools_and_its_task(case, url, mode):
    async with agent(url, case.token, mode=mode) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask_human", "report_progress", "get_task"}
        assert tools["ask_human"].input_schema["required"] == ["question"]
        task = json.loads(words(await client.call_tool("get_task", {})))
        assert (task["title"], task["remarks"]) == ("paint it", [])
        await client.call_tool("report_progress", {"text": "half of it"})
    (note,) = await case.messages("status")
    assert (note["text"], note["run"], note["state"]) == ("half of it", case.claim["run"]["id"], "posted")
    assert await case.status() == "running"


async def test_an_answer_comes_back_and_is_noted_once(case, url):
    case.play.server.app.state.pulse = 0.01
    beats, results = [], []
    enough = anyio.Event()

    async def beat(progress, total, message):
        beats.append((progress, total, message))
        if len(beats) == 3:
            enough.set()

    async def ask(client):
        arguments = {"question": "tea or coffee?", "choices": ["tea", "coffee"], "context": "for two"}
        results.append(await client.call_tool("ask_human", arguments, progress_callback=beat))

    async with agent(url, case.token) as client, anyio.create_task_group() as tasks:
        tasks.start_soon(ask, client)
        (question,) = await case.open()
        assert (question["text"], question["choices"]) == ("tea or coffee?\n\nfor two", ["tea", "coffee"])
        assert (await case.status(), (await case.play.look(case.task))["open_questions"]) == ("waiting", 1)
        with anyio.fail_after(LONG):
            await enough.wait()
        await case.answer(question, "tea")
    assert (words(results[0]), results[0].is_error) == ("tea", False)
    assert [beat[0] for beat in beats[:3]] == [1, 2, 3]
    await case.delivered()
    await case.quiet()
    assert await case.status() == "running"
    assert len(await case.facts("message.delivered")) == 1
    body = {"run": case.claim["run"]["id"], "fence": case.claim["fence"]}
    assert (await case.play.server.worker.post("/queue/renew", json=body)).json()["messages"] == []


async def test_two_runs_that_ask_the_same_never_mix(play, url):
    await play.project()
    worker = await play.worker(slots=2)
    cases = [await start(play, f"task {n}", f"k{n}", worker) for n in range(2)]
    results = {}

    async def ask(case, number):
        async with agent(url, case.token) as client:
            results[number] = words(await client.call_tool("ask_human", {"question": "which colour?"}))

    async with anyio.create_task_group() as tasks:
        for number, case in enumerate(cases):
            tasks.start_soon(ask, case, number)
        asked = [(await case.open())[0] for case in cases]
        await cases[1].answer(asked[1], "blue")
        await cases[0].answer(asked[0], "red")
    assert results == {0: "red", 1: "blue"}


async def test_two_questions_of_one_run_keep_it_waiting_until_the_last_answer(case, url):
    results = {}

    async def ask(client, question):
        results[question] = words(await client.call_tool("ask_human", {"question": question}))

    async with agent(url, case.token) as client, anyio.create_task_group() as tasks:
        for question in ("colour?", "size?"):
            tasks.start_soon(ask, client, question)
        both = {message["text"]: message for message in await case.open(2)}
        await case.answer(both["size?"], "large")
        await case.delivered()
        assert await case.status() == "waiting"
        await case.answer(both["colour?"], "red")
    await case.until(lambda all_: all(message["delivered_at"] for message in all_))
    await case.quiet()
    assert results == {"colour?": "red", "size?": "large"}
    assert await case.status() == "running"


# --- the same question again ---------------------------------------------------------------------


async def test_a_repeat_joins_the_open_question_and_hears_the_answer_too(case, url):
    results = []

    async def ask():
        async with agent(url, case.token) as client:
            results.append(words(await client.call_tool("ask_human", {"question": "again?"})))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(ask)
        await case.open()
        tasks.start_soon(ask)
        with anyio.fail_after(LONG):
            while len(case.play.server.app.state.waits) < 2:
                await anyio.lowlevel.checkpoint()
        (question,) = await case.messages()
        await case.answer(question, "yes")
    assert results == ["yes", "yes"]
    await case.delivered()
    await case.quiet()
    assert len(await case.facts("message.delivered")) == 1


async def test_a_client_that_hangs_up_leaves_no_listener_and_finds_its_answer_later(case, url):
    async with posted(url, case.token, call("ask_human", {"question": "later?"})) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert (await anext(stream.aiter_lines())).startswith(":")
        (question,) = await case.open()
    await case.quiet()
    await case.answer(question, "now")
    (kept,) = await case.messages()
    assert kept["delivered_at"] is None
    async with agent(url, case.token) as client:
        assert words(await client.call_tool("ask_human", {"question": "later?"})) == "now"
    await case.delivered()
    await case.quiet()
    assert len(await case.messages()) == 1
    assert await case.status() == "running"


async def test_what_was_told_may_be_asked_anew(case, url):
    async with agent(url, case.token) as client, anyio.create_task_group() as tasks:
        for number in range(2):
            tasks.start_soon(client.call_tool, "ask_human", {"question": "go on?"})
            (question,) = await case.open()
            await case.answer(question, "yes")
            await case.until(lambda all_, n=number + 1: sum(bool(one["delivered_at"]) for one in all_) == n)
    assert len(await case.messages()) == 2


async def test_other_choices_or_context_are_another_question(hasty):
    first = {"question": "which?", "choices": ["a", "b"]}
    for arguments in (first, first | {"choices": ["c"]}, first | {"context": "of the two"}, first):
        answer = await hasty.post(call("ask_human", arguments))
        assert PARKED in answer.text
    assert len(await hasty.messages()) == 3


async def test_a_repeat_after_a_restart_of_the_server_finds_the_question(case):
    server = case.play.server
    result = []

    async def ask(url):
        async with agent(url, case.token) as client:
            result.append(await client.call_tool("ask_human", {"question": "still there?"}))

    async with endpoint(server.app) as url, anyio.create_task_group() as tasks:
        tasks.start_soon(ask, url)
        (question,) = await case.open()
        server.app.state.stopping.set()
    assert result[0].is_error
    assert "Ask the same question again" in words(result[0])
    yard = Yard(server.yard.db, MemoryBus(), server.yard.clock)
    app = create_app(yard, allowed_hosts=[HOST], allowed_origins=[])
    async with endpoint(app) as url, anyio.create_task_group() as tasks:
        tasks.start_soon(ask, url)
        with anyio.fail_after(LONG):
            while not len(app.state.waits):
                await anyio.lowlevel.checkpoint()
        async with server.client(server.keys["operator"]) as person:
            person._transport = httpx2.ASGITransport(app)  # the same person at the new server
            answer = await person.post(f"/messages/{question['id']}/answer", json={"text": "here"})
            assert answer.status_code == 200
    assert words(result[1]) == "here"
    assert len(await case.messages()) == 1


# --- how a wait ends without an answer ------------------------------------------------------------


async def test_without_an_answer_the_agent_is_told_to_stop_and_goes_on_with_it_later(play, url):
    await play.project()
    case = await start(play, ask_park=0.05)
    async with agent(url, case.token) as client:
        result = await client.call_tool("ask_human", {"question": "tea?"})
        assert (words(result), result.is_error) == (PARKED, False)
        (question,) = await case.messages()
        assert (question["state"], await case.status()) == ("open", "waiting")
        body = {"run": case.claim["run"]["id"], "fence": case.claim["fence"]}
        orders = (await play.server.worker.post("/queue/renew", json=body)).json()
        assert read(Orders, orders).open_questions == 1
        await case.quiet()
        await play.end(case.claim, "fail", status="parked", reason="parked", session="s-1")
        await case.answer(question, "tea")
    again = await play.claim(case.claim["run"]["worker"], "k2")
    assert again["run"]["session"] == "s-1"
    assert "tea" in again["run"]["prompt_extra"]


async def test_where_that_is_the_rule_the_agent_is_told_to_decide_itself(play, url):
    await play.project()
    case = await start(play, human_wait=0.05, on_no_answer="proceed")
    async with agent(url, case.token) as client:
        result = await client.call_tool("ask_human", {"question": "tea?"})
    assert (words(result), result.is_error) == (NOBODY, False)
    (question,) = await case.delivered()
    assert (question["state"], question["answer"], question["answered_by"]) == ("answered", NOBODY, "system")
    await case.quiet()
    assert (await case.status(), (await play.look(case.task))["open_questions"]) == ("running", 0)


async def test_an_answer_in_time_is_what_the_agent_hears(play, url):
    """Also at the last moment: the call asks once more before it gives up."""
    await play.project()
    case = await start(play, human_wait=0.05, on_no_answer="proceed")
    asked = await case.play.report(case.claim, "ask", text="tea?")
    await case.answer(asked, "coffee")
    play.server.yard.clock.advance(1)
    async with agent(url, case.token) as client:
        assert words(await client.call_tool("ask_human", {"question": "tea?"})) == "coffee"


@pytest.mark.parametrize(("rule", "ends"), [("proceed", "queued"), ("fail", "failed"), ("park", "running")])
async def test_a_run_that_was_parked_first_waits_no_longer_than_it_may(play, url, clock, rule, ends):
    await play.project()
    case = await start(play, ask_park=0.05, human_wait=600, on_no_answer=rule)
    async with agent(url, case.token) as client:
        assert words(await client.call_tool("ask_human", {"question": "tea?"})) == PARKED
    await play.end(case.claim, "fail", status="parked", reason="parked", session="s-1")
    watch = upkeep.begin(case.yard)
    for seconds, status in ((599, "running"), (1, ends)):
        clock.advance(seconds)
        await upkeep.look(case.yard, watch)
        assert (await play.look(case.task))["status"] == status


async def test_where_the_task_is_to_fail_the_agent_is_stopped_as_soon_as_the_time_is_up(play, url, clock):
    await play.project()
    case = await start(play, human_wait=0.05, on_no_answer="fail")
    async with agent(url, case.token) as client:
        assert words(await client.call_tool("ask_human", {"question": "tea?"})) == PARKED
    await play.end(case.claim, "fail", status="parked", reason="parked", session="s-1")
    clock.advance(1)
    await upkeep.look(case.yard, upkeep.begin(case.yard))
    found = await play.look(case.task)
    assert (found["status"], found["reason"], found["open_questions"]) == ("failed", "human_timeout", 0)


async def test_orders_count_only_what_is_open_of_this_run(case):
    body = {"run": case.claim["run"]["id"], "fence": case.claim["fence"]}

    async def count():
        return read(Orders, (await case.play.server.worker.post("/queue/renew", json=body)).json())

    assert (await count()).open_questions == 0
    await case.play.report(case.claim, "ask", text="one?")
    two = await case.play.report(case.claim, "ask", text="two?", kind="permission", choices=["yes"])
    await case.play.server.operator.post(f"/tasks/{case.task['id']}/messages", json={"text": "a word"})
    assert (await count()).open_questions == 2
    await case.answer(two, "yes")
    left = await count()
    assert (left.open_questions, len(left.messages)) == (1, 2)


@pytest.mark.parametrize("how", ["cancelled", "ended"])
async def test_a_wait_ends_with_an_error_when_the_run_does(case, url, how):
    results = []

    async def ask(client):
        results.append(await client.call_tool("ask_human", {"question": "too late?"}))

    async with agent(url, case.token) as client, anyio.create_task_group() as tasks:
        tasks.start_soon(ask, client)
        await case.open()
        if how == "cancelled":
            await case.play.act(case.task, "cancel")
        else:
            await case.play.end(case.claim, "fail", status="failed", reason="setup_failed")
    assert results[0].is_error
    assert ("cancelled" if how == "cancelled" else "failed") in words(results[0])
    await case.quiet()


async def test_a_run_that_is_being_cancelled_asks_nobody(case):
    await case.play.act(case.task, "cancel")
    result = (await case.post(call("ask_human", {"question": "may I?"}))).json()["result"]
    assert result["isError"] is True
    assert await case.messages() == []


async def test_a_client_may_call_off_its_wait(case, url):
    async with posted(url, case.token, call("ask_human", {"question": "hm?"}, to="c-7")) as stream:
        await case.open()
        note = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "c-7"}}
        async with _http(case.token) as http:
            assert (await http.post(url, json=note)).status_code == 202
        text = (await stream.aread()).decode()
    last = json.loads(text.split("data: ")[-1])
    assert (last["id"], last["result"]["isError"]) == ("c-7", True)
    (kept,) = await case.messages()
    assert kept["state"] == "open"
    await case.quiet()


async def test_without_a_progress_token_the_signs_of_life_are_comments(case, url):
    case.play.server.app.state.pulse = 0.01
    async with posted(url, case.token, call("ask_human", {"question": "hm?"})) as stream:
        heard = []
        with anyio.fail_after(LONG):
            async for line in stream.aiter_lines():
                heard.append(line)
                if heard.count(": still waiting") == 2:
                    break
        assert not [line for line in heard if line and not line.startswith(":")]
    await case.quiet()


# --- who may come in --------------------------------------------------------------------------


async def test_only_a_run_token_of_a_living_run_comes_in(case):
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    assert (await case.post(ping)).json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
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


async def test_the_task_is_shown_with_its_remarks(case):
    play = case.play
    await play.end(case.claim, branch="taskyard/x", head_commit="a" * 40)
    remarks = [{"path": "door.py", "line": 3, "text": "too red", "quote": "red()"}]
    await play.act(case.task, "request-changes", text="almost", remarks=remarks)
    claim = await play.claim(case.claim["run"]["worker"], "k2")
    answer = await replace(case, claim=claim).post(call("get_task", {}))
    task = json.loads(answer.json()["result"]["content"][0]["text"])
    assert (task["title"], task["description"]) == ("paint it", "the door")
    assert task["remarks"] == ["almost\n\ndoor.py:3\n> red()\ntoo red"]


# --- the words of the protocol ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("2025-06-18", "2025-06-18"), ("2024-11-05", "2024-11-05"), ("2031-01-01", "2025-11-25")],
)
async def test_the_version_is_agreed_on(case, wanted, given):
    params = {"protocolVersion": wanted, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    answer = await case.post({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params})
    result = answer.json()["result"]
    assert (result["protocolVersion"], result["serverInfo"]["name"]) == (given, "taskyard")
    assert "mcp-session-id" not in answer.headers


async def test_a_probe_for_newer_ways_is_an_unknown_method(case):
    body = {"jsonrpc": "2.0", "id": "d", "method": "server/discover", "params": {}}
    answer = await case.post(body, mcp_protocol_version="2026-07-28")
    assert (answer.status_code, answer.json()["id"], answer.json()["error"]["code"]) == (
        200,
        "d",
        rpc.UNKNOWN_METHOD,
    )


async def test_a_version_that_nobody_agreed_on_is_refused(case):
    listing = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert (await case.post(listing, mcp_protocol_version="1999-01-01")).status_code == 400
    assert (await case.post(listing, mcp_protocol_version="2025-06-18")).status_code == 200


BAD = [
    (b"", rpc.PARSE_ERROR),
    (b"{", rpc.PARSE_ERROR),
    (b'"\\ud800"', rpc.PARSE_ERROR),
    (b"[" * 5000, rpc.PARSE_ERROR),
    (b"[]", rpc.INVALID_REQUEST),
    (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', rpc.INVALID_REQUEST),
    (b'"ping"', rpc.INVALID_REQUEST),
    (b'{"id":1,"method":"ping"}', rpc.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1}', rpc.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1,"method":7}', rpc.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', rpc.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', rpc.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', rpc.INVALID_REQUEST),
    (b'{"jsonrpc":"2.0","id":1e999,"method":"ping"}', rpc.INVALID_REQUEST),
]


async def test_what_is_no_message_is_a_bad_request(case):
    for body, code in BAD:
        answer = await case.raw(body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code), body[:80]


NOTES = [
    {"method": "notifications/initialized"},
    {"method": "tools/call", "params": {"name": "ask_human", "arguments": {"question": "no id?"}}},
    {"method": "notifications/cancelled", "params": {"requestId": [1]}},
    {"method": "notifications/cancelled", "params": [1]},
    {"id": 3, "result": {}},
    {"id": 3, "error": {"code": 1, "message": "no"}},
]


async def test_what_wants_no_answer_gets_none(case):
    for body in NOTES:
        answer = await case.post({"jsonrpc": "2.0"} | body)
        assert (answer.status_code, answer.content) == (202, b""), body
    assert await case.messages() == []


WRONG = [
    {},
    {"name": "rm"},
    {"name": 3},
    {"name": ["get_task"]},
    {"name": "ask_human"},
    {"name": "ask_human", "arguments": []},
    {"name": "ask_human", "arguments": {"question": 3}},
    {"name": "ask_human", "arguments": {"question": " "}},
    {"name": "ask_human", "arguments": {"question": "a\0b"}},
    {"name": "ask_human", "arguments": {"question": "a?", "choices": "yes"}},
    {"name": "ask_human", "arguments": {"question": "a?", "choices": [1]}},
    {"name": "ask_human", "arguments": {"question": "a?", "choices": ["x"] * 21}},
    {"name": "ask_human", "arguments": {"question": "a?", "context": None}},
    {"name": "ask_human", "arguments": {"question": "a?", "context": "b" * 99_999}},
    {"name": "ask_human", "arguments": {"question": "a?", "run": "x"}},
    {"name": "ask_human", "arguments": {"question": "a?"}, "_meta": {"progressToken": []}},
    {"name": "report_progress", "arguments": {}},
    {"name": "get_task", "arguments": {"run": "0" * 26}},
]


async def test_wrong_arguments_are_invalid_params(case):
    for params in WRONG:
        answer = await case.post({"jsonrpc": "2.0", "id": 9, "method": "tools/call", "params": params})
        assert (answer.status_code, answer.json()["id"]) == (200, 9), params
        assert answer.json()["error"]["code"] == rpc.INVALID_PARAMS, params
    assert await case.messages() == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_NAMES = ("question", "choices", "context", "text")
_WORDS = st.text(max_size=30)
_ASK = st.fixed_dictionaries({"question": _WORDS}, optional={"choices": st.lists(_WORDS), "context": _WORDS})
_ODD = st.fixed_dictionaries({}, optional=dict.fromkeys(_NAMES, _JSON)) | _JSON
_META = st.fixed_dictionaries({"progressToken": st.text() | _JSON}) | _JSON


def _use(name, arguments):
    given = {"name": st.just(name), "arguments": arguments}
    return st.fixed_dictionaries(given) | st.fixed_dictionaries(given, optional={"_meta": _META})


_CALLS = st.one_of(
    _use("ask_human", _ASK),
    _use("report_progress", st.fixed_dictionaries({"text": _WORDS})),
    _use("get_task", st.just({})),
    st.sampled_from(["ask_human", "report_progress", "get_task"]).flatmap(lambda name: _use(name, _ODD)),
)
_PARAMS = st.dictionaries(st.sampled_from(["name", "arguments", "protocolVersion", "requestId"]), _JSON)
_METHODS = ("initialize", "ping", "tools/list", "tools/call", "notifications/cancelled", "server/discover")
_IDS = st.integers(-9, 9) | st.text(max_size=9)


def _message(method, params, ids=_IDS):
    return st.fixed_dictionaries({"jsonrpc": st.just("2.0"), "id": ids, "method": method, "params": params})


_MESSAGES = (
    _message(st.sampled_from(_METHODS), _PARAMS | _JSON)
    | _message(st.sampled_from(_METHODS) | _JSON, _PARAMS | _JSON, _JSON)
    | st.dictionaries(st.sampled_from(["jsonrpc", "id", "method", "params", "result", "error"]), _JSON)
    | _JSON
)


_fuzz = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def _survives(case, body):
    with anyio.fail_after(LONG):
        answer = await case.raw(body)
    assert answer.status_code in {200, 202, 400}
    if answer.headers.get("content-type") == "application/json":
        assert ("result" in answer.json()) != ("error" in answer.json())


@_fuzz
@given(message=_message(st.just("tools/call"), _CALLS))
async def test_no_call_breaks_the_server(hasty, message):
    await _survives(hasty, json.dumps(message).encode())


@_fuzz
@given(body=_MESSAGES.map(json.dumps).map(str.encode) | st.binary())
async def test_no_body_breaks_the_server(hasty, body):
    await _survives(hasty, body)
