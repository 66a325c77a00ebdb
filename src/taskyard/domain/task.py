"""A task: something a person wants done; a card on the board. Its states, and the table of legal moves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from taskyard.domain.error import IllegalMove


class TaskStatus(StrEnum):
    """Lifecycle only. Blocked, scheduled and "needs you" are separate facts about a task."""

    BACKLOG = "backlog"
    QUEUED = "queued"
    RUNNING = "running"
    REVIEW = "review"
    MERGING = "merging"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What somebody or something does to a task."""

    ENQUEUE = "enqueue"
    PARK = "park"
    RUN_NOW = "run_now"
    CLAIM = "claim"
    CANCEL = "cancel"
    RESET = "reset"
    RETRY = "retry"
    CONTINUE = "continue"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    ACCEPT = "accept"
    # the system's own acts, decided from a run's outcome
    SUCCEED_TO_REVIEW = "succeed_to_review"
    SUCCEED_TO_DONE = "succeed_to_done"
    REQUEUE = "requeue"
    FAIL = "fail"
    MERGED = "merged"
    UNMERGED = "unmerged"


_S = TaskStatus
MOVES: Mapping[tuple[TaskStatus, Act], TaskStatus] = {
    (_S.BACKLOG, Act.ENQUEUE): _S.QUEUED,
    (_S.BACKLOG, Act.RUN_NOW): _S.QUEUED,
    (_S.BACKLOG, Act.CANCEL): _S.CANCELLED,
    (_S.QUEUED, Act.CLAIM): _S.RUNNING,
    (_S.QUEUED, Act.RUN_NOW): _S.QUEUED,
    (_S.QUEUED, Act.PARK): _S.BACKLOG,
    (_S.QUEUED, Act.CANCEL): _S.CANCELLED,
    (_S.RUNNING, Act.SUCCEED_TO_REVIEW): _S.REVIEW,
    (_S.RUNNING, Act.SUCCEED_TO_DONE): _S.DONE,
    (_S.RUNNING, Act.REQUEUE): _S.QUEUED,
    (_S.RUNNING, Act.FAIL): _S.FAILED,
    (_S.RUNNING, Act.CANCEL): _S.CANCELLED,
    (_S.REVIEW, Act.APPROVE): _S.MERGING,
    (_S.REVIEW, Act.REQUEST_CHANGES): _S.QUEUED,
    (_S.REVIEW, Act.CONTINUE): _S.QUEUED,
    (_S.REVIEW, Act.RESET): _S.BACKLOG,
    (_S.REVIEW, Act.ACCEPT): _S.DONE,
    (_S.REVIEW, Act.CANCEL): _S.CANCELLED,
    (_S.MERGING, Act.MERGED): _S.DONE,
    (_S.MERGING, Act.UNMERGED): _S.REVIEW,
    (_S.FAILED, Act.RETRY): _S.QUEUED,
    (_S.FAILED, Act.CONTINUE): _S.QUEUED,
    (_S.FAILED, Act.RESET): _S.BACKLOG,
    (_S.FAILED, Act.CANCEL): _S.CANCELLED,
    (_S.DONE, Act.CONTINUE): _S.QUEUED,
    (_S.CANCELLED, Act.RESET): _S.BACKLOG,
    (_S.CANCELLED, Act.ENQUEUE): _S.QUEUED,
}

_SYSTEM = frozenset(
    {
        Act.CLAIM, Act.SUCCEED_TO_REVIEW, Act.SUCCEED_TO_DONE, Act.REQUEUE, Act.FAIL, Act.MERGED, Act.UNMERGED,
    }
)  # fmt: skip
FINAL = frozenset({_S.DONE, _S.FAILED, _S.CANCELLED})


def move(status: TaskStatus, act: Act) -> TaskStatus:
    """Where `act` takes a task. Raises IllegalMove, naming the acts that are possible instead."""
    try:
        return MOVES[status, act]
    except KeyError:
        can = sorted(a.value for (s, a) in MOVES if s is status)
        words = (
            ", ".join(name for name in can if name not in _SYSTEM).replace("_", " ")
            or "nothing, it is at work"
        )
        raise IllegalMove(
            f"{act.value.replace('_', ' ')} is not possible for a task in {status.value}; possible: {words}",
            status=status.value, act=act.value, possible=can,
        ) from None  # fmt: skip


class Priority(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Smaller goes first."""
        return _RANKS[self]


_RANKS = {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}
BY_RANK: tuple[Priority, ...] = (Priority.URGENT, Priority.HIGH, Priority.NORMAL, Priority.LOW)


class TaskType(StrEnum):
    """What kind of work it is: a word for people and filters; no rule looks at it."""

    FEATURE = "feature"
    BUGFIX = "bugfix"
    TEST = "test"
    DOCS = "docs"
    REFACTOR = "refactor"
    REVIEW = "review"


@dataclass(frozen=True, kw_only=True)
class Task:
    id: str
    number: int  # counts up in the organisation; what people type
    org: str
    project: str
    title: str
    description: str = ""
    task_type: TaskType = TaskType.FEATURE
    status: TaskStatus = TaskStatus.BACKLOG
    priority: Priority = Priority.NORMAL
    position: str  # fractional rank key, compared byte by byte
    labels: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    not_before: datetime | None = None  # scheduled, or delayed by a retry
    agent: str | None = None  # None: the project decides
    settings: Mapping[str, Any] = field(default_factory=dict)  # field by field over the project's
    executable: bool = True
    attempts: int = 0  # attempts used up since it was last queued by a person
    runs: int = 0  # runs made in all; the next run's number is one more
    run: str | None = None  # the newest run
    branch: str | None = None
    base_commit: str | None = None
    head_commit: str | None = None
    merged_commit: str | None = None
    reason: str | None = None  # why it failed or came back, a Reason value
    note: str = ""  # the same in words for people
    open_questions: int = 0  # > 0 means: needs you
    created_by: str = ""
    created_at: datetime
    updated_at: datetime
    queued_at: datetime | None = None
    finished_at: datetime | None = None
