"""The plug taskyard.agent.acp against an agent of ours that speaks the protocol, and does with it what it wants."""

import hashlib
import json
import sys
from pathlib import Path

import anyio
import pytest
from acp import schema

from taskyard import process
from taskyard.agent.acp.plug import AcpAgent
from taskyard.agent.acp.preset import OTHER, PRESETS, Preset
from taskyard.agent.protocol import SESSION_UNKNOWN, Brief
from taskyard.agent.registry import find, names
from taskyard.clock import SystemClock
from taskyard.domain.entry import EntryKind, encode
from taskyard.domain.error import AgentProblem
from taskyard.domain.settings import resolve
from taskyard.sandbox.host import HostKind
from taskyard.sandbox.protocol import Place

pytestmark = pytest.mark.anyio
FIXTURES = Path(__file__).parents[1] / "fixtures/acp"
LAST = {EntryKind.RESULT, EntryKind.ERROR}
ASKS = {EntryKind.QUESTION, EntryKind.PERMISSION_REQUEST}
BY_NAME = {preset.name: preset for preset in PRESETS}
OPTIONS = [
    {"optionId": "a2", "name": "Always allow", "kind": "allow_always"},
    {"optionId": "a1", "name": "Allow", "kind": "allow_once"},
    {"optionId": "r1", "name": "Reject", "kind": "reject_once"},
]
CALL = {"toolCallId": "c1", "title": "rm -r build", "kind": "execute", "rawInput": {"command": "rm -r build"}}
PERMISSION = {"ask": "session/request_permission", "params": {"toolCall": CALL, "options": OPTIONS}}
SENT = {  # what we send, and what the published schema says of it
    "initialize": schema.InitializeRequest,
    "session/new": schema.NewSessionRequest,
    "session/load": schema.LoadSessionRequest,
    "session/resume": schema.ResumeSessionRequest,
    "session/set_mode": schema.SetSessionModeRequest,
    "session/set_config_option": schema.SetSessionConfigOptionSelectRequest,
    "session/prompt": schema.PromptRequest,
    "session/cancel": schema.CancelNotification,
}


class Stand:
    """A place to run the double in, what it was sent, and everything that a turn of it said."""

    def __init__(self, tmp_path, sandbox):
        self.tmp_path, self.sandbox = tmp_path, sandbox
        self.mark = str(tmp_path)  # tests run side by side: each finds only its own processes
        self.log = tmp_path / "sent.jsonl"

    def brief(self, command, *, session=None, **settings):
        quick = {"agent_command": command, "result_grace": 1.0, "kill_grace": 1.0}
        return Brief(
            run=self.mark, task="t", number=1, title="A task", settings=resolve(quick | settings),
            workspace=self.tmp_path, home=self.tmp_path, scratch=self.tmp_path / "scratch", sandbox=self.sandbox,
            clock=SystemClock(), session=session,
        )  # fmt: skip

    def double(self, script):
        file = self.tmp_path / "script.json"
        file.write_text(json.dumps(script))
        return f"{sys.executable} -I {FIXTURES / 'double.py'} {file} {self.log}"

    async def play(self, *turns, answers=(), preset=OTHER, session=None, settings=None, **script):
        """The entries of every turn."""
        brief = self.brief(self.double({"turns": turns, **script}), session=session, **(settings or {}))
        return await self.talk(preset, brief, len(turns), answers)

    async def talk(self, preset, brief, turns, answers=()):
        told, left = [], list(answers)
        with anyio.fail_after(60):
            async with AcpAgent(preset).open(brief) as session:
                for number in range(turns):
                    said = []
                    async for one in session.turn(f"Do part {number}."):
                        said.append(one)
                        if one.kind in ASKS:
                            await session.answer(left.pop(0))
                    assert [one.kind in LAST for one in said] == [False] * (len(said) - 1) + [True]
                    told.append(said)
        assert not process.marked(self.mark)
        return told

    async def turn(self, *steps, **more):
        return (await self.play(list(steps), **more))[0]

    def sent(self, method=None):
        rows = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [row for row in rows if method is None or row.get("method") == method]


@pytest.fixture
async def stand(tmp_path):
    (tmp_path / "scratch").mkdir()
    place = Place(run=str(tmp_path), workspace=tmp_path, home=tmp_path, tmp=tmp_path / "scratch", env={})
    async with HostKind().open(place) as sandbox:
        yield Stand(tmp_path, sandbox)


def bodies(said, kind):
    return [one.body for one in said if one.kind is kind]


def texts(said, kind=EntryKind.TEXT):
    return [body["text"] for body in bodies(said, kind)]


def echoes(said):
    """What the double was answered."""
    return [json.loads(words) for words in texts(said) if words.startswith("{")]


def chunk(words, kind="agent_message_chunk", key="m"):
    return {"update": {"sessionUpdate": kind, "messageId": key, "content": {"type": "text", "text": words}}}


def test_every_preset_is_found_by_name():
    assert {f"acp:{name}" for name in BY_NAME} | {"acp"} <= set(names())
    assert find("acp:goose").name == "acp:goose"
    with pytest.raises(AgentProblem, match="acp:claude"):
        find("acp:nobody")


async def test_a_turn_from_hello_to_result(stand):
    said = await stand.turn(
        chunk("hm", "agent_thought_chunk"), {"text": "Writing "}, {"text": "it."},
        {"update": {"sessionUpdate": "tool_call", **CALL}},
        {"update": {"sessionUpdate": "tool_call_update", "toolCallId": "c1", "status": "completed",
                    "content": [{"type": "content", "content": {"type": "text", "text": "gone"}},
                                {"type": "diff", "path": "/w/a.txt", "oldText": None, "newText": "x"}]}},
        {"update": {"sessionUpdate": "plan", "entries": [{"content": "one", "status": "completed"},
                                                         {"content": "two", "status": "pending"}]}},
        {"text": "Done."},
        {"stop": "end_turn", "usage": {"totalTokens": 130, "inputTokens": 90, "cachedReadTokens": 10, "outputTokens": 30}},
    )  # fmt: skip
    assert [(one.kind.value, dict(one.body)) for one in said] == [
        ("session_started", {"session": "s-1", "agent": "Double 9"}),
        ("thinking", {"text": "hm"}),
        ("text", {"text": "Writing it."}),
        ("tool_call", {"call": "c1", "tool": "rm -r build", "input": {"command": "rm -r build"}}),
        ("file_change", {"path": "/w/a.txt", "change": "added"}),
        ("tool_result", {"call": "c1", "text": "gone", "ok": True}),
        ("status", {"text": "Plan:\n[x] one\n[ ] two"}),
        ("text", {"text": "Done."}),
        ("usage", {"tokens_in": 100, "tokens_out": 30, "tokens_cached": 10, "turns": 1, "cost_usd": 0.0,
                   "scope": "prompt"}),
        ("result", {"ok": True, "subtype": "success", "text": "Done."}),
    ]  # fmt: skip


async def test_what_we_send_is_what_the_schema_says(stand):
    servers = [{"name": "h", "type": "http", "url": "http://127.0.0.1:1/mcp", "headers": []}]
    modes = {"currentModeId": "default", "availableModes": [{"id": "plan", "name": "Plan"}]}
    form = {
        "mode": "form",
        "message": "?",
        "requestedSchema": {"type": "object", "properties": {"a": {"type": "string"}}},
    }
    settings = {"agent_options": {"mcp_servers": json.dumps(servers), "mode": "plan"}}
    steps = [PERMISSION, {"ask": "elicitation/create", "params": form}]
    await stand.play(steps, [], answers=["Allow", "b"], settings=settings, open={"modes": modes})
    await stand.play([], session="s-1", settings=settings, open={"modes": modes})
    for row in stand.sent():
        if "method" in row:
            SENT[row["method"]].model_validate(row["params"], strict=True)
    assert {row.get("method") for row in stand.sent()} >= {
        "session/load",
        "session/set_mode",
        "session/prompt",
    }
    assert stand.sent("session/new")[0]["params"] == {"cwd": str(stand.tmp_path), "mcpServers": servers}
    assert stand.sent("initialize")[0]["params"]["clientCapabilities"]["terminal"] is False
    allowed, filled = [row["result"] for row in stand.sent() if "result" in row]
    schema.RequestPermissionResponse.model_validate(allowed, strict=True)
    assert filled == {"action": "accept", "content": {"a": "b"}}


@pytest.mark.parametrize(
    ("answer", "option"),
    [
        ("Allow", "a1"),
        ("always  ALLOW", "a2"),
        ("yes", "a1"),
        ("Reject", "r1"),
        ("no", "r1"),
        ("allow it all", "r1"),
    ],
)
async def test_a_permission_is_what_a_person_says(answer, option, stand):
    said = await stand.turn(PERMISSION, answers=[answer])
    (asked,) = bodies(said, EntryKind.PERMISSION_REQUEST)
    given = {"tool": "rm -r build", "input": {"command": "rm -r build"}}
    assert asked["choices"] == ["Always allow", "Allow", "Reject"]
    assert asked["text"] == ("Double asks for permission to use its tool rm -r build\ncommand: rm -r build")
    assert {name: asked[name] for name in given} == given
    assert asked["hash"] == hashlib.sha256(encode(given).encode()).hexdigest()
    assert echoes(said) == [{"outcome": {"outcome": "selected", "optionId": option}}]


async def test_a_permission_for_something_long_can_be_given(stand):
    """Nothing of the request is lost, and the hash is that of the whole; what is shown of it is cut and says so."""
    given = {"content": "x" * 3_000_000}
    params = {"toolCall": {**CALL, "rawInput": given}, "options": OPTIONS}
    said = await stand.turn({"ask": "session/request_permission", "params": params}, answers=["Allow"])
    (asked,) = bodies(said, EntryKind.PERMISSION_REQUEST)
    whole = encode({"tool": "rm -r build", "input": given})
    assert asked["hash"] == hashlib.sha256(whole.encode()).hexdigest()
    assert asked["cut"] is True
    assert len(asked["text"]) < 30_000
    assert asked["choices"] == ["Always allow", "Allow", "Reject"]
    assert echoes(said) == [{"outcome": {"outcome": "selected", "optionId": "a1"}}]


async def test_a_permission_without_a_way_to_refuse_is_cancelled(stand):
    only = {"ask": "session/request_permission", "params": {"toolCall": CALL, "options": OPTIONS[:2]}}
    none = {"ask": "session/request_permission", "params": {"toolCall": CALL, "options": []}}
    said = await stand.turn(only, none, answers=["no"])
    assert echoes(said) == [{"outcome": {"outcome": "cancelled"}}] * 2


async def test_a_form_is_asked_field_by_field(stand):
    choice = {"type": "string", "title": "DB", "oneOf": [{"const": "s", "title": "sqlite", "description": "a file"}, {"const": "p", "title": "postgres"}]}  # fmt: skip  # noqa: E501
    other = {"type": "string", "title": "Other"}
    fields = {"q": choice, "q_custom": other, "n": {"type": "integer"}, "b": {"type": "boolean"}, "x": choice, "x_custom": other}  # fmt: skip  # noqa: E501
    params = {
        "mode": "form",
        "message": "Which?",
        "requestedSchema": {"type": "object", "properties": fields},
    }
    said = await stand.turn(
        {"ask": "elicitation/create", "params": params}, answers=["Postgres", "7", "yes", "something else"]
    )
    asked = bodies(said, EntryKind.QUESTION)
    assert [body["choices"] for body in asked] == [
        ["sqlite", "postgres"],
        [],
        ["yes", "no"],
        ["sqlite", "postgres"],
    ]
    assert asked[0]["text"] == "Which?\nDB\n- sqlite: a file"
    content = {"q": "p", "n": 7, "b": True, "x_custom": "something else"}
    assert echoes(said) == [{"action": "accept", "content": content}]


async def test_unknown_requests_are_refused_and_unknown_news_kept(stand):
    said = await stand.turn(
        {"ask": "fs/read_text_file", "params": {"path": "/etc/passwd"}},
        {"ask": "terminal/create", "params": {"command": "sh"}},
        {"ask": "craft/drain", "params": {}},
        {
            "ask": "elicitation/create",
            "params": {"mode": "url", "message": "m", "url": "u", "elicitationId": "1"},
        },
        {"tell": "_auth/status_update", "params": {"a": 1}},
        {"tell": "session/update", "params": {"update": {"sessionUpdate": "new_thing", "value": 1}}},
        {"update": {"sessionUpdate": "new_thing", "value": 2}},
        {"update": {"sessionUpdate": 7}},
        {"update": "no object"},
        {"stderr": "noise"},
    )
    refused = echoes(said)
    assert [one.get("code") for one in refused] == [-32601, -32601, -32601, None]
    assert refused[3] == {"action": "cancel"}
    raw = texts(said, EntryKind.RAW)
    assert sum("new_thing" in words for words in raw) == 2
    assert any("_auth/status_update" in words for words in raw)
    assert "noise" in raw
    assert said[-1].body["ok"] is True


async def test_garbage_is_kept_and_hurts_nobody(stand):
    lines = ["no json", "{half", "[1,2]", '{"jsonrpc":"2.0"}', '{"id":{},"result":5}', "null", "",
             '{"id":1e999}', "[" * 50_000,
             '{"jsonrpc":"2.0","id":99,"result":{"stopReason":"end_turn"}}', '{"method":5,"id":[]}']  # fmt: skip
    said = await stand.turn(*({"line": line} for line in lines), {"text": "on"})
    raw = texts(said, EntryKind.RAW)
    assert raw[:2] == ["no json", "{half"]
    assert len(raw) == len(lines) - 1
    assert texts(said) == ["on"]
    assert said[-1].body["ok"] is True


async def test_a_line_of_five_megabytes(stand):
    said = await stand.turn({"text": "before", "key": "k"}, {"big": 5_000_000}, {"text": "after", "key": "z"})
    before, big, after = bodies(said, EntryKind.TEXT)
    assert (before, after) == ({"text": "before"}, {"text": "after"})
    assert big["cut"] is True
    assert big["text"].startswith("x" * 60_000)
    assert said[-1].body["ok"] is True


@pytest.mark.parametrize(
    ("step", "reason", "words"),
    [
        ({"die": -9}, "agent_crashed", "signal 9"),
        ({"die": 3}, "agent_error", "exit code 3"),
        ({"die": 0}, "protocol_error", "without a result"),
        ({"hold": True}, "agent_crashed", "signal 9"),
        ({"stop": "refusal"}, "agent_error", "refused"),
        ({"stop": "max_tokens"}, "agent_error", "limit of tokens"),
        ({"stop": "max_turn_requests"}, "budget_exceeded", "limit of model calls"),
        ({"stop": "cancelled"}, "cancelled", "cancelled"),
        ({"stop": "odd"}, "protocol_error", "odd"),
        ({"error": {"code": -32603, "message": "API error 401: bad key"}}, "agent_auth", "401"),
        ({"error": {"code": -32000, "message": "log in"}}, "agent_auth", "log in"),
        (
            {"error": {"code": -32603, "message": "x", "data": {"errorKind": "rate_limit"}}},
            "rate_limited",
            "x",
        ),
        ({"error": {"code": -32603, "message": "429 Too Many Requests"}}, "rate_limited", "429"),
        (
            {"error": {"code": -32603, "message": "x", "data": {"details": "overloaded"}}},
            "rate_limited",
            "x: overl",
        ),
        ({"error": {"code": -32603, "message": "Credit balance is too low"}}, "agent_auth", "Credit"),
        ({"error": "no object"}, "agent_error", "without words"),
    ],
)
async def test_every_bad_end_is_one_error(step, reason, words, stand):
    said = await stand.turn({"text": "begin"}, {"stderr": "tail"}, step)
    assert said[-1].kind is EntryKind.ERROR
    assert said[-1].body["reason"] == reason
    assert words in said[-1].body["text"]
    assert "begin" in texts(said)


async def test_a_question_of_an_agent_that_dies_is_dropped(stand):
    params = {"toolCall": CALL, "options": OPTIONS}
    asked = {"tell": "session/request_permission", "params": {**params, "sessionId": "s-1"}}
    form = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    line = {
        "jsonrpc": "2.0",
        "id": 7,
        "method": "elicitation/create",
        "params": {"message": "?", "requestedSchema": form},
    }
    script = stand.double({"turns": [[asked, {"line": json.dumps(line)}, {"die": -9}]]})
    with anyio.fail_after(60):
        async with AcpAgent(OTHER).open(stand.brief(script)) as session:
            said = [one async for one in session.turn("Do it.")]
            await session.answer("too late")
    assert said[-1].body["reason"] == "agent_crashed"
    assert len(bodies(said, EntryKind.QUESTION)) <= 1


async def test_turns_after_the_end_of_the_agent_are_errors_too(stand):
    first, second = await stand.play([{"die": -9}], [])
    assert first[-1].body["reason"] == second[-1].body["reason"] == "agent_crashed"


@pytest.mark.parametrize(
    ("script", "reason", "words"),
    [
        (
            {"refuse": {"session/new": {"code": -32000, "message": "Authentication required"}}},
            "agent_auth",
            "Auth",
        ),
        ({"hello": {"protocolVersion": 2}}, "setup_failed", "version 2"),
        ({"before": [{"die": 1}]}, "agent_error", "exit code 1"),
        ({"settings": {"agent_options": {"mode": "yolo"}}}, "setup_failed", "no mode 'yolo'"),
    ],
)
async def test_a_start_that_fails_is_the_end_of_the_turn(script, reason, words, stand):
    (said,) = [await stand.turn({"text": "never"}, **script)]
    assert said[-1].body["reason"] == reason
    assert words in said[-1].body["text"]


async def test_any_prompt_arrives_on_one_line(stand):
    brief = stand.brief(stand.double({"turns": [[]]}))
    async with AcpAgent(OTHER).open(brief) as session:
        said = [one async for one in session.turn("a\nb\u2028c\ud800d\0")]
    assert said[-1].body["ok"] is True
    assert stand.sent("session/prompt")[0]["params"]["prompt"][0]["text"] == "a\nb\u2028c?d\0"


async def test_a_loaded_past_is_not_told_again(stand):
    past = [chunk("old words")["update"], {"sessionUpdate": "tool_call", **CALL},
            {"sessionUpdate": "usage_update", "used": 1, "size": 9, "cost": {"amount": 0.5, "currency": "USD"}}]  # fmt: skip
    cost = {
        "sessionUpdate": "usage_update",
        "used": 1,
        "size": 9,
        "cost": {"amount": 0.75, "currency": "USD"},
    }
    said = await stand.turn({"text": "new words"}, {"update": cost}, session="s-1", replay=past)
    assert texts(said) == ["new words"]
    assert not bodies(said, EntryKind.TOOL_CALL)
    assert [body["cost_usd"] for body in bodies(said, EntryKind.USAGE)] == [0.25]
    assert not stand.sent("session/new")


async def test_resume_is_preferred_and_a_lost_session_is_an_error_with_its_mark(stand):
    able = {"agentCapabilities": {"loadSession": True, "sessionCapabilities": {"resume": {}}}}
    await stand.turn(session="s-1", hello=able)
    assert [row["method"] for row in stand.sent()] == ["initialize", "session/resume", "session/prompt"]
    gone = {"code": -32002, "message": "no such session"}
    said = await stand.turn(session="x", refuse={"session/load": gone})
    assert [row["params"]["sessionId"] for row in stand.sent("session/load")] == ["x"]
    unable = await stand.turn(session="y", hello={"agentCapabilities": {}})
    for one, words in ((said, "no such session"), (unable, "no way to go on")):
        assert (one[-1].body["reason"], one[-1].body[SESSION_UNKNOWN]) == ("agent_error", True)
        assert words in one[-1].body["text"]
    assert not stand.sent("session/new")
    assert len(stand.sent("session/prompt")) == 1


async def test_a_session_that_needs_a_login_first_is_not_lost(stand):
    login = {"code": -32000, "message": "Authentication required"}
    said = await stand.turn(session="x", refuse={"session/load": login})
    assert said[-1].body["reason"] == "agent_auth"
    assert SESSION_UNKNOWN not in said[-1].body


def test_only_agents_that_can_load_a_session_get_one():
    assert [name for name in names() if not find(name).resumes] == ["command", "acp:gemini"]


async def test_cost_is_a_difference_and_old_numbers_are_not_counted_again(stand):
    def cost(amount):
        return {
            "update": {
                "sessionUpdate": "usage_update",
                "used": 1,
                "size": 9,
                "cost": {"amount": amount, "currency": "USD"},
            }
        }

    spent = {"totalTokens": 12, "inputTokens": 10, "outputTokens": 2}
    turns = await stand.play(
        [cost(0.1), cost(0.2), {"stop": "end_turn", "usage": spent}],
        [cost(0.5), {"stop": "end_turn", "usage": spent}],
        [{"stop": "cancelled", "usage": spent}],
        preset=Preset(name="", usage_is_last_call=True),
    )
    used = [bodies(said, EntryKind.USAGE) for said in turns]
    assert [body["cost_usd"] for said in used for body in said] == [0.2, 0.3]
    assert [(body["tokens_in"], body["scope"]) for said in used for body in said] == [
        (10, "call"),
        (10, "call"),
    ]


async def test_an_error_told_as_text_is_an_error_where_agents_do_so(stand):
    words = "Ran into this error: Request failed: Rate limit exceeded (429)."
    said = await stand.turn({"text": words}, preset=Preset(name="", error_is_text=True))
    assert (said[-1].kind, said[-1].body["reason"]) == (EntryKind.ERROR, "rate_limited")
    said = await stand.turn({"text": words})
    assert said[-1].body["ok"] is True


async def test_text_becomes_paragraphs_not_tokens(stand):
    words = "First line.\n\nSecond one\nwith code:\n```\na\n\nb\n```\n\n" + "long " * 1_000
    said = await stand.turn(*(({"text": words[at : at + 7]}) for at in range(0, len(words), 7)))
    told = texts(said)
    assert told[:2] == ["First line.", "Second one\nwith code:\n```\na\n\nb\n```"]
    assert len(told) == 5
    assert "".join(told[2:]) == "long " * 1_000
    assert said[-1].body["text"] == words


async def test_input_that_comes_bit_by_bit_is_one_call(stand):
    def call(kind, **more):
        return {"update": {"sessionUpdate": kind, "toolCallId": "c", **more}}

    said = await stand.turn(
        call("tool_call", name="Write", rawInput={}, status="pending"),
        call("tool_call_update", rawInput={"path": "a"}),
        call("tool_call_update", rawInput={"path": "a", "content": "b"}),
        call("tool_call_update", status="failed", rawOutput="denied"),
        call("tool_call_update", status="failed", rawOutput="denied"),
    )
    assert [dict(body) for body in bodies(said, EntryKind.TOOL_CALL)] == [
        {"call": "c", "tool": "Write", "input": {"path": "a", "content": "b"}}
    ]
    assert [(body["ok"], body["text"]) for body in bodies(said, EntryKind.TOOL_RESULT)] == [(False, "denied")]


async def test_interrupt_is_a_polite_cancel_and_the_session_goes_on(stand):
    script = {
        "turns": [
            [{"text": "ready"}, PERMISSION, {"until": "session/cancel"}, {"stop": "cancelled"}],
            [{"text": "again"}],
        ]
    }
    with anyio.fail_after(60):
        async with AcpAgent(OTHER).open(stand.brief(stand.double(script))) as session:
            first = []
            async for one in session.turn("Do it."):
                first.append(one)
                if one.kind is EntryKind.PERMISSION_REQUEST:
                    await session.interrupt()
            second = [one async for one in session.turn("Go on.")]
    assert first[-1].body["reason"] == "cancelled"
    assert echoes(first) == [{"outcome": {"outcome": "cancelled"}}]
    assert second[-1].body["ok"] is True
    assert len(stand.sent("session/cancel")) == 1


@pytest.mark.parametrize("steps", [[{"hang": True}], [{"stubborn": True}, {"hang": True}]])
async def test_leaving_in_mid_turn_ends_the_tree(steps, stand):
    script = {"turns": [[*steps[:-1], {"text": "ready\n\n"}, steps[-1]]]}
    with anyio.fail_after(60):
        async with AcpAgent(OTHER).open(stand.brief(stand.double(script))) as session:
            async for one in session.turn("Do it."):
                if one.kind is EntryKind.TEXT:
                    break
    assert not process.marked(stand.mark)


async def test_nothing_of_the_hosts_environment_reaches_the_agent(stand, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_HOST", "xyzzy")
    preset = Preset(name="", isolation="DOUBLE_HOME", prefixes=("DOUBLE_",))
    said = await stand.turn(
        {"environ": True},
        preset=preset,
        settings={"agent_options": {"DOUBLE_COLOUR": "red", "X_API_KEY": "k"}},
    )
    found = json.loads(texts(said)[0])
    assert "SECRET_OF_THE_HOST" not in found
    assert {"DOUBLE_HOME", "DOUBLE_COLOUR", "X_API_KEY", "HOME", "TASKYARD_TASK"} <= set(found)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"agent_command": ""}, "agent_command"),
        ({"agent_command": "'"}, "agent_command"),
        ({"agent_command": "/no/such/program"}, "cannot start"),
        ({"agent_options": {"LD_PRELOAD": "x"}}, "LD_PRELOAD"),
        ({"agent_options": {"mcp_servers": "{}"}}, "mcp_servers"),
        ({"agent_options": {"mcp_servers": "["}}, "mcp_servers"),
    ],
)
async def test_what_cannot_start_says_why(settings, words, stand):
    with pytest.raises(AgentProblem, match=words):
        async with AcpAgent(OTHER).open(stand.brief("true", **settings)):
            pass


@pytest.mark.parametrize("name", ["goose", "claude", "codex", "opencode"])
@pytest.mark.parametrize("part", ["session", "load"])
async def test_recorded_conversations_give_these_entries(name, part, stand):
    """Recordings of the real agents; the golden entries beside them were read by a person."""
    recording = FIXTURES / f"{name}-{part}.jsonl"
    prompts = recording.read_text().count('"method":"session/prompt"')
    preset = Preset(
        name="",
        error_is_text=BY_NAME[name].error_is_text,
        usage_is_last_call=BY_NAME[name].usage_is_last_call,
    )
    brief = stand.brief(
        f"{sys.executable} -I {FIXTURES / 'replay.py'} {recording}",
        session=None
        if part == "session"
        else json.loads(recording.read_text().splitlines()[2])["msg"]["params"]["sessionId"],
    )
    turns = await stand.talk(preset, brief, prompts, ["yes"] * 20)
    told = [
        {"turn": number, "kind": one.kind.value, "body": dict(one.body)}
        for number, said in enumerate(turns, 1)
        for one in said
    ]
    golden = FIXTURES / f"{name}-{part}.golden.jsonl"
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in told]
    assert lines == golden.read_text().splitlines()
