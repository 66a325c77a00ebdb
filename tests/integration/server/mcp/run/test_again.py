"""The same question again: it is one question, whoever asks and whatever broke off."""

import anyio
import httpx2
import pytest

from taskyard.bus.memory import MemoryBus
from taskyard.server.app import create_app
from taskyard.server.mcp.ask import PARKED
from taskyard.service.yard import Yard

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp/run"
LONG = 60.0  # seconds; a bound, never a wait


async def test_a_repeat_joins_the_open_question_and_hears_the_answer_too(case, url, agent, words):
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


async def test_a_client_that_hangs_up_leaves_no_listener_and_finds_its_answer_later(
    case, url, agent, posted, call, words
):
    async with posted(url, case.token, call("ask_human", {"question": "later?"})) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
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


async def test_what_was_told_may_be_asked_anew(case, url, agent):
    async with agent(url, case.token) as client, anyio.create_task_group() as tasks:
        for number in range(2):
            tasks.start_soon(client.call_tool, "ask_human", {"question": "go on?"})
            (question,) = await case.open()
            await case.answer(question, "yes")
            await case.until(lambda all_, n=number + 1: sum(bool(one["delivered_at"]) for one in all_) == n)
    assert len(await case.messages()) == 2


async def test_other_choices_or_context_are_another_question(hasty, call):
    first = {"question": "which?", "choices": ["a", "b"]}
    for arguments in (first, first | {"choices": ["c"]}, first | {"context": "of the two"}, first):
        answer = await hasty.post(call("ask_human", arguments))
        assert PARKED in answer.text
    assert len(await hasty.messages()) == 3


async def test_a_repeat_after_a_restart_of_the_server_finds_the_question(case, agent, endpoint, words):
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
