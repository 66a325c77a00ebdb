"""An agent inside its run asks a person over MCP: with the official client, over a real server."""

import json

import anyio
import pytest

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp/run"
LONG = 60.0  # seconds; a bound, never a wait


async def test_the_official_client_finds_the_tools_and_its_task(case, url, agent, words):
    async with agent(url, case.token) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask_human", "report_progress", "get_task"}
        assert tools["ask_human"].input_schema["required"] == ["question"]
        task = json.loads(words(await client.call_tool("get_task", {})))
        assert (task["title"], task["remarks"]) == ("paint it", [])
        await client.call_tool("report_progress", {"text": "half of it"})
    (note,) = await case.messages("status")
    assert (note["text"], note["run"], note["state"]) == ("half of it", case.claim["run"]["id"], "posted")
    assert await case.status() == "running"


async def test_an_answer_comes_back_and_is_noted_once(case, url, agent, words):
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


async def test_two_runs_that_ask_the_same_never_mix(play, url, agent, words, start):
    await play.project()
    worker = await play.worker(slots=2)
    cases = [await start(f"task {n}", f"k{n}", worker) for n in range(2)]
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


async def test_two_questions_of_one_run_keep_it_waiting_until_the_last_answer(case, url, agent, words):
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
