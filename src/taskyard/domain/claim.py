"""A claim: all a worker needs for one run, nothing more. And what every answer to a worker may carry."""

from dataclasses import dataclass
from datetime import datetime

from taskyard.domain.allowance import Left
from taskyard.domain.chat import Message
from taskyard.domain.project import Project, Settings
from taskyard.domain.run import Run
from taskyard.domain.task import Task


@dataclass(frozen=True, kw_only=True)
class DependencySummary:
    task: str
    number: int
    title: str
    summary: str
    branch: str | None
    head_commit: str | None


@dataclass(frozen=True, kw_only=True)
class Claim:
    run: Run
    task: Task
    project: Project
    settings: Settings  # resolved
    fence: int
    token: str  # for the agent inside the run: bound to run and fence
    lease_seconds: float
    renew_seconds: float
    dependencies: tuple[DependencySummary, ...] = ()
    previous_branch: str | None = None  # where `base = previous_task` starts, if there is one
    previous_head: str | None = None
    left: Left | None = None  # of the project's budget, where it has one


@dataclass(frozen=True, kw_only=True)
class Orders:
    """Rides on every answer to a worker's report: cancel and messages need no poll of their own."""

    lease_until: datetime
    lease_seconds: float
    renew_seconds: float
    cancel: bool = False
    drain: bool = False
    messages: tuple[Message, ...] = ()  # answers and comments not yet acknowledged
    open_questions: int = 0  # of this run, that nobody has answered
    expected: int = 1  # the next transcript entry the server wants
