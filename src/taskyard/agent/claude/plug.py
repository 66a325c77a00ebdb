"""Claude Code in its dialogue mode: prompts, interrupts and what it asks go over the pipes of one process."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio

from taskyard.agent import skill
from taskyard.agent.claude.lock import alone
from taskyard.agent.claude.option import check, servers
from taskyard.agent.claude.program import find
from taskyard.agent.claude.session import ClaudeSession
from taskyard.agent.protocol import Brief
from taskyard.domain.error import AgentProblem, TaskyardError
from taskyard.domain.run import Reason


class ClaudeAgent:
    name = "claude"
    takes_profile = True
    loads_config = False  # no settings of a project, by its flags
    resumes = True

    def __init__(self, program: str = "") -> None:
        """`program`: the one of this machine; else it is looked for."""
        self._here = program

    async def problem(self) -> str | None:
        try:
            await anyio.to_thread.run_sync(find, "", self._here)
        except AgentProblem as missing:
            return missing.message
        return None

    @asynccontextmanager
    async def open(self, brief: Brief) -> AsyncIterator[ClaudeSession]:
        options = brief.settings.agent_options
        check(options)
        program = await anyio.to_thread.run_sync(find, brief.settings.agent_command, self._here)
        words = servers(options, brief.server)
        async with (
            alone(brief.home, 2 * brief.settings.kill_grace),
            self._open(brief, program, words) as session,
        ):
            yield session

    @asynccontextmanager
    async def _open(self, brief: Brief, program: list[str], words: str) -> AsyncIterator[ClaudeSession]:
        file = brief.scratch / "claude-servers.json"
        await anyio.to_thread.run_sync(furnish, brief, file, words)
        problem: TaskyardError | None = None
        async with anyio.create_task_group() as group:
            session = ClaudeSession(brief, program, str(file) if words else "", group)
            try:
                await session.start()
            except TaskyardError as failed:
                problem = failed
            else:
                yield session
                await session.close()
            group.cancel_scope.cancel()
        if problem is not None:
            raise AgentProblem(problem.message, reason=Reason.SETUP_FAILED) from problem


def furnish(brief: Brief, servers_file: Path, words: str) -> None:
    """The agent's home as this session wants it, whatever an earlier run has left or linked there.

    The project's settings are not read, so its instructions come through the user's: the agent reads them itself.
    """
    folder = brief.home / "claude"
    if folder.is_symlink():
        folder.unlink()
    folder.mkdir(mode=0o700, exist_ok=True)
    skill.clear(folder, skill.CLAUDE_OWN)
    skill.hand_over(folder / "skills")
    _write(folder / "CLAUDE.md", f"@{brief.workspace}/CLAUDE.md\n")
    if words:  # the servers may hold keys: not for everybody who lists processes
        _write(servers_file, words)


def _write(path: Path, words: str) -> None:
    """A new file, never one that a link leads to."""
    path.unlink(missing_ok=True)
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(words)
