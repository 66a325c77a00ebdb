"""The agent that docs/extend/agent.md builds, certified like any other."""

import re
import sys
from pathlib import Path
from types import ModuleType

import anyio
import pytest

from taskyard import process
from taskyard.agent.protocol import Agent
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem

pytestmark = pytest.mark.anyio
PAGE = Path(__file__).parents[2] / "docs/extend/agent.md"
WORDY = """#!{python}
import signal, sys
print("heard", sys.stdin.read(), sys.argv[1], flush=True)
print("tokens 12", flush=True)
{then}
"""


@pytest.fixture
def agent():
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    module = ModuleType("wordy")
    exec(compile(code, str(PAGE), "exec"), module.__dict__)
    return module.WordyAgent()


@pytest.fixture
def briefed(stand):
    def make(then="", **options):
        program = stand.tmp_path / "wordy"
        program.write_text(WORDY.format(python=sys.executable, then=then))
        program.chmod(0o755)
        return stand.brief(agent_options={"program": str(program)} | options, kill_grace=0.2)

    return make


async def test_one_turn(agent, briefed, stand):
    said = await stand.turn(agent, briefed(tone="warm"))
    assert [one.kind for one in said] == [EntryKind.TEXT, EntryKind.USAGE, EntryKind.RESULT]
    assert said[0].body["text"] == "heard Do it. --tone=warm"
    assert said[1].body["tokens_out"] == 12
    assert said[-1].body["ok"] is True


@pytest.mark.parametrize(
    ("then", "reason"), [("sys.exit(3)", "agent_error"), ("signal.raise_signal(9)", "agent_crashed")]
)
async def test_a_failure_is_one_error(agent, briefed, stand, then, reason):
    said = await stand.turn(agent, briefed(then))
    assert (said[-1].kind, said[-1].body["reason"]) == (EntryKind.ERROR, reason)


async def test_a_program_that_is_missing_and_an_option_that_it_does_not_have(agent, briefed, stand):
    gone = await stand.turn(agent, briefed(program="/no/such/program"))
    assert gone[-1].body["reason"] == "setup_failed"
    with pytest.raises(AgentProblem, match=r"agent_options\.colour: wordy has program, tone"):
        await stand.turn(agent, briefed(colour="red"))
    assert "pip install wordy" in await agent.problem()


async def test_leaving_in_the_middle_leaves_nothing(agent, briefed, stand):
    with anyio.fail_after(20):
        async with agent.open(briefed("signal.pause()")) as session:
            async for one in session.turn("Do it."):
                if one.kind is EntryKind.USAGE:
                    break
    assert not process.marked(stand.mark)


def test_it_has_all_that_the_socket_names(agent):
    wanted = set(Agent.__annotations__) | {"open", "problem"}
    assert wanted <= set(dir(agent))
