"""The scripted agent: a real process that plays a scenario, for the demo and for tests. It is honest about it."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from taskyard.agent.protocol import Brief, Said
from taskyard.agent.scripted.scenario import steps_for
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem, TaskyardError, Unavailable
from taskyard.domain.run import Reason
from taskyard.process import Line, Process

PLAYER = Path(__file__).with_name("player.py")
_KINDS = {kind.value: kind for kind in EntryKind}
_LAST = frozenset({EntryKind.RESULT, EntryKind.ERROR})


class ScriptedAgent:
    name = "scripted"
    takes_profile = False
    loads_config = False
    resumes = True

    async def problem(self) -> str | None:
        return None

    @asynccontextmanager
    async def open(self, brief: Brief) -> AsyncIterator["ScriptedSession"]:
        """The player runs isolated from this Python's own packages: it starts in a few milliseconds."""
        try:
            async with brief.sandbox.start([sys.executable, "-I", str(PLAYER)]) as process:
                yield ScriptedSession(brief, process)
        except TaskyardError as problem:
            if isinstance(problem, AgentProblem) or problem.code != "command_failed":
                raise
            raise AgentProblem(problem.message, reason=Reason.SETUP_FAILED) from problem


class ScriptedSession:
    def __init__(self, brief: Brief, process: Process) -> None:
        self._brief, self._process = brief, process
        self._turn = 0

    async def turn(self, prompt: str) -> AsyncIterator[Said]:
        self._turn += 1
        try:
            steps = steps_for(self._brief, prompt, self._turn)
            await self._tell({"steps": steps, "session": self._session(), "first": self._turn == 1})
        except AgentProblem as problem:
            yield Said(kind=EntryKind.ERROR, body={"reason": problem.reason, "text": problem.message})
            return
        except Unavailable:
            yield await self._ended()
            return
        async for line in self._process.lines():
            said = _parse(line)
            yield said
            if said.kind in _LAST:
                return
        yield await self._ended()

    async def answer(self, text: str) -> None:
        with suppress(Unavailable):  # it has died meanwhile; the turn says so
            await self._tell({"answer": text})

    async def interrupt(self) -> None:
        await self._process.interrupt()

    def _session(self) -> str:
        return self._brief.session or f"scripted-{self._brief.run}"

    async def _tell(self, words: dict[str, Any]) -> None:
        await self._process.write(json.dumps(words).encode() + b"\n")

    async def _ended(self) -> Said:
        code = await self._process.wait()
        if code == 0:
            body = {"reason": Reason.PROTOCOL_ERROR.value, "text": "the agent stopped without a result"}
        else:
            how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
            body = {"reason": Reason.AGENT_CRASHED.value, "text": f"the agent ended {how}"}
        return Said(kind=EntryKind.ERROR, body=body)


def _parse(line: Line) -> Said:
    """Whatever is not one of our own lines is kept as it is."""
    raw = Said(kind=EntryKind.RAW, body={"text": line.text} | ({"cut": True} if line.cut else {}))
    if line.stream != "stdout" or line.cut:
        return raw
    try:
        words = json.loads(line.text)
    except (ValueError, RecursionError):
        return raw
    if not isinstance(words, dict) or words.get("kind") not in _KINDS:
        return raw
    return Said(kind=_KINDS[words.pop("kind")], body=words)
