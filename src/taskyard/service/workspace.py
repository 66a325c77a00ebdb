"""Workspaces: what workers have told of them, and what people want done. A worker does it, never the server."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from taskyard.domain.error import Conflict, NotFound
from taskyard.domain.project import Checkout
from taskyard.domain.run import LIVE
from taskyard.domain.task import Task, TaskStatus
from taskyard.domain.workspace import (
    MOST_REPOSITORIES,
    Act,
    Asked,
    Survey,
    Targets,
    Workspace,
    WorkspaceState,
    state,
    why_not,
)
from taskyard.service import project as projects
from taskyard.service.yard import Deed
from taskyard.store import project as project_rows
from taskyard.store import queue
from taskyard.store import run as runs
from taskyard.store import task as tasks
from taskyard.store import workspace as rows

_SHOWN = ("gone", "dirty", "branch", "head_commit", "ahead", "behind", "ref", "wish", "note")
_AT_WORK = "a run was at work in it"


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """What was asked of the workers, and what is left alone, with why."""

    count: int
    asked: tuple[str, ...] = ()  # tasks
    left: dict[str, str]  # by task


def surveyed(deed: Deed, worker: str, survey: Survey) -> None:
    """One fact for each workspace that is not as it was; none for a look that found nothing new.

    A target that moves leaves all of them behind at once: that is told of one, for who shows them reads them all.
    """
    before = rows.of_worker(deed.tx, worker)
    for one in survey.done:
        rows.done(deed.tx, worker, one.task, ref=one.ref, note="" if one.ok else one.words)
    rows.put(deed.tx, deed.org, worker, survey.workspaces, deed.now)
    rows.put_repositories(deed.tx, deed.org, worker, survey.repositories, deed.now)
    was_told = False
    for name, row in rows.of_worker(deed.tx, worker).items():
        old = before.get(name)
        if row == old or (was_told and old and row == old | {"behind": row["behind"]}):
            continue
        was_told = True
        _tell(deed, worker, name, row)
        if name not in before and not row["gone"]:
            _late(deed, name)


def let_go(deed: Deed, task: Task) -> None:
    """A task that begins anew leaves its old workspace. A plain directory stays: it has no snapshot."""
    published = any(run.head_commit for run in runs.of_task(deed.tx, task.id))
    for one, _ in _all(deed, task=task.id):
        if one.state is not WorkspaceState.DISCARDED and one.strategy != Checkout.DIRECTORY:
            _ask(deed, one, Act.DISCARD if published else Act.RESET)


def go_with_merge(deed: Deed, task: Task, *, going: bool) -> None:
    """The last approval decides. A worker that has not told of its workspace yet is asked when it does."""
    rows.go_with_merge(deed.tx, task.id, going=going)


def _merged(deed: Deed, worker: str) -> None:
    for task in rows.merged(deed.tx, worker):
        rows.go_with_merge(deed.tx, task, going=False)
        for one, _ in _all(deed, task=task):
            if one.state is not WorkspaceState.DISCARDED:
                _ask(deed, one, Act.DISCARD)


def asked(deed: Deed, worker: str) -> tuple[Asked, ...]:
    _merged(deed, worker)
    found = []
    for row in rows.wishes(deed.tx, worker):
        act, task = Act(row["wish"]), row["task"]
        own = tasks.get(deed.tx, deed.org, task)
        if own is not None and _is_busy(deed, own):
            rows.done(deed.tx, worker, task, ref="", note=_AT_WORK)
            _tell(deed, worker, task, row | {"wish": "", "note": _AT_WORK})
            continue
        project = row["project"] and project_rows.get(deed.tx, deed.org, row["project"])
        branch = _own_branch(deed, task, project.target) if project and act is Act.RESET else None
        repository = project.repository if project else None
        found.append(Asked(task=task, act=act, repository=repository, ref=row["ref"], branch=branch))
    return tuple(found)


def _own_branch(deed: Deed, task: str, target: str) -> str | None:
    """As the server knows it: the note beside a workspace lies where an agent may have been."""
    made = [run.branch for run in runs.of_task(deed.tx, task) if run.branch]
    return made[-1] if made and made[-1] != target else None


def repositories(deed: Deed) -> tuple[str, ...]:
    known = {one.repository for one in project_rows.all(deed.tx, deed.org) if one.repository}
    return tuple(sorted(known)[:MOST_REPOSITORIES])


def aims(deed: Deed, worker: str) -> dict[str, str]:
    return rows.targets(deed.tx, worker)


def every(deed: Deed, project_id: str | None = None) -> list[Workspace]:
    if project_id is not None:
        projects.get(deed, project_id)
    return [one for one, _ in _all(deed, project=project_id)]


def discard(deed: Deed, task_id: str) -> list[Workspace]:
    """What it holds is kept under a snapshot first; the worker refuses where that cannot be done."""
    task = tasks.sought(deed.tx, deed.org, task_id)
    if task is not None and _is_busy(deed, task):
        raise Conflict("a run is at work in it; cancel it first, or wait")
    own = task_id if task is None else task.id  # a workspace may be left of a task that is no more
    found = [one for one, _ in _all(deed, task=own) if one.state is not WorkspaceState.DISCARDED]
    if not found:
        raise NotFound("there is no workspace of a task by that id")
    return [_ask(deed, one, Act.DISCARD) for one in found]


def restore(deed: Deed, task_id: str) -> list[Workspace]:
    """The snapshot of a discarded one becomes a branch again, under a name that was free."""
    task = tasks.sought(deed.tx, deed.org, task_id)
    found = [one for one, _ in _all(deed, task=task_id if task is None else task.id) if one.ref]
    if not found:
        raise NotFound("there is no snapshot of a workspace of a task by that id")
    return [_ask(deed, one, Act.RESTORE) for one in found]


def cleanup(deed: Deed, project_id: str | None, *, unmerged: bool) -> Cleaned:
    """Of tasks that have ended; with uncommitted or unmerged work only when that is asked for."""
    if project_id is not None:
        projects.get(deed, project_id)
    going, left = [], {}
    for one, task in _all(deed, project=project_id):
        why = why_not(one, task, unmerged)
        if why:
            left[one.task] = why
        else:
            going.append(_ask(deed, one, Act.DISCARD).task)
    left = {name: why for name, why in left.items() if not why.startswith("it is gone")}
    return Cleaned(count=len(going), asked=tuple(going), left=left)


def reset(deed: Deed) -> Cleaned:
    """All of them. Raises Conflict while anything runs."""
    if queue.running_by_project(deed.tx, deed.org):
        raise Conflict("something runs; cancel it first, or wait")
    there = [one for one, _ in _all(deed) if one.state is not WorkspaceState.DISCARDED]
    going = [_ask(deed, one, Act.DISCARD).task for one in there]
    return Cleaned(count=len(going), asked=tuple(going), left={})


def targets(deed: Deed, project_id: str) -> Targets:
    """The branches of its repository, as the worker that looked last has seen them."""
    project = projects.get(deed, project_id)
    found = None if project.repository is None else rows.branches(deed.tx, deed.org, project.repository)
    if found is None:
        return Targets(default=project.target, items=(project.target,))
    seen, at = found
    return Targets(default=seen.current or project.target, items=seen.names, seen_at=at)


def _all(
    deed: Deed, *, task: str | None = None, project: str | None = None
) -> list[tuple[Workspace, Task | None]]:
    found = []
    for one, gone in rows.every(deed.tx, deed.org, task=task, project=project):
        own = tasks.get(deed.tx, deed.org, one.task)
        number, title = (None, None) if own is None else (own.number, own.title)
        found.append((replace(one, state=state(gone, own), number=number, title=title), own))
    return found


def _tell(deed: Deed, worker: str, task: str, row: Mapping[str, Any]) -> None:
    body = {"workspace": task, **{word: row[word] for word in _SHOWN}}
    deed.tell("workspace.changed", project=row["project"], task=task, worker=worker, body=body)


def _late(deed: Deed, task_id: str) -> None:
    """It is heard of only now, and its task has been reset meanwhile."""
    task = tasks.get(deed.tx, deed.org, task_id)
    if task is not None and task.status is TaskStatus.BACKLOG and task.runs and task.branch is None:
        let_go(deed, task)


def _ask(deed: Deed, one: Workspace, act: Act) -> Workspace:
    rows.wish(deed.tx, one.worker, one.task, act.value)
    body = {"workspace": one.task, "act": act.value}
    deed.tell("workspace.asked", project=one.project, task=one.task, worker=one.worker, body=body)
    return replace(one, wish=act.value, note="")


def _is_busy(deed: Deed, task: Task) -> bool:
    run = None if task.run is None else runs.get(deed.tx, deed.org, task.run)
    return task.status is TaskStatus.RUNNING or (run is not None and run.status in LIVE)
