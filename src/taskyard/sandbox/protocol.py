"""The socket where commands run. Every tier says its name, and none is ever taken in place of a higher one."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from taskyard.domain.limit import LINE_SHOWN
from taskyard.process import Process


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a run's commands may work, and the marker by which all its processes are found again."""

    run: str  # the run id; it is in the environment of every process of the run
    workspace: Path
    home: Path  # private to the task; HOME of everything in it, and where an agent keeps its sessions
    tmp: Path  # private to the run, and not above `home`: agents refuse to trust what lies below it
    env: Mapping[str, str]  # added to an environment built from an allow-list, never from the host's
    grace: float = 5.0  # seconds between asking a process to end and ending its tree


class Sandbox(Protocol):
    """An open sandbox: starts processes inside, and leaves none behind when it closes."""

    @property
    def tier(self) -> str: ...

    def start(
        self,
        argv: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        longest: int = LINE_SHOWN,
    ) -> AbstractAsyncContextManager[Process]:
        """A process inside, with both pipes drained. Leaving the context ends its whole tree.

        `longest`: bytes of one line that are kept; the rest of it is read, dropped and marked.
        """


class SandboxKind(Protocol):
    """A plug: names its tier, says why it cannot work here, opens a sandbox."""

    tier: str
    warning: str  # what people must know of it; empty when there is nothing

    async def problem(self) -> str | None:
        """Why this tier is not available on this machine; None when it is."""

    def open(self, place: Place) -> AbstractAsyncContextManager[Sandbox]:
        """Raises SandboxUnavailable."""
