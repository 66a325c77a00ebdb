"""The agents by name."""

from collections.abc import Callable, Mapping

from taskyard.agent.acp.plug import agents as acp_agents
from taskyard.agent.claude.plug import ClaudeAgent
from taskyard.agent.command import CommandAgent
from taskyard.agent.goose import GooseAgent
from taskyard.agent.protocol import Agent
from taskyard.agent.scripted.plug import ScriptedAgent
from taskyard.domain.error import AgentProblem
from taskyard.domain.run import Reason

AGENTS: Mapping[str, Agent] = {
    agent.name: agent for agent in (ScriptedAgent(), CommandAgent(), ClaudeAgent(), GooseAgent())
}
ACP: Mapping[str, Agent] = {agent.name: agent for agent in acp_agents()}  # `acp:goose`, …, and `acp` itself


def names() -> tuple[str, ...]:
    return (*AGENTS, *ACP)


def find(name: str) -> Agent:
    """Raises AgentProblem for an agent that this Taskyard does not have."""
    try:
        return AGENTS[name] if name in AGENTS else ACP[name]
    except KeyError:
        known = ", ".join(sorted(names()))
        words = f"there is no agent {name!r} here; there is: {known}"
        raise AgentProblem(words, reason=Reason.SETUP_FAILED) from None


def finder(claude: str = "") -> Callable[[str], Agent]:
    """`find` on a machine whose Claude Code is the program at that path."""
    own = ClaudeAgent(claude)
    return lambda name: own if name == own.name else find(name)
