"""A place to run an agent in, shared by the certificates of the agents."""

import json
import sys

import anyio
import pytest

from taskyard import process
from taskyard.agent.command import CommandAgent
from taskyard.agent.protocol import Brief
from taskyard.agent.scripted.plug import ScriptedAgent
from taskyard.clock import SystemClock
from taskyard.domain.entry import EntryKind
from taskyard.domain.settings import resolve
from taskyard.sandbox.host import HostKind
from taskyard.sandbox.protocol import Place

LAST = {EntryKind.RESULT, EntryKind.ERROR}


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

    async def command(self, script, **settings):
        file = self.tmp_path / "program.py"
        file.write_text(script)
        command = f"{sys.executable} {file}"
        return await self.turn(CommandAgent(), self.brief(agent_command=command, **settings))

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
    place = Place(run=str(tmp_path), workspace=tmp_path, home=tmp_path, tmp=tmp_path, env={})
    async with HostKind().open(place) as sandbox:
        yield Stand(tmp_path, sandbox)
