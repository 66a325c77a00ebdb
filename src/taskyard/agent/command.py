"""Any program as an agent: the prompt on its standard input, its lines as the project's `agent_parser` reads them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from taskyard.agent.protocol import Brief, Said
from taskyard.agent.stream.argv import split
from taskyard.agent.stream.program import Program
from taskyard.agent.stream.registry import PARSERS
from taskyard.agent.stream.retry import again
from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason


class CommandAgent:
    name = "command"
    takes_profile = False
    loads_config = True  # whatever it is
    resumes = False  # whatever session its output names

    async def problem(self) -> str | None:
        return None  # which program it is, is for each project to say

    @asynccontextmanager
    async def open(self, brief: Brief) -> AsyncIterator["CommandSession"]:
        argv = split(brief.settings.agent_command)
        if not argv:
            words = "the agent `command` needs a program: set agent_command"
            raise AgentProblem(words, reason=Reason.SETUP_FAILED)
        async with anyio.create_task_group() as group:
            yield CommandSession(brief, argv, Program(brief, group))
            group.cancel_scope.cancel()


class CommandSession:
    """Each turn starts the program anew: it has no memory of its own but the workspace."""

    def __init__(self, brief: Brief, argv: list[str], program: Program) -> None:
        self._brief, self._argv, self._program = brief, argv, program

    def turn(self, prompt: str) -> AsyncIterator[Said]:
        read = PARSERS[self._brief.settings.agent_parser]
        env = {"TASKYARD_TASK": self._brief.task, "TASKYARD_RUN_NUMBER": str(self._brief.number)}
        told = prompt.encode("utf-8", "replace")
        return again(lambda: self._program.turn(self._argv, read(), env=env, stdin=told))

    async def answer(self, text: str) -> None:
        """The program asked nothing: it has no way to."""

    async def interrupt(self) -> None:
        await self._program.interrupt()
