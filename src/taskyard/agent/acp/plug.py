"""Every agent that speaks the Agent Client Protocol: known ones by a preset, any other by its command line."""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio

from taskyard.agent import skill
from taskyard.agent.acp.greet import Wanted
from taskyard.agent.acp.preset import OTHER, PRESETS, Preset
from taskyard.agent.acp.session import AcpSession
from taskyard.agent.acp.wire import Wire
from taskyard.agent.protocol import Brief
from taskyard.agent.stream.argv import split, which
from taskyard.domain.error import AgentProblem, TaskyardError
from taskyard.domain.run import Reason

LONGEST = (
    64 * 1024 * 1024
)  # bytes of one line: a picture is some megabytes, and a cut message cannot be answered
POLITE = 3.0  # seconds for an idle agent to end by itself once its input is closed
_OWN = ("mcp_servers", "mode", "program")
# Where a provider is and what opens it; nothing that changes how programs are found or loaded.
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_(API_KEY|AUTH_TOKEN|API_BASE|BASE_URL|HOST|BASE_PATH|ENDPOINT)")
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")


class AcpAgent:
    def __init__(self, preset: Preset) -> None:
        self._preset = preset
        self.name = f"acp:{preset.name}" if preset.name else "acp"
        self.takes_profile = False
        self.loads_config = True
        self.resumes = preset.load_ok

    async def problem(self) -> str | None:
        if not self._preset.command:
            return None  # which program it is, is for each project to say
        program = self._preset.command[0]
        found = await anyio.to_thread.run_sync(which, program)
        return None if found else f"{program} was not found: {self._preset.install}"

    @asynccontextmanager
    async def open(self, brief: Brief) -> AsyncIterator[AcpSession]:
        argv, env, wanted = command(self._preset, brief), environment(self._preset, brief), _wanted(brief)
        await anyio.to_thread.run_sync(furnish, self._preset, brief.home)
        async with AsyncExitStack() as stack:
            try:
                process = await stack.enter_async_context(brief.sandbox.start(argv, env=env, longest=LONGEST))
            except TaskyardError as problem:
                words = "; ".join(filter(None, (problem.message, self._preset.install)))
                raise AgentProblem(words, reason=Reason.SETUP_FAILED) from problem
            wire = Wire(process, brief.settings.result_grace)
            stack.callback(wire.close)
            group = await stack.enter_async_context(anyio.create_task_group())
            wire.start(group)
            session = AcpSession(wire, self._preset, wanted, brief.clock)
            group.start_soon(session.watch)
            yield session
            if session.idle and not self._preset.needs_sigterm:
                with anyio.move_on_after(min(POLITE, brief.settings.kill_grace)):
                    await process.close_stdin()
                    await process.wait()
            group.cancel_scope.cancel()


def furnish(preset: Preset, home: Path) -> None:
    skill.clear(home, preset.forgets)
    if preset.skills:
        skill.hand_over(home / preset.skills)


def agents() -> Sequence[AcpAgent]:
    return tuple(AcpAgent(preset) for preset in (*PRESETS, OTHER))


def command(preset: Preset, brief: Brief) -> list[str]:
    """Raises AgentProblem when nothing says which program it is."""
    argv = list(preset.command) or split(brief.settings.agent_command)
    if not argv:
        words = "the agent `acp` needs a program that speaks the protocol: set agent_command"
        raise AgentProblem(words, reason=Reason.SETUP_FAILED)
    return [brief.settings.agent_options.get("program", argv[0]), *argv[1:]]


def environment(preset: Preset, brief: Brief) -> dict[str, str]:
    """Added to the sandbox's own. Raises AgentProblem for an option that the agent does not have."""
    env = {}
    for name, value in brief.settings.agent_options.items():
        if name in preset.options:
            env[preset.options[name]] = value
        elif _NAME.fullmatch(name) and (name.startswith(preset.prefixes) or _VARIABLE.fullmatch(name)):
            env[name] = value
        elif name not in _OWN:
            known = ", ".join((*preset.options, *_OWN))
            variables = ", ".join((*(f"{one}…" for one in preset.prefixes), "…_API_KEY, …_BASE_URL, …_HOST"))
            words = f"agent_options.{name}: this agent has {known}, and variables like {variables}"
            raise AgentProblem(words, reason=Reason.SETUP_FAILED)
    if preset.isolation:
        env[preset.isolation] = str(brief.home)
    return env | dict(preset.env) | {"TASKYARD_TASK": brief.task, "TASKYARD_RUN_NUMBER": str(brief.number)}


def _wanted(brief: Brief) -> Wanted:
    options = brief.settings.agent_options
    return Wanted(
        cwd=str(brief.workspace),
        servers=[*_own_server(brief), *_servers(options.get("mcp_servers", "[]"))],
        session=brief.session,
        mode=options.get("mode", ""),
    )


def _own_server(brief: Brief) -> list[Mapping[str, Any]]:
    if brief.server is None:
        return []
    key = {"name": "Authorization", "value": f"Bearer {brief.server.token}"}
    return [{"type": "http", "name": brief.server.name, "url": brief.server.url, "headers": [key]}]


def _servers(words: str) -> list[Mapping[str, Any]]:
    """JSON, as the protocol has it in session/new."""
    try:
        found = json.loads(words)
    except ValueError as bad:
        raise AgentProblem(f"agent_options.mcp_servers: {bad}", reason=Reason.SETUP_FAILED) from bad
    if not isinstance(found, list) or not all(isinstance(one, dict) and one.get("name") for one in found):
        words = "agent_options.mcp_servers must be a list of objects with a name, as in session/new"
        raise AgentProblem(words, reason=Reason.SETUP_FAILED)
    return found
