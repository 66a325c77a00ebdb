"""Claude Code in its dialogue mode: prompts, interrupts and what it asks go over the pipes of one process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from taskyard.agent.claude.option import check, servers
from taskyard.agent.claude.program import find
from taskyard.agent.claude.session import ClaudeSession
from taskyard.agent.protocol import Brief
from taskyard.domain.error import AgentProblem, TaskyardError
from taskyard.domain.run import Reason


class ClaudeAgent:
    name = "claude"

    async def problem(self) -> str | None:
        try:
            await anyio.to_thread.run_sync(find, "")
        except AgentProblem as missing:
            return missing.message
        return None

    @asynccontextmanager
    async def open(self, brief: Brief) -> AsyncIterator[ClaudeSession]:
        options = brief.settings.agent_options
        check(options)
        program = await anyio.to_thread.run_sync(find, brief.settings.agent_command)
        file = anyio.Path(brief.scratch) / "claude-servers.json"
        if "mcp_servers" in options:  # they may hold keys: not for everybody who lists processes
            await file.touch(mode=0o600)
            await file.write_text(servers(options), encoding="utf-8")
        await _memory(brief)
        problem: TaskyardError | None = None
        async with anyio.create_task_group() as group:
            session = ClaudeSession(brief, program, str(file), group)
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


async def _memory(brief: Brief) -> None:
    """The project's settings are not read, so its instructions come by the user's own: the agent reads the file itself."""
    folder = anyio.Path(brief.home) / "claude"
    await folder.mkdir(mode=0o700, exist_ok=True)
    await (folder / "CLAUDE.md").write_text(f"@{brief.workspace}/CLAUDE.md\n", encoding="utf-8")
