"""Workspaces: what workers have told of them, and what people want done. A worker does it, never the server."""

from dataclasses import dataclass, replace

from taskyard.domain import id as ids
from taskyard.domain.error import Conflict, NotFound
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


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """What was asked of the workers, and what is left alone, with why."""

    count: int
    asked: tuple[str, ...] = ()  # tasks
    left: dict[str, str]  # by task


def surveyed(deed: Deed, worker: str, survey: Survey) -> None:
    for one in survey.done:
        rows.done(deed.tx, worker, one.task, ref=one.ref, note="" if one.ok else one.words)
    rows.put(deed.tx, deed.org, worker, survey.workspaces, deed.now)
    rows.put_repositories(deed.tx, deed.org, worker, survey.repositories, deed.now)


def asked(deed: Deed, worker: str) -> tuple[Asked, ...]:
    found = []
    for row in rows.wishes(deed.tx, worker):
        project = row["project"] and project_rows.get(deed.tx, deed.org, row["project"])
        repository = project.repository if project else None
        found.append(Asked(task=row["task"], act=Act(row["wish"]), repository=repository, ref=row["ref"]))
    return tuple(found)


def repositories(deed: Deed) -> tuple[str, ...]:
    known = {one.repository for one in project_rows.all(deed.tx, deed.org) if one.repository}
    return tuple(sorted(known)[:MOST_REPOSITORIES])


def every(deed: Deed, project_id: str | None = None) -> list[Workspace]:
    if project_id is not None:
        projects.get(deed, project_id)
    return [one for one, _ in _all(deed, project=project_id)]


def discard(deed: Deed, task_id: str) -> list[Workspace]:
    """What it holds is kept under a snapshot first; the worker refuses where that cannot be done."""
    task = tasks.get(deed.tx, deed.org, ids.parse(task_id))
    if task is not None and _is_busy(deed, task):
        raise Conflict("a run is at work in it; cancel it first, or wait")
    found = [one for one, _ in _all(deed, task=task_id) if one.state is not WorkspaceState.DISCARDED]
    if not found:
        raise NotFound("there is no workspace of a task by that id")
    return [_ask(deed, one, Act.DISCARD) for one in found]


def restore(deed: Deed, task_id: str) -> list[Workspace]:
    """The snapshot of a discarded one becomes a branch again, under a name that was free."""
    found = [one for one, _ in _all(deed, task=ids.parse(task_id)) if one.ref]
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
        found.append((replace(one, state=state(gone, own)), own))
    return found


def _ask(deed: Deed, one: Workspace, act: Act) -> Workspace:
    rows.wish(deed.tx, one.worker, one.task, act.value)
    body = {"workspace": one.task, "act": act.value}
    deed.tell("workspace.asked", project=one.project, task=one.task, worker=one.worker, body=body)
    return replace(one, wish=act.value, note="")


def _is_busy(deed: Deed, task: Task) -> bool:
    run = None if task.run is None else runs.get(deed.tx, deed.org, task.run)
    return task.status is TaskStatus.RUNNING or (run is not None and run.status in LIVE)
