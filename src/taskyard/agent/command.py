"""Any program as an agent: the prompt on its standard input, its lines as text, its exit code as the verdict."""

import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio
from anyio.abc import TaskGroup, TaskStatus

from taskyard.agent.protocol import Brief, Said
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem, TaskyardError, Unavailable
from taskyard.domain.run import Reason
from taskyard.process import Process


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
            yield CommandSession(brief, argv, group)
            group.cancel_scope.cancel()


class CommandSession:
    """Each turn starts the program anew: it has no memory of its own but the workspace.

    The process belongs to a task of the session and not to the turn: a turn is an async generator, and one that
    holds a process open across its steps cannot be left cleanly.
    """

    def __init__(self, brief: Brief, argv: list[str], group: TaskGroup) -> None:
        self._brief, self._argv, self._group = brief, argv, group
        self._process: Process | None = None
        self._over = anyio.Event()

    async def turn(self, prompt: str) -> AsyncIterator[Said]:
        self._over = anyio.Event()
        try:
            process: Process = await self._group.start(self._hold, self._over)
        except TaskyardError as problem:
            yield Said(kind=EntryKind.ERROR, body={"reason": "setup_failed", "text": problem.message})
            return
        self._process = process
        self._group.start_soon(_tell, process, prompt)
        async for line in process.lines():
            kind = EntryKind.TEXT if line.stream == "stdout" else EntryKind.RAW
            yield Said(kind=kind, body={"text": line.text} | ({"cut": True} if line.cut else {}))
        code = await process.wait()
        self._process = None
        self._over.set()
        yield _verdict(code)

    async def _hold(self, over: anyio.Event, *, task_status: TaskStatus[Process]) -> None:
        env = {"TASKYARD_TASK": self._brief.task, "TASKYARD_RUN_NUMBER": str(self._brief.number)}
        async with self._brief.sandbox.start(self._argv, env=env) as process:
            task_status.started(process)
            await over.wait()

    async def answer(self, text: str) -> None:
        """The program asked nothing: it has no way to."""

    async def interrupt(self) -> None:
        if self._process is not None:
            await self._process.interrupt()


async def _tell(process: Process, prompt: str) -> None:
    """Beside the reading: a program that does not read its input must not hold up its output."""
    with suppress(Unavailable):
        await process.write(prompt.encode("utf-8", "replace"))
    await process.close_stdin()


def _verdict(code: int) -> Said:
    if code == 0:
        return Said(kind=EntryKind.RESULT, body={"ok": True, "subtype": "success", "text": ""})
    reason = Reason.AGENT_CRASHED if code < 0 else Reason.AGENT_ERROR
    how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return Said(kind=EntryKind.ERROR, body={"reason": reason.value, "text": f"the program {how}"})
