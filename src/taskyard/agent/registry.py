"""The agents by name."""

from collections.abc import Mapping

from taskyard.agent.command import CommandAgent
from taskyard.agent.goose import GooseAgent
from taskyard.agent.protocol import Agent
from taskyard.agent.scripted.plug import ScriptedAgent
from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason

AGENTS: Mapping[str, Agent] = {agent.name: agent for agent in (ScriptedAgent(), CommandAgent(), GooseAgent())}


def names() -> tuple[str, ...]:
    return tuple(AGENTS)


def find(name: str) -> Agent:
    """Raises AgentProblem for an agent that this Taskyard does not have."""
    try:
        return AGENTS[name]
    except KeyError:
        known = ", ".join(sorted(AGENTS))
        words = f"there is no agent {name!r} here; there is: {known}"
        raise AgentProblem(words, reason=Reason.SETUP_FAILED) from None
