"""The certificate of the Claude plug, with a small double of the program that speaks its dialogue mode."""

import json
import sys
from contextlib import aclosing

import anyio
import pytest

from taskyard import process
from taskyard.agent.claude.ask import describe, fingerprint
from taskyard.agent.claude.option import mode
from taskyard.agent.claude.plug import ClaudeAgent
from taskyard.agent.protocol import SESSION_UNKNOWN, Brief
from taskyard.agent.registry import find
from taskyard.clock import SystemClock
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem
from taskyard.domain.settings import resolve
from taskyard.sandbox.host import HostKind
from taskyard.sandbox.protocol import Place

pytestmark = pytest.mark.anyio
LAST = {EntryKind.RESULT, EntryKind.ERROR}
ASKS = {EntryKind.QUESTION, EntryKind.PERMISSION_REQUEST}
# It notes how it was started and what it was told; each prompt is a Python program that it runs.
DOUBLE = """
import json, os, signal, sys
notes = open({notes!r}, "a", buffering=1)
args = sys.argv[1:]
notes.write(json.dumps({{"args": args, "env": dict(os.environ)}}) + "\\n")
session = next((one.split("=", 1)[1] for one in args if one.startswith("--resume=")), "s-new")
turns = 0

def say(**message):
    print(json.dumps(message), flush=True)

def hear():
    line = sys.stdin.readline()
    if not line:
        sys.exit(0)
    notes.write(line)
    return json.loads(line)

def init():
    say(type="system", subtype="init", session_id=session, model="m", permissionMode="auto", tools=[])

def text(words):
    say(type="assistant", message={{"content": [{{"type": "text", "text": words}}]}})

def ask(number, tool, **given):
    request = {{"subtype": "can_use_tool", "tool_name": tool, "input": given, "tool_use_id": "t"}}
    say(type="control_request", request_id=number, request=request)

def answer():
    return hear()["response"]["response"]

def result(words="Done.", **more):
    say(**{{"type": "result", "subtype": "success", "is_error": False, "result": words, "session_id": session,
           "total_cost_usd": 0.5 * turns, "usage": {{"input_tokens": 10, "output_tokens": 1}}}} | more)

while True:
    told = hear()
    if told["type"] == "control_request":
        say(type="control_response", response={{"subtype": "success", "request_id": told["request_id"]}})
    elif told["type"] == "user":
        turns += 1
        exec(told["message"]["content"][0]["text"].partition("# rest")[0])
"""
QUESTIONS = [
    {"question": "Which?", "options": [{"label": "a"}, {"label": "b"}]},
    {"question": "How?", "multiSelect": True, "options": [{"label": "c"}]},
]


class Stand:
    def __init__(self, folder, sandbox):
        self.folder, self.sandbox, self.mark = folder, sandbox, str(folder)
        self.notes = folder / "notes"
        self.program = folder / "double.py"
        self.program.write_text(DOUBLE.format(notes=str(self.notes)))

    @property
    def told(self):
        return [json.loads(line) for line in self.notes.read_text().splitlines()]

    def brief(self, *, session=None, options=(), **settings):
        given = {"agent_command": f"{sys.executable} {self.program}", "kill_grace": 5.0, "result_grace": 0.2}
        return Brief(
            run=self.mark, task="t", number=1, title="A task", project="list-1", session=session,
            settings=resolve({"agent": "claude", "agent_options": dict(options), **given, **settings}),
            workspace=self.folder, home=self.folder, scratch=self.folder, sandbox=self.sandbox,
            clock=SystemClock(),
        )  # fmt: skip

    async def turn(self, session, prompt, answers=()):
        said, left = [], list(answers)
        with anyio.fail_after(30):
            async with aclosing(session.turn(prompt)) as stream:
                async for one in stream:
                    said.append(one)
                    if one.kind in ASKS:
                        await session.answer(left.pop(0))
        assert [one.kind in LAST for one in said] == [False] * (len(said) - 1) + [True], said
        return said

    async def once(self, prompt, answers=(), **brief):
        async with ClaudeAgent().open(self.brief(**brief)) as session:
            said = await self.turn(session, prompt, answers)
        assert not process.marked(self.mark)
        return said


@pytest.fixture
async def stand(tmp_path):
    place = Place(run=str(tmp_path), workspace=tmp_path, home=tmp_path, tmp=tmp_path, env={})
    async with HostKind().open(place) as sandbox:
        yield Stand(tmp_path, sandbox)


def kinds(said, kind):
    return [one.body for one in said if one.kind is kind]


def test_the_plug_is_agent_claude():
    assert type(find("claude")) is ClaudeAgent


async def test_turns_of_one_session_share_a_process_and_the_cost_is_the_difference(stand):
    async with ClaudeAgent().open(stand.brief()) as session:
        said = await stand.turn(session, "init(); text('one'); result()")
        said += await stand.turn(session, "init(); text('two'); result()")
    assert [one["text"] for one in kinds(said, EntryKind.TEXT)] == ["one", "two"]
    assert [one["cost_usd"] for one in kinds(said, EntryKind.USAGE)] == [0.5, 0.5]
    assert len(kinds(said, EntryKind.SESSION_STARTED)) == 1
    assert sum("args" in one for one in stand.told) == 1
    assert not process.marked(stand.mark)


async def test_permission_is_asked_for_with_a_hash_and_answered(stand):
    prompt = "init(); ask('r1', 'Bash', command='rm x'); text(json.dumps(answer())); result()"
    said = await stand.once(prompt, answers=["allow"])
    [asked] = kinds(said, EntryKind.PERMISSION_REQUEST)
    assert asked["text"] == "Run the command: rm x"
    assert (
        asked["hash"] == fingerprint("Bash", {"command": "rm x"}) != fingerprint("Bash", {"command": "rm y"})
    )
    assert json.loads(kinds(said, EntryKind.TEXT)[0]["text"]) == {"behavior": "allow"}
    said = await stand.once(prompt, answers=["deny"])
    assert json.loads(kinds(said, EntryKind.TEXT)[0]["text"])["behavior"] == "deny"


async def test_only_the_one_word_allows(stand):
    for words in ("yes", "allowed", "", "do not allow"):
        said = await stand.once(
            "init(); ask('r1', 'X'); text(answer()['behavior']); result()", answers=[words]
        )
        assert kinds(said, EntryKind.TEXT)[0]["text"] == "deny"


async def test_several_questions_in_one_request_come_one_after_the_other(stand):
    ask = f"ask('r1', 'AskUserQuestion', questions={QUESTIONS!r})"
    said = await stand.once(f"init(); {ask}; text(json.dumps(answer())); result()", answers=["b", "c, d"])
    asked = kinds(said, EntryKind.QUESTION)
    assert [(one["text"], one["choices"]) for one in asked] == [("Which?", ["a", "b"]), ("How?", ["c"])]
    got = json.loads(kinds(said, EntryKind.TEXT)[0]["text"])
    assert got["updatedInput"] == {"questions": QUESTIONS, "answers": {"Which?": "b", "How?": "c, d"}}


async def test_requests_side_by_side_get_their_own_answers(stand):
    prompt = (
        "init(); ask('r1', 'A'); ask('r2', 'B')\n"
        "for _ in 1, 2: got = hear()['response']; text(got['request_id'] + got['response']['behavior'])\n"
        "result()"
    )
    said = await stand.once(prompt, answers=["allow", "deny"])
    assert [one["text"] for one in kinds(said, EntryKind.TEXT)] == ["r1allow", "r2deny"]


async def test_a_request_longer_than_a_line_that_is_kept_says_so(stand):
    prompt = "init(); ask('r1', 'Write', file_path='/x', content='y' * 300_000); text(answer()['behavior']); result()"
    said = await stand.once(prompt, answers=["allow"])
    [asked] = kinds(said, EntryKind.PERMISSION_REQUEST)
    assert asked["cut"] is True
    assert "only its beginning is known" in asked["text"]
    assert kinds(said, EntryKind.TEXT)[0]["text"] == "allow"


async def test_an_unknown_request_is_refused_and_a_withdrawn_one_forgotten(stand):
    prompt = (
        "init(); say(type='control_request', request_id='h', request={'subtype': 'hook_callback'})\n"
        "text(hear()['response']['subtype']); ask('r1', 'A')\n"
        "say(type='control_cancel_request', request_id='r1'); result()"
    )
    said = await stand.once(prompt, answers=["allow"])
    assert kinds(said, EntryKind.TEXT)[0]["text"] == "error"
    assert said[-1].body["ok"] is True


async def test_an_interrupt_ends_the_turn_and_not_the_session(stand):
    waits = "init(); text('on')\nwhile hear().get('request', {}).get('subtype') != 'interrupt': pass\n"
    ends = "result('', is_error=True, subtype='error_during_execution', terminal_reason='aborted_streaming')"
    async with ClaudeAgent().open(stand.brief()) as session:
        said = []
        with anyio.fail_after(30):
            async for one in session.turn(waits + ends):
                said.append(one)
                if one.kind is EntryKind.TEXT:
                    await session.interrupt()
        assert said[-1].body["reason"] == "cancelled"
        assert (await stand.turn(session, "init(); result()"))[-1].body["ok"] is True


@pytest.mark.parametrize(
    ("prompt", "reason"),
    [
        ("init(); os.kill(os.getpid(), signal.SIGKILL)", "agent_crashed"),
        ("sys.stdout.write('{\"type\":'); sys.stdout.flush(); os._exit(0)", "protocol_error"),
        ("init(); sys.exit(0)", "protocol_error"),
        ("init(); sys.exit(3)", "agent_error"),
        ("print('No space left on device', file=sys.stderr); sys.exit(1)", "disk_full"),
        ("init(); print('{{{'); print('null'); print('[1]'); result('no', is_error=True)", "agent_error"),
        ("init(); result('', is_error=True, api_error_status=401)", "agent_auth"),
        ("init(); result('', is_error=True, subtype='error_max_budget_usd')", "budget_exceeded"),
    ],
)
async def test_whatever_happens_ends_with_one_error(prompt, reason, stand):
    assert (await stand.once(prompt))[-1].body["reason"] == reason


async def test_a_program_that_ended_between_two_turns_is_resumed(stand):
    async with ClaudeAgent().open(stand.brief()) as session:
        await stand.turn(session, "init(); result(); sys.stdout.close(); os._exit(0)")
        said = await stand.turn(session, "init(); text(session); result()")
    assert kinds(said, EntryKind.TEXT)[0]["text"] == "s-new"
    starts = [one["args"] for one in stand.told if "args" in one]
    assert ["--resume=s-new" in one for one in starts] == [False, True]


async def test_what_comes_after_the_result_is_not_the_next_turns_end(stand):
    async with ClaudeAgent().open(stand.brief()) as session:
        await stand.turn(session, "init(); result(); text('late'); result('late')")
        with anyio.fail_after(30):
            while not session._wire._lines.statistics().current_buffer_used >= 2:  # noqa: ASYNC110
                await anyio.sleep(0.01)
        said = await stand.turn(session, "init(); text('mine'); result('mine')")
    assert said[-1].body["text"] == "mine"


@pytest.mark.parametrize("early", [True, False])
async def test_a_session_that_is_gone_is_an_error_with_its_mark(early, stand):
    stand.program.write_text(
        "import sys\n"
        "if any(one.startswith('--resume') for one in sys.argv):\n"
        f"    {'pass' if early else 'sys.stdin.readline(); sys.stdin.readline()'}\n"
        '    print(\'{"type":"result","is_error":true,"errors":["No conversation found with session ID: x"]}\')\n'
        "    sys.exit(1)\n" + stand.program.read_text()
    )
    said = await stand.once("init(); result()", session="gone")
    assert (said[-1].body["reason"], said[-1].body[SESSION_UNKNOWN]) == ("agent_error", True)
    assert "No conversation found" in said[-1].body["text"]
    assert not kinds(said, EntryKind.SESSION_STARTED)


async def test_an_error_of_a_session_that_was_resumed_has_no_such_mark(stand):
    said = await stand.once("init(); result('boom', is_error=True)", session="known")
    assert said[-1].body["reason"] == "agent_error"
    assert SESSION_UNKNOWN not in said[-1].body


async def test_a_megabyte_of_prompt_and_of_answer(stand):
    prompt = "init(); text('x' * 3_000_000); result('é' * 200_000)\n# rest" + "wörds \"'\\ \ud800 " * 100_000
    said = await stand.once(prompt)
    assert said[-1].body["ok"] is True
    [heard] = [one["message"]["content"] for one in stand.told if one.get("type") == "user"]
    assert heard == [{"type": "text", "text": prompt}]


async def test_leaving_in_the_middle_ends_the_tree(stand):
    prompt = (
        "init()\nif os.fork() == 0:\n os.setsid(); signal.signal(15, 1); signal.pause()\n"
        "text('on')\nwhile True: signal.pause()"
    )
    with anyio.fail_after(30):
        async with ClaudeAgent().open(stand.brief()) as session, aclosing(session.turn(prompt)) as said:
            async for one in said:
                if one.kind is EntryKind.TEXT:
                    break
    assert not process.marked(stand.mark)


async def test_its_environment_and_its_flags(stand, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "the worker's own")
    monkeypatch.setenv("CLAUDECODE", "1")
    options = {
        "model": "-m", "append_system_prompt": "--evil\n\"it's\"", "agents": "{}", "json_schema": "{}",
        "max_turns": "3", "max_budget_usd": "1.5", "ANTHROPIC_BASE_URL": "http://x", "mcp_servers": '{"a": {"url": "u"}}',
    }  # fmt: skip
    said = await stand.once("init(); result(structured_output={'a': 1})", options=options, session="s-1")
    assert said[-1].body["structured_output"] == {"a": 1}
    started = stand.told[0]
    args, env = started["args"], started["env"]
    assert args[0] == "-p"
    assert all(one.startswith("--") for one in args[1:])
    for one in ("--model=-m", "--append-system-prompt=--evil\n\"it's\"", "--agents={}", "--json-schema={}",
                "--max-turns=3", "--max-budget-usd=1.5", "--resume=s-1", "--permission-mode=auto",
                "--strict-mcp-config", "--permission-prompt-tool=stdio", "--verbose"):  # fmt: skip
        assert one in args
    [file] = [one.partition("=")[2] for one in args if one.startswith("--mcp-config=")]
    assert json.loads(await anyio.Path(file).read_text()) == {
        "mcpServers": {"a": {"alwaysLoad": True, "url": "u"}}
    }
    assert env["CLAUDE_CODE_TASK_LIST_ID"] == "list-1"
    assert env["CLAUDE_CONFIG_DIR"] == str(stand.folder / "claude")
    assert env["ANTHROPIC_BASE_URL"] == "http://x"
    for one in ("DISABLE_TELEMETRY", "DISABLE_AUTOUPDATER", "DISABLE_ERROR_REPORTING"):
        assert env[one] == "1"
    assert not {"ANTHROPIC_API_KEY", "CLAUDECODE", "IS_SANDBOX"} & env.keys()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, "auto"),
        ({"permission_mode": "bypassPermissions"}, "auto"),
        ({"permission_mode": "bypassPermissions", "sandboxed": "true"}, "bypassPermissions"),
        ({"permission_mode": "acceptEdits"}, "acceptEdits"),
        ({"permission_mode": "plan"}, "plan"),
        ({"permission_mode": "default"}, "default"),
    ],
)
def test_the_permission_mode(given, wanted):
    assert mode(given) == wanted


@pytest.mark.parametrize(
    "options",
    [
        {"modle": "m"}, {"LD_PRELOAD": "x"}, {"PATH": "x"}, {"NODE_OPTIONS": "x"}, {"CLAUDE_CONFIG_DIR": "x"},
        {"max_turns": "many"}, {"max_budget_usd": "-1"}, {"permission_mode": "all"}, {"mcp_servers": "[]"},
        {"json_schema": "{"}, {"IS_SANDBOX": "1"},
    ],
)  # fmt: skip
async def test_options_it_does_not_have_are_refused(options, stand):
    with pytest.raises(AgentProblem, match="agent_options") as problem:
        await stand.once("result()", options=options)
    assert problem.value.reason == "setup_failed"


@pytest.mark.parametrize("command", ["/no/such/program", "'"])
async def test_a_program_that_is_not_there(command, stand):
    with pytest.raises(AgentProblem) as problem:
        await stand.once("result()", agent_command=command)
    assert problem.value.reason == "setup_failed"


async def test_it_knows_whether_it_is_here():
    problem = await ClaudeAgent().problem()
    assert problem is None or "pip install" in problem


@pytest.mark.parametrize(
    ("tool", "given", "words"),
    [
        ("Bash", {"command": "make"}, "Run the command: make"),
        ("Write", {"file_path": "/a", "content": "x\ny"}, "Write the file /a (2 lines):\nx\ny"),
        ("Bash", {"command": ["odd"]}, "Run the command: "),
        ("mcp__x__y", {"z": 1}, 'Use the tool mcp__x__y with: {"z": 1}'),
        ("Bash", {"command": "{evil} {0}"}, "Run the command: {evil} {0}"),
    ],
)
def test_a_request_in_plain_words(tool, given, words):
    assert describe(tool, given) == words


async def test_what_an_agent_left_in_its_home_is_no_rule_and_leads_nowhere(stand):
    other = anyio.Path(stand.folder / "other")
    await other.write_text("mine")
    home = anyio.Path(stand.folder / "claude")
    await home.mkdir()
    await (home / "CLAUDE.md").symlink_to(other)
    await (home / "settings.json").write_text('{"permissions": {"allow": ["Bash"]}}')
    await stand.once("init(); result()")
    assert await other.read_text() == "mine"
    assert await (home / "CLAUDE.md").read_text() == f"@{stand.folder}/CLAUDE.md\n"
    assert not await (home / "settings.json").exists()
