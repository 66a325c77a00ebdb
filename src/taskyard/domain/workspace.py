"""Workspaces: where the work of tasks lies on the workers' machines, and what people want done with them.

The server never runs a command: it writes down a wish, and the worker whose machine it is does it and tells.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from taskyard.domain.task import FINAL, Task

# Of one report: what is over it is left out.
MOST_WORKSPACES = 500
MOST_REPOSITORIES = 100
MOST_BRANCHES = 500
MOST_BYTES = 2**53 - 1  # what every reader of JSON can count


class WorkspaceState(StrEnum):
    ACTIVE = "active"  # its task goes on
    MERGED = "merged"  # its task's work is in the target
    KEPT = "kept"  # its task has ended without a merge
    DISCARDED = "discarded"  # it is gone; what it held is under a snapshot


class Act(StrEnum):
    DISCARD = "discard"
    RESET = "reset"  # the same, and its branch goes too: nobody has been shown it
    RESTORE = "restore"  # the snapshot of a discarded one becomes a branch again


@dataclass(frozen=True, kw_only=True)
class Found:
    """One workspace, as its worker sees it."""

    task: str
    path: str
    strategy: str
    branch: str | None = None
    base_commit: str | None = None
    head_commit: str | None = None
    dirty: bool = False  # it holds work that is in no commit
    ahead: int | None = None  # commits that the project's target has not; None: not known
    behind: int | None = None  # commits that only the target has
    disk: int | None = None  # bytes of its files
    disk_cut: bool = False  # it holds more than was counted


@dataclass(frozen=True, kw_only=True)
class Branches:
    """What a repository on a worker's machine has to merge into."""

    path: str
    current: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of a wish. `ref` is where the work is now, when there was any."""

    task: str
    ok: bool
    ref: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Survey:
    workspaces: tuple[Found, ...] = ()
    repositories: tuple[Branches, ...] = ()
    done: tuple[Done, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asked:
    task: str
    act: Act
    repository: str | None = None
    ref: str = ""  # the snapshot to restore
    branch: str | None = None  # that goes with a reset


@dataclass(frozen=True, kw_only=True)
class Workspace:
    worker: str
    task: str
    number: int | None = None  # its task's; None: the task is no more
    title: str | None = None
    org: str
    project: str | None = None
    path: str
    strategy: str
    branch: str | None = None
    base_commit: str | None = None
    head_commit: str | None = None
    dirty: bool = False
    ahead: int | None = None
    behind: int | None = None
    disk: int | None = None
    disk_cut: bool = False
    state: WorkspaceState = WorkspaceState.ACTIVE
    wish: str = ""  # what its worker is asked to do
    ref: str = ""  # where a discarded one's work was kept
    note: str = ""  # why a wish was not met
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Where a project's work may be merged into, as far as workers have said."""

    default: str
    items: tuple[str, ...] = field(default_factory=tuple)
    seen_at: datetime | None = None  # None: no worker has seen the repository yet


def state(gone: bool, task: Task | None) -> WorkspaceState:
    if gone:
        return WorkspaceState.DISCARDED
    if task is not None and task.merged_commit is not None and task.status in FINAL:
        return WorkspaceState.MERGED
    return WorkspaceState.KEPT if task is None or task.status in FINAL else WorkspaceState.ACTIVE


def why_not(one: Workspace, task: Task | None, unmerged: bool) -> str:
    """Why cleaning up leaves it alone; empty when it may go."""
    if one.state is WorkspaceState.ACTIVE:
        return "its task has not ended"
    if one.state is WorkspaceState.DISCARDED or one.wish:
        return "it is gone, or asked to go"
    if unmerged:
        return ""
    if one.dirty:
        return "it holds work that is in no commit"
    merged = (
        one.state is WorkspaceState.MERGED
        and task is not None
        and one.head_commit in {None, task.head_commit}
    )
    untouched = one.head_commit == one.base_commit
    return "" if merged or untouched else "its branch is not merged"
