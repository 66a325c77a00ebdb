"""Any program as an agent: the prompt on its standard input, its lines as the project's `agent_parser` reads them."""

import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from taskyard.agent.protocol import Brief, Said
from taskyard.agent.stream.program import Program
from taskyard.agent.stream.registry import PARSERS
from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason


class CommandAgent:
    name = "command"

    async def problem(self) -> str | None:
        return None  # which program it is, is for each project to say

    @asynccontextmanager
    async def open(self, brief: Brief) -> AsyncIterator["CommandSession"]:
        try:
            argv = shlex.split(brief.settings.agent_command)
        except ValueError as bad:
            raise AgentProblem(f"agent_command: {bad}", reason=Reason.SETUP_FAILED) from bad
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
        parser = PARSERS[self._brief.settings.agent_parser]()
        env = {"TASKYARD_TASK": self._brief.task, "TASKYARD_RUN_NUMBER": str(self._brief.number)}
        return self._program.turn(self._argv, parser, env=env, stdin=prompt.encode("utf-8", "replace"))

    async def answer(self, text: str) -> None:
        """The program asked nothing: it has no way to."""

    async def interrupt(self) -> None:
        await self._program.interrupt()
