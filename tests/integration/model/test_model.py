"""The fake model, by plain HTTP."""

import json
import re
import signal
import subprocess
import sys

import anyio
import httpx2
import pytest

from taskyard.testing.model.script import Turn
from taskyard.testing.model.server import fake_model

pytestmark = pytest.mark.anyio
TOOLS = [
    {"name": "Write", "input_schema": {"properties": {"file_path": {}, "content": {}}}},
    {"name": "Bash", "input_schema": {"properties": {"command": {}}}},
    {"name": "mcp__yard__ask_human", "input_schema": {"properties": {"question": {}, "choices": {}}}},
]
PATHS = ("/v1/messages", "/v1/chat/completions", "/v1/responses")


@pytest.fixture
async def model():
    async with fake_model({"mine": (Turn(text="I am {name}."),)}) as model:
        yield model


@pytest.fixture
async def http(model):
    async with httpx2.AsyncClient(base_url=model.url, trust_env=False, timeout=20) as client:
        yield client


def body(path, prompt, stream=False, tools=TOOLS, said=()):
    messages = [{"role": "user", "content": prompt}, *said]
    name = "input" if path.endswith("responses") else "messages"
    if path.endswith("completions"):
        tools = [{"function": {"name": one["name"], "parameters": one["input_schema"]}} for one in tools]
    if path.endswith("responses"):
        tools = [{"name": one["name"], "parameters": one["input_schema"]} for one in tools]
    return {"model": "m", name: messages, "tools": tools, "stream": stream}


def events(answer):
    return [json.loads(part) for part in re.findall(r"^data: (\{.*)$", answer.text, re.MULTILINE)]


async def test_a_marker_picks_the_script_and_fills_its_texts(http, model):
    got = (await http.post("/v1/messages", json=body("/v1/messages", "[[script:mine name=Ann]] go"))).json()
    assert got["content"] == [{"type": "text", "text": "I am Ann."}]
    assert got["stop_reason"] == "end_turn"
    got = (
        await http.post("/v1/chat/completions", json=body("/completions", "[[script:mine name=B]]"))
    ).json()
    assert got["choices"][0]["message"]["content"] == "I am B."
    got = (await http.post("/v1/responses", json=body("/responses", "[[script:mine name=C]]"))).json()
    assert got["output"][0]["content"][0]["text"] == "I am C."
    assert [one.place.params["name"] for one in model.requests] == ["Ann", "B", "C"]


async def test_the_turn_is_the_number_of_answers_after_the_marker(http):
    said = [{"role": "assistant", "content": "1"}, {"role": "user", "content": "[[script:task cwd=/r]]"}]
    first = (await http.post("/v1/messages", json=body("", "[[script:hello]]", said=said))).json()
    assert first["content"][-1]["name"] == "Write"
    assert first["content"][-1]["input"] == {"file_path": "/r/hello.txt", "content": "hello world\n"}
    result = {"type": "tool_result", "content": [{"type": "text", "text": "ok"}], "tool_use_id": "1"}
    said += [{"role": "assistant", "content": first["content"]}, {"role": "user", "content": [result]}]
    second = (await http.post("/v1/messages", json=body("", "x", said=said))).json()
    assert second["content"][0]["name"] == "Bash"  # no tool for edits was offered
    assert "sed -i" in second["content"][0]["input"]["command"]


async def test_a_question_goes_to_the_tool_that_is_there(http):
    got = (await http.post("/v1/messages", json=body("", "[[script:question]]"))).json()
    asked = {"question": "Which database?", "choices": ["sqlite", "postgres"]}
    assert (got["content"][0]["name"], got["content"][0]["input"]) == ("mcp__yard__ask_human", asked)
    own = [{"name": "AskUserQuestion", "input_schema": {"properties": {"questions": {}}}}]
    got = (await http.post("/v1/messages", json=body("", "[[script:question]]", tools=own))).json()
    assert got["content"][0]["input"]["questions"][0]["options"][0]["label"] == "sqlite"


@pytest.mark.parametrize("path", PATHS)
async def test_a_stream_says_the_same_as_the_whole(path, http):
    answer = await http.post(path, json=body(path, "[[script:hello]]", stream=True))
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = events(answer)
    words = {
        "/v1/messages": lambda one: (one.get("delta") or {}).get("text"),
        "/v1/chat/completions": lambda one: ((one["choices"] or [{}])[0].get("delta") or {}).get("content"),
        "/v1/responses": lambda one: one.get("delta"),
    }[path]
    assert "".join(words(one) or "" for one in found) == "Hello from the fake model. Zażółć 🦆"


@pytest.mark.parametrize("path", PATHS)
async def test_calls_stream_in_pieces_that_join(path, http):
    found = events(await http.post(path, json=body(path, "[[script:shell cwd=/r]]", stream=True)))
    text = json.dumps(found)
    assert "Bash" in text
    parts = [
        one["delta"].get("partial_json", "") for one in found if one.get("type") == "content_block_delta"
    ]
    if parts:
        assert json.loads("".join(parts)) == {"command": "touch /r/made.txt"}


@pytest.mark.parametrize(
    ("script", "status"), [("e401", 401), ("e429", 429), ("e500", 500), ("e529", 529), ("e400", 400)]
)
async def test_errors_of_the_api(script, status, http):
    for path in PATHS:
        got = await http.post(path, json=body(path, f"[[script:{script}]]"))
        assert got.status_code == status
        assert got.json()["error"]["message"]
    assert got.headers.get("retry-after") == ("1" if status == 429 else None)


async def test_the_first_tries_fail_for_each_key(http):
    for key in ("a", "b"):
        sent = {"json": body("", "[[script:e429once]]"), "headers": {"x-api-key": key}}
        codes = [(await http.post("/v1/messages", **sent)).status_code for _ in range(3)]
        assert codes == [429, 200, 200]


@pytest.mark.parametrize("script", ["drop", "drop_mid"])
async def test_a_connection_breaks(script, http):
    with pytest.raises(httpx2.TransportError):
        await http.post("/v1/messages", json=body("", f"[[script:{script}]]", stream=True))
    assert (await http.get("/v1/models")).status_code == 200  # the server lives


@pytest.mark.parametrize("script", ["hang", "hang_mid"])
async def test_an_answer_hangs_until_the_end(script, http, model):
    heard = []

    async def ask():
        sent = body("", f"[[script:{script}]]", stream=True)
        async with http.stream("POST", "/v1/messages", json=sent) as answer:
            async for part in answer.aiter_text():
                heard.append(part)  # noqa: PERF401 - what came before the end counts

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            group.start_soon(ask)
            await model.hangs()
            group.cancel_scope.cancel()
    assert "message_stop" not in "".join(heard)


async def test_an_error_in_the_stream_and_garbage(http):
    answer = await http.post("/v1/messages", json=body("", "[[script:error_mid]]", stream=True))
    assert events(answer)[-1]["error"]["type"] == "overloaded_error"
    answer = await http.post("/v1/messages", json=body("", "[[script:garbage]]", stream=True))
    assert answer.text.startswith("<html>")


async def test_side_requests_play_no_turn(http, model):
    got = (await http.post("/v1/messages", json=body("", "[[script:task cwd=/r]]", tools=[]))).json()
    assert got["content"][0]["text"] == "Fake title"
    assert model.requests[-1].place is None
    assert (await http.post("/v1/messages/count_tokens", json={})).json()["input_tokens"] >= 1
    assert (await http.post("/v1/messages", content=b"{not json")).status_code == 200
    assert (await http.get("/nothing")).status_code == 404


async def test_no_key_is_kept(http, model):
    await http.post("/v1/messages", json=body("", "x"), headers={"x-api-key": "very-secret"})
    assert "very-secret" not in repr(model)
    assert len(model.requests[-1].key) == 8


def test_it_runs_as_a_program():
    argv = [sys.executable, "-m", "taskyard.testing.model", "--port", "0"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as program:
        url = program.stdout.readline().strip()
        got = httpx2.post(
            f"{url}/v1/messages", json=body("", "[[script:hello]]"), trust_env=False, timeout=20
        )
        program.send_signal(signal.SIGTERM)
        assert program.wait(20) == 0
    assert got.json()["content"][0]["text"].startswith("Hello")
