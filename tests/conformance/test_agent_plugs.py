"""Every agent plug: one terminal entry per turn whatever happens, order kept, nothing of it stays."""

import json
import sys
from contextlib import aclosing
from pathlib import Path

import anyio
import pytest

from taskyard import process
from taskyard.agent.command import CommandAgent
from taskyard.agent.goose import GooseAgent
from taskyard.agent.registry import AGENTS
from taskyard.agent.scripted.plug import ScriptedAgent
from taskyard.agent.stream.registry import PARSERS
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem
from taskyard.domain.project import AgentParser

pytestmark = pytest.mark.anyio
RECORDED = Path(__file__).parents[1] / "fixtures" / "stream"
# A double of a real agent: the recorded bytes in uneven parts, cut inside lines and characters, then `then`.
DOUBLE = """
import os, signal, sys
data = open({file!r}, "rb").read()[:{upto}]
for at in range(0, len(data), 997):
    sys.stdout.buffer.write(data[at:at + 997])
    sys.stdout.buffer.flush()
{then}
"""
FORMATS = [one.value for one in PARSERS if one is not AgentParser.TEXT]


def double(name, stream="task", upto=None, then=""):
    return DOUBLE.format(file=str(RECORDED / name / f"{stream}.jsonl"), upto=upto, then=then)


def test_the_plugs_are_agent_scripted_and_agent_command_and_agent_goose():
    assert {name: type(plug) for name, plug in AGENTS.items()}.items() >= {
        "scripted": ScriptedAgent,
        "command": CommandAgent,
        "goose": GooseAgent,
    }.items()


async def test_scripted_says_edits_and_asks(stand, tmp_path):
    said = await stand.scripted(
        {"think": "hm"}, {"say": "hello"}, {"ask": "Which?", "choices": ["a"]}, {"edit": "x.txt", "content": "{answer}"},
        {"shell": ["true"]}, answers=["blue"],
    )  # fmt: skip
    kinds = [one.kind.value for one in said]
    assert kinds[:4] == ["session_started", "thinking", "text", "question"]
    assert said[-1].body["ok"] is True
    assert (tmp_path / "x.txt").read_text() == "blue"


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ({"crash": True}, "agent_crashed"),
        ({"crash": 3}, "agent_crashed"),
        ({"exit": 0}, "protocol_error"),
        ({"fail": "no luck"}, "agent_error"),
        ({"shell": ["false"]}, "agent_error"),
        ({"no such": 1}, "agent_error"),
    ],
)
async def test_scripted_ends_with_one_error(step, reason, stand):
    said = await stand.scripted({"say": "begin"}, step)
    assert said[-1].kind is EntryKind.ERROR
    assert said[-1].body["reason"] == reason


async def test_unknown_input_is_kept_and_long_lines_are_cut(stand):
    said = await stand.scripted(
        {"malformed": "{half"}, {"long": 5_000_000}, {"raw": '{"kind":"nothing"}'}, {"say": "on"}
    )
    raw = [one for one in said if one.kind is EntryKind.RAW]
    assert [bool(one.body.get("cut")) for one in raw] == [False, True, False]
    assert raw[0].body["text"].startswith("{half")
    assert said[-1].body["ok"] is True


async def test_order_is_kept_in_a_flood(stand):
    said = await stand.scripted({"flood": 5000})
    assert [one.body["text"] for one in said if one.kind is EntryKind.TEXT] == [
        f"line {n}" for n in range(5000)
    ]


@pytest.mark.parametrize(
    "steps",
    [[{"hang": True}], [{"ignore_term": True}, {"hang": True}], [{"daemon": True}, {"hang": True}]],
)
async def test_leaving_ends_the_tree_whatever_it_does(steps, stand):
    scenario = {"steps": [*steps[:-1], {"say": "ready"}, steps[-1]]}
    brief = stand.brief(agent_options={"scenario": json.dumps(scenario)}, kill_grace=0.2)
    with anyio.fail_after(20):
        async with ScriptedAgent().open(brief) as session:
            async for one in session.turn("Do it."):
                if one.body.get("text") == "ready":
                    break
    assert not process.marked(stand.mark)


async def test_command_gives_lines_and_its_exit_code_decides(stand):
    said = await stand.command("import sys\nprint('got', sys.stdin.read())\nprint('odd', file=sys.stderr)\n")
    assert [one.body["text"] for one in said if one.kind is EntryKind.TEXT] == ["got Do it."]
    assert [one.body["text"] for one in said if one.kind is EntryKind.RAW] == ["odd"]
    assert said[-1].body["ok"] is True
    assert (await stand.command("raise SystemExit(3)"))[-1].body["reason"] == "agent_error"
    crash = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert (await stand.command(crash))[-1].body["reason"] == "agent_crashed"


async def test_nothing_of_the_hosts_environment_reaches_the_child(stand, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_HOST", "xyzzy")
    said = await stand.command("import os\nprint(sorted(os.environ))\n")
    assert "SECRET_OF_THE_HOST" not in said[0].body["text"]


async def test_command_without_a_program_says_so(stand):
    with pytest.raises(AgentProblem, match="agent_command"):
        await stand.turn(CommandAgent(), stand.brief())
    gone = await stand.turn(CommandAgent(), stand.brief(agent_command="/no/such/program"))
    assert gone[-1].body["reason"] == "setup_failed"


@pytest.mark.parametrize("name", FORMATS)
async def test_command_reads_the_stream_of_a_real_agent(name, stand):
    said = await stand.command(double(name), agent_parser=name)
    assert said[-1].body["ok"] is True
    assert said[-1].body["text"] == "All done: hello.txt says hello duck."
    assert [one.kind.value for one in said].count("tool_result") == 3
    assert sum(one.body["tokens_out"] for one in said if one.kind is EntryKind.USAGE) == 110


@pytest.mark.parametrize("name", FORMATS)
async def test_an_agent_killed_in_the_middle_of_a_line_ends_with_one_error(name, stand):
    whole = (RECORDED / name / "task.jsonl").stat().st_size
    script = double(name, upto=whole - 900, then="os.kill(os.getpid(), signal.SIGKILL)")
    said = await stand.command(script, agent_parser=name)
    assert said[-1].body["reason"] == "agent_crashed"


@pytest.mark.parametrize(
    ("name", "stream", "code", "reason"),
    [
        ("claude-stream-json", "error-529", 1, "rate_limited"),
        ("claude-stream-json", "max-budget", 1, "budget_exceeded"),
        ("goose-stream-json", "error-429", 0, "rate_limited"),
        ("codex-json", "error-401", 1, "agent_auth"),
        ("gemini-stream-json", "error-401", 145, "agent_auth"),
        ("opencode-json", "permission-auto-rejected", 0, "agent_error"),
    ],
)
async def test_an_agents_failure_has_its_reason(name, stream, code, reason, stand):
    said = await stand.command(double(name, stream, then=f"sys.exit({code})"), agent_parser=name)
    assert said[-1].body["reason"] == reason


async def test_an_agent_that_outlives_its_result_is_ended(stand):
    script = double("claude-stream-json", then="signal.pause()")
    said = await stand.command(script, agent_parser="claude-stream-json", result_grace=0.2)
    assert said[-1].body["ok"] is True


async def test_a_grandchild_that_holds_the_pipe_does_not_hold_up_the_end(stand):
    child = "if os.fork() == 0: os.setsid(); signal.pause()\nprint('parent', flush=True)\nos._exit(0)"
    said = await stand.command(f"import os, signal\n{child}\n", result_grace=0.2)
    assert said[-1].body["ok"] is True


async def test_leaving_a_command_in_the_middle_ends_its_tree(stand, tmp_path):
    file = tmp_path / "program.py"
    file.write_text(
        "import os, signal\nif os.fork() == 0: os.setsid()\nprint('on', flush=True)\nsignal.pause()\n"
    )
    with anyio.fail_after(20):
        async with (
            CommandAgent().open(stand.brief(agent_command=f"{sys.executable} {file}")) as session,
            aclosing(session.turn("Do it.")) as said,
        ):
            assert (await anext(said)).body["text"] == "on"
    assert not process.marked(stand.mark)
