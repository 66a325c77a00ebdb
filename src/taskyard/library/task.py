"""What goes through the loop: a task that was pulled, what a worker printed, the artifact it made, how it went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from taskyard.domain.error import Invalid


@dataclass(frozen=True, kw_only=True)
class Task:
    """Raises Invalid without a description: a worker that is told nothing can do nothing."""

    description: str

    def __post_init__(self) -> None:
        if not self.description:
            raise Invalid("description: a task must say what is to be done", field="description")


@dataclass(frozen=True, kw_only=True)
class Aborted:
    """In place of a task: there will be none any more."""


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """The work of a task that succeeded, found by its branch."""

    branch: str


@dataclass(frozen=True, kw_only=True)
class OutputLine:
    timestamp: datetime
    line: str


@dataclass(frozen=True, kw_only=True)
class WorkerResult:
    output: tuple[OutputLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """One round of the loop, for metrics."""

    task: str
    outcome: str  # succeeded, failed, cancelled or dirty
    step: str  # the last one that was begun
    branch: str = ""
    error: str = ""  # the class of what was raised
    seconds: Mapping[str, float] = field(default_factory=dict)  # step → how long it took
