"""Every agent plug: one terminal entry per turn whatever happens, order kept, nothing of it stays."""

import json
import sys

import anyio
import pytest

from taskyard import process
from taskyard.agent.command import CommandAgent
from taskyard.agent.protocol import Brief
from taskyard.agent.registry import AGENTS
from taskyard.agent.scripted.plug import ScriptedAgent
from taskyard.clock import SystemClock
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem
from taskyard.domain.settings import resolve
from taskyard.sandbox.host import HostKind
from taskyard.sandbox.protocol import Place

pytestmark = pytest.mark.anyio
LAST = {EntryKind.RESULT, EntryKind.ERROR}


def test_the_plugs_are_agent_scripted_and_agent_command():
    assert {name: type(plug) for name, plug in AGENTS.items()} == {
        "scripted": ScriptedAgent,
        "command": CommandAgent,
    }


class Stand:
    """A place to run an agent in, and everything that one turn of it said."""

    def __init__(self, tmp_path, sandbox):
        self.tmp_path, self.sandbox = tmp_path, sandbox
        self.mark = str(tmp_path)  # tests run side by side: each finds only its own processes

    def brief(self, **settings):
        return Brief(
            run=self.mark, task="t", number=1, title="A task", settings=resolve(settings), workspace=self.tmp_path,
            home=self.tmp_path, scratch=self.tmp_path, sandbox=self.sandbox, clock=SystemClock(),
        )  # fmt: skip

    async def scripted(self, *steps, answers=()):
        brief = self.brief(agent_options={"scenario": json.dumps({"steps": steps})})
        return await self.turn(ScriptedAgent(), brief, answers)

    async def command(self, script):
        file = self.tmp_path / "program.py"
        file.write_text(script)
        return await self.turn(CommandAgent(), self.brief(agent_command=f"{sys.executable} {file}"))

    async def turn(self, agent, brief, answers=()):
        said, left = [], list(answers)
        with anyio.fail_after(30):
            async with agent.open(brief) as session:
                async for one in session.turn("Do it."):
                    said.append(one)
                    if one.kind is EntryKind.QUESTION:
                        await session.answer(left.pop(0))
        assert not process.marked(self.mark)
        assert [one.kind in LAST for one in said] == [False] * (len(said) - 1) + [True]
        return said


@pytest.fixture
async def stand(tmp_path):
    place = Place(run=str(tmp_path), workspace=tmp_path, home=tmp_path, env={})
    async with HostKind().open(place) as sandbox:
        yield Stand(tmp_path, sandbox)


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
