"""How a wait for a person ends without an answer."""

import json

import anyio
import pytest
from mcp.server._streamable_http_modern import _SSE_PING_INTERVAL
from sse_starlette import EventSourceResponse

from taskyard.client.wire import read
from taskyard.domain.chat import NOBODY
from taskyard.domain.claim import Orders
from taskyard.server.mcp.ask import PARKED
from taskyard.service import upkeep

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp/run"
LONG = 60.0  # seconds; a bound, never a wait


async def test_without_an_answer_the_agent_is_told_to_stop_and_goes_on_with_it_later(
    play, url, agent, words, start
):
    await play.project()
    case = await start(ask_park=0.05)
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


async def test_where_that_is_the_rule_the_agent_is_told_to_decide_itself(play, url, agent, words, start):
    await play.project()
    case = await start(human_wait=0.05, on_no_answer="proceed")
    async with agent(url, case.token) as client:
        result = await client.call_tool("ask_human", {"question": "tea?"})
    assert (words(result), result.is_error) == (NOBODY, False)
    (question,) = await case.delivered()
    assert (question["state"], question["answer"], question["answered_by"]) == ("answered", NOBODY, "system")
    await case.quiet()
    assert (await case.status(), (await play.look(case.task))["open_questions"]) == ("running", 0)


async def test_an_answer_in_time_is_what_the_agent_hears(play, url, agent, words, start):
    """Also at the last moment: the call asks once more before it gives up."""
    await play.project()
    case = await start(human_wait=0.05, on_no_answer="proceed")
    asked = await case.play.report(case.claim, "ask", text="tea?")
    await case.answer(asked, "coffee")
    play.server.yard.clock.advance(1)
    async with agent(url, case.token) as client:
        assert words(await client.call_tool("ask_human", {"question": "tea?"})) == "coffee"


@pytest.mark.parametrize(("rule", "ends"), [("proceed", "queued"), ("fail", "failed"), ("park", "running")])
async def test_a_run_that_was_parked_first_waits_no_longer_than_it_may(
    play, url, clock, rule, ends, agent, words, start
):
    await play.project()
    case = await start(ask_park=0.05, human_wait=600, on_no_answer=rule)
    async with agent(url, case.token) as client:
        assert words(await client.call_tool("ask_human", {"question": "tea?"})) == PARKED
    await play.end(case.claim, "fail", status="parked", reason="parked", session="s-1")
    watch = upkeep.begin(case.yard)
    for seconds, status in ((599, "running"), (1, ends)):
        clock.advance(seconds)
        await upkeep.look(case.yard, watch)
        assert (await play.look(case.task))["status"] == status


async def test_where_the_task_is_to_fail_the_agent_is_stopped_as_soon_as_the_time_is_up(
    play, url, clock, agent, words, start
):
    await play.project()
    case = await start(human_wait=0.05, on_no_answer="fail")
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
async def test_a_wait_ends_with_an_error_when_the_run_does(case, url, how, agent, words):
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


async def test_a_run_that_is_being_cancelled_asks_nobody(case, call):
    await case.play.act(case.task, "cancel")
    result = (await case.said(call("ask_human", {"question": "may I?"})))["result"]
    assert result["isError"] is True
    assert await case.messages() == []


async def test_a_client_may_call_off_its_wait(case, url, posted, call, http):
    async with posted(url, case.token, call("ask_human", {"question": "hm?"}, to="c-7")) as stream:
        await case.open()
        note = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "c-7"}}
        async with http(case.token) as http:
            assert (await http.post(url, json=note)).status_code == 202
        text = (await stream.aread()).decode()
    last = json.loads(text.split("data: ")[-1])
    assert (last["id"], last["result"]["isError"]) == ("c-7", True)
    (kept,) = await case.messages()
    assert kept["state"] == "open"
    await case.quiet()


async def test_a_client_that_stops_waiting_leaves_nobody_behind(case, url, agent):
    async with agent(url, case.token) as client, anyio.create_task_group() as tasks:
        tasks.start_soon(client.call_tool, "ask_human", {"question": "hm?"})
        await case.open()
        tasks.cancel_scope.cancel()
    await case.quiet()
    (kept,) = await case.messages()
    assert (kept["state"], kept["delivered_at"]) == ("open", None)


def test_the_signs_of_life_of_the_sdk_come_before_a_client_gives_up():
    """They are all that a client hears that has not asked for progress."""
    assert max(EventSourceResponse.DEFAULT_PING_INTERVAL, _SSE_PING_INTERVAL) <= 20
