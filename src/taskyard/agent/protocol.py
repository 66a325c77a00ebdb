"""The socket for coding agents. A plug turns a prompt into a stream of normalised entries.

A session is opened with `async with` and iterated turn by turn. It is never an async generator that owns a
process: leaving the context must always be able to end the tree.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from taskyard.clock import Clock
from taskyard.domain.entry import EntryKind
from taskyard.domain.profile import Profile
from taskyard.domain.project import Settings
from taskyard.sandbox.protocol import Sandbox

SESSION_UNKNOWN = "session_unknown"  # true in an ERROR: the agent cannot go on with `brief.session`


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing an agent said or did, before it has its number in the transcript."""

    kind: EntryKind
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ToolServer:
    """The server's tools for the agent inside this run, over MCP: asking a person, saying how it goes."""

    url: str
    token: str  # opens this run's tools and nothing else
    name: str = "taskyard"
    tools: tuple[str, ...] = ("ask_human", "report_progress", "get_task")


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What a plug gets to know of the run."""

    run: str
    task: str
    number: int  # the run's number in its task, from 1
    title: str
    description: str = ""
    settings: Settings
    workspace: Path
    home: Path
    scratch: Path  # outside the workspace: nothing in it ends in a commit
    sandbox: Sandbox
    clock: Clock
    session: str | None = None  # resume this one
    project: str = ""  # its id: agents that coordinate share it
    server: ToolServer | None = None
    profile: Profile | None = None


class Session(Protocol):
    """A conversation with one agent. Every turn ends with exactly one RESULT or ERROR entry."""

    def turn(self, prompt: str) -> AsyncIterator[Said]:
        """Says `prompt` and yields until the agent stops. Never raises for what the agent does.

        A QUESTION entry has body `text` and `choices`; the answer comes by `answer`.
        """

    async def answer(self, text: str) -> None:
        """Answers the question the agent is waiting on."""

    async def interrupt(self) -> None:
        """Asks the agent politely to stop its turn. Bounded; the tree is killed by leaving the context."""


class Agent(Protocol):
    """A plug: an agent program behind one name."""

    name: str
    takes_profile: (
        bool  # it gives `brief.profile` to its program itself; else the text begins the first prompt
    )
    loads_config: bool  # its program would load what the repository configures it with; it must not find that
    resumes: bool  # the session of an earlier run is of use to it; else it is told the whole task every time

    def open(self, brief: Brief) -> AbstractAsyncContextManager[Session]:
        """Raises AgentProblem when it cannot start."""

    async def problem(self) -> str | None:
        """Why this agent cannot run on this machine; None when it can."""
