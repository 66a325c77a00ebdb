"""`taskyard mcp`: with the official client, and by hand for what no proper client sends."""

import json
import sys
from contextlib import aclosing, asynccontextmanager

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from taskyard import config, process
from taskyard.server.app import create_app
from taskyard.testing.serve import listen, netloc, serve

pytestmark = pytest.mark.anyio
LONG = 60.0  # seconds; a bound, never a wait
PROGRAM = "from taskyard.cli.main import main; main()"
PING = {"jsonrpc": "2.0", "id": 7, "method": "ping"}


@pytest.fixture
async def environment(server, tmp_path):
    """A server that this machine can reach, told to the program as people tell it."""
    at = listen()
    app = create_app(server.yard, allowed_hosts=[netloc(at)], allowed_origins=[], upkeep=False)
    async with serve(app, at=at, grace=10) as url:
        yield config.child_environment() | {
            "TASKYARD_URL": url,
            "TASKYARD_KEY": server.keys["operator"],
            "TASKYARD_DATA": str(tmp_path / "none"),
        }
        app.state.stopping.set()


@asynccontextmanager
async def program(environment, folder, *flags):
    argv = [sys.executable, "-c", PROGRAM, "mcp", *flags]
    async with process.start(argv, cwd=folder, env=environment, marker=f"mcp-{folder}") as running:
        yield running


async def until_the_end(running):
    """What it wrote to each stream, after its input has ended."""
    said = {"stdout": [], "stderr": []}
    with anyio.fail_after(LONG):
        async with aclosing(running.lines()) as lines:
            async for line in lines:
                said[line.stream].append(line.text)
        assert await running.wait() == 0, said
    return [json.loads(text) for text in said["stdout"]], said["stderr"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_official_client_works_through_the_pipes(environment, play, mode):
    await play.project()
    start = StdioServerParameters(command=sys.executable, args=["-c", PROGRAM, "mcp"], env=environment)
    async with Client(stdio_client(start), mode=mode, read_timeout_seconds=LONG) as client:
        assert "create_task" in {one.name for one in (await client.list_tools()).tools}
        made = await client.call_tool("create_task", {"task_list_id": "demo", "title": "paint"})
        task = made.structured_content
        uri = f"taskyard://task/{task['id']}"
        assert json.loads((await client.read_resource(uri)).contents[0].text)["title"] == "paint"
        gone = await client.call_tool("get_task", {"task_id": "0" * 26})
        assert (gone.is_error, gone.structured_content["code"]) == (True, "not_found")
    assert (await play.look(task))["title"] == "paint"


async def test_what_it_is_sent_is_answered_before_it_ends(environment, tmp_path):
    call = {"jsonrpc": "2.0", "id": "c", "method": "tools/call", "params": {"name": "create_task"}}
    note = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    lines = [
        *(json.dumps(one).encode() for one in (PING, note, call)),
        b"",
        b"{half",
        b"x" * 1_100_000,
        b"[7]",
    ]
    async with program(environment, tmp_path, "--read-only") as running:
        await running.write(b"\n".join(lines) + b"\n" + json.dumps(PING | {"id": 8}).encode())
        await running.close_stdin()
        said, errors = await until_the_end(running)
    assert errors == []
    found = {str(one["id"]): one for one in said if one["id"] is not None}
    assert set(found) == {"7", "8", "c"}
    assert found["8"]["result"] == {}
    assert found["c"]["result"]["structuredContent"]["message"] == "this connection only reads"
    assert [one["error"]["code"] for one in said if one["id"] is None] == [-32700, -32700, -32600]


@pytest.mark.parametrize("wrong", ["TASKYARD_URL", "TASKYARD_KEY"])
async def test_what_keeps_it_from_the_server_is_told_to_both_sides(environment, tmp_path, wrong):
    at = listen()
    closed = f"http://{netloc(at)}"
    at.close()
    bad = {"TASKYARD_URL": closed, "TASKYARD_KEY": "tk_x"}
    async with program(environment | {wrong: bad[wrong]}, tmp_path) as running:
        await running.write(json.dumps(PING).encode() + b"\n")
        await running.close_stdin()
        [said], [error] = await until_the_end(running)
    code = {"TASKYARD_URL": "unavailable", "TASKYARD_KEY": "unauthenticated"}[wrong]
    assert (said["id"], said["error"]["data"]) == (7, {"code": code})
    assert error.endswith(f"[{code}]")


async def test_a_signal_ends_it_while_it_waits(environment, tmp_path):
    async with program(environment, tmp_path) as running:
        await running.write(json.dumps(PING).encode() + b"\n")
        with anyio.fail_after(LONG):
            async with aclosing(running.lines()) as lines:
                assert json.loads((await anext(lines)).text)["id"] == 7
            await running.interrupt()
            await running.wait()
        assert running.returncode == 0


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_METHODS = st.sampled_from(["initialize", "tools/list", "tools/call", "notifications/cancelled"]) | st.text()
_MESSAGES = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0"), "method": _METHODS}, optional={"id": _JSON, "params": _JSON}
)
_LINES = st.binary(max_size=40) | (_MESSAGES | _JSON).map(json.dumps).map(str.encode)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=st.lists(_LINES, min_size=30, max_size=60))
async def test_whatever_it_is_sent_it_goes_on(environment, tmp_path, lines):
    async with program(environment, tmp_path) as running:
        await running.write(b"\n".join([*lines, json.dumps(PING | {"id": "still there"}).encode()]) + b"\n")
        await running.close_stdin()
        said, _ = await until_the_end(running)
    assert [one["result"] for one in said if one["id"] == "still there"] == [{}]
    assert all(("result" in one) != ("error" in one) for one in said)


async def test_only_this_command_and_the_server_load_the_sdk(tmp_path):
    """It costs as much as everything else that a command loads."""
    free = "import sys, taskyard.cli.main, taskyard.cli.work, taskyard.wiring.worker; sys.exit('mcp' in sys.modules)"
    argv = [sys.executable, "-c", free]
    async with process.start(
        argv, cwd=tmp_path, env=config.child_environment(), marker=f"free-{tmp_path}"
    ) as running:
        with anyio.fail_after(LONG):
            assert await running.wait() == 0
