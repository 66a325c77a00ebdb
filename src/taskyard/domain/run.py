"""A run: one try at a task by one worker. The work order while it is queued, the execution while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from taskyard.domain.error import IllegalMove


class RunKind(StrEnum):
    WORK = "work"
    MERGE = "merge"


class RunStatus(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    PREPARING = "preparing"
    RUNNING = "running"
    WAITING = "waiting"
    CHECKING = "checking"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"
    PARKED = "parked"


LIVE = frozenset(
    {RunStatus.CLAIMED, RunStatus.PREPARING, RunStatus.RUNNING, RunStatus.WAITING, RunStatus.CHECKING}
)
ENDED = frozenset(
    {RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.LOST, RunStatus.PARKED}
)

_NEXT: Mapping[RunStatus, frozenset[RunStatus]] = {
    RunStatus.QUEUED: frozenset({RunStatus.CLAIMED, RunStatus.CANCELLED}),
    # A released claim goes back to the queue untouched; every live state may end in any way.
    RunStatus.CLAIMED: frozenset({RunStatus.PREPARING, RunStatus.QUEUED}) | ENDED,
    RunStatus.PREPARING: frozenset({RunStatus.RUNNING, RunStatus.QUEUED}) | ENDED,
    RunStatus.RUNNING: frozenset({RunStatus.WAITING, RunStatus.CHECKING}) | ENDED,
    RunStatus.WAITING: frozenset({RunStatus.RUNNING, RunStatus.CHECKING}) | ENDED,
    RunStatus.CHECKING: frozenset({RunStatus.RUNNING}) | ENDED,
}


def may_become(now: RunStatus, then: RunStatus) -> bool:
    return then in _NEXT.get(now, frozenset())


def become(now: RunStatus, then: RunStatus) -> RunStatus:
    """Raises IllegalMove when a run in `now` cannot go to `then`."""
    if not may_become(now, then):
        raise IllegalMove(f"a run in {now.value} cannot become {then.value}", status=now.value)
    return then


class Reason(StrEnum):
    """Why a run ended. A fixed list: everything else is words beside it."""

    COMPLETED = "completed"
    NO_CHANGES = "no_changes"
    AGENT_ERROR = "agent_error"
    AGENT_CRASHED = "agent_crashed"
    PROTOCOL_ERROR = "protocol_error"
    CHECKS_FAILED = "checks_failed"
    RUN_TIMEOUT = "run_timeout"
    SILENCE_TIMEOUT = "silence_timeout"
    BUDGET_EXCEEDED = "budget_exceeded"
    RATE_LIMITED = "rate_limited"
    AGENT_AUTH = "agent_auth"
    SETUP_FAILED = "setup_failed"
    GIT_FAILED = "git_failed"
    OUT_OF_MEMORY = "out_of_memory"
    DISK_FULL = "disk_full"
    SANDBOX_UNAVAILABLE = "sandbox_unavailable"
    CANCELLED = "cancelled"
    WORKER_LOST = "worker_lost"
    HUMAN_TIMEOUT = "human_timeout"
    PARKED = "parked"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What one check of the project printed, and on exactly which tree it ran."""

    command: str
    exit_code: int
    seconds: float
    tree: str  # git tree id
    tail: str  # the last lines of its output
    passed: bool


@dataclass(frozen=True, kw_only=True)
class FileStat:
    path: str
    added: int | None  # lines; None for a binary file
    removed: int | None
    kind: str = "modified"  # added, modified, deleted, renamed


@dataclass(frozen=True, kw_only=True)
class Usage:
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    turns: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a worker says when a run ends. It states how much there was, so that a gap is seen."""

    status: RunStatus  # succeeded, failed, cancelled or parked
    reason: Reason
    message: str = ""
    summary: str = ""  # the agent's last words
    session: str | None = None  # the agent's own session id
    branch: str | None = None
    base_commit: str | None = None
    head_commit: str | None = None
    merged_commit: str | None = None  # a merge run only: the target's new head
    snapshot_ref: str | None = None  # where unfinished work was kept
    stat: tuple[FileStat, ...] = ()
    patch: str = ""
    patch_cut: bool = False
    conflicts: tuple[str, ...] = ()  # a merge run only: paths
    evidence: tuple[Evidence, ...] = ()
    usage: Usage = field(default_factory=Usage)
    structured_output: Any = None  # JSON, when the agent was asked for some by a schema
    exit_code: int | None = None  # of the agent's program; negative: the signal that ended it
    log_path: str | None = None  # the transcript on the worker's machine
    retry_at: datetime | None = None  # a rate limit's wake time
    entries: int = 0  # entries sent in this claim of the run
    bytes: int = 0  # bytes of their bodies
    checksum: str = ""  # see domain/entry.py: checksum


@dataclass(frozen=True, kw_only=True)
class Run:
    id: str
    org: str
    project: str
    task: str
    number: int  # per task, from 1
    kind: RunKind = RunKind.WORK
    status: RunStatus = RunStatus.QUEUED
    reason: Reason | None = None
    message: str = ""
    override: bool = False  # "run now": goes to an override slot
    is_retry: bool = False
    fence: int = 0  # raised by every claim; a stale one changes nothing
    worker: str | None = None
    agent: str = ""
    tier: str = ""  # the sandbox tier it really ran in
    session: str | None = None
    prompt_extra: str = ""  # review remarks, an answer, a conflict: what the next prompt adds
    settings: Mapping[str, Any] = field(default_factory=dict)  # resolved when queued
    queued_at: datetime
    claimed_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    lease_until: datetime | None = None
    cancel_requested: bool = False
    last_seq: int = 0  # highest contiguous transcript entry stored
    bytes: int = 0
    summary: str = ""
    branch: str | None = None
    base_commit: str | None = None
    head_commit: str | None = None
    merged_commit: str | None = None
    snapshot_ref: str | None = None
    stat: tuple[FileStat, ...] = ()
    conflicts: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    usage: Usage = field(default_factory=Usage)
    structured_output: Any = None
    exit_code: int | None = None
    log_path: str | None = None
    incomplete: bool = False  # it ended with fewer entries than the worker counted
