"""Everything a worker is given from outside; nothing in worker/ reaches for the machine by itself."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from taskyard.agent.protocol import Agent
from taskyard.client.api import Client
from taskyard.clock import Clock
from taskyard.domain.worker import Offer
from taskyard.git.plumbing import Git
from taskyard.sandbox.protocol import SandboxKind
from taskyard.worker.logbook import Logbook

# Every step at which a fault test may kill, pause or starve the worker, in the order of a run.
STEPS = (
    "claimed", "leased", "prepared", "opened", "prompted", "entry", "asked", "answered", "turn",
    "committed", "checked", "handed_over", "merging", "merged", "finishing", "finished",
)  # fmt: skip


class Log(Protocol):
    """What we use of a structured logger."""

    def info(self, event: str, **words: Any) -> Any: ...

    def warning(self, event: str, **words: Any) -> Any: ...


class Quiet:
    def info(self, event: str, **words: Any) -> None:
        """Says nothing."""

    def warning(self, event: str, **words: Any) -> None:
        """Says nothing."""


async def no_step(name: str) -> None:
    """The default hook: nobody looks."""


@dataclass(frozen=True, kw_only=True)
class Deps:
    client_factory: Callable[[], AbstractAsyncContextManager[Client]]  # also called in the lease's own thread
    clock: Clock
    data: Path  # the worker's folder: spool, run records, workspaces, homes
    agents: Callable[[str], Agent]
    sandboxes: Callable[[str], SandboxKind]
    git: Git
    log: Log = field(default_factory=Quiet)
    logbook: Logbook = field(default_factory=Logbook)
    url: str = ""  # the server's, for the tools of agents; none: they get no tools of ours
    agent_env: Mapping[str, str] = field(
        default_factory=dict
    )  # keys and addresses of models, from this machine
    checkouts: Path | None = None  # where workspaces lie; none: in `data`
    profiles: Path | None = None  # the folder of this user's profiles
    name: str = "worker"
    slots: int = 1
    offer: Offer = field(default_factory=Offer)
    sure: tuple[str, ...] = ()  # agents that this machine's owner counts on
    version: str = ""
    host: str = ""
    grace: float = 60.0  # seconds that running runs get to finish when the worker stops
    wait: float = 25.0  # seconds of one long poll
    beat: float = 20.0  # seconds between heartbeats
    step: Callable[[str], Awaitable[None]] = no_step

    @property
    def workspaces(self) -> Path:
        """The root of all workspaces that do not lie beside their repository."""
        return self.checkouts or self.data / "workspace"
