"""Pages of tasks."""

from dataclasses import dataclass

from taskyard.domain.project import Project
from taskyard.domain.queue import parse_pool
from taskyard.domain.run import RunKind
from taskyard.domain.task import Priority, Task, TaskStatus, TaskType
from taskyard.service import project as projects
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service.yard import Deed
from taskyard.store import queue
from taskyard.store import task as rows


@dataclass(frozen=True, kw_only=True)
class Filter:
    project: str | None = None  # id or name
    status: TaskStatus | None = None
    states: frozenset[TaskStatus] = frozenset()  # any of these
    task_type: TaskType | None = None
    label: str | None = None
    text: str | None = None
    number: int | None = None
    priority: Priority | None = None
    assigned: str | None = None  # a worker's name; empty: nobody is on it


def tasks_page(deed: Deed, wanted: Filter, cursor: str | None, limit: int) -> tuple[list[Task], str | None]:
    if wanted.number is not None:
        found = rows.by_number(deed.tx, deed.org, wanted.number)
        return ([] if found is None else [found]), None
    project = None if wanted.project is None else projects.named(deed, wanted.project).id
    return rows.page(
        deed.tx,
        deed.org,
        project=project,
        status=wanted.status,
        states=wanted.states,
        task_type=wanted.task_type,
        label=wanted.label,
        text=wanted.text,
        priority=wanted.priority,
        assigned=wanted.assigned,
        cursor=cursor,
        limit=limit,
    )


@dataclass(frozen=True, kw_only=True)
class Next:
    task: Task
    project: Project


def following(deed: Deed) -> Next | None:
    """What the next claim would take, of all projects that are not paused. Nothing is claimed by looking."""
    known = {one.id: one for one in projects.every(deed) if not one.paused}
    pools = {pool: parse_pool(pool) for pool in queue.pools(deed.tx, deed.org)}
    work = [
        pool
        for pool, one in pools.items()
        if one.kind == RunKind.WORK and not one.override and one.project in known
    ]
    heads = queue.heads(deed.tx, work)
    if not heads:
        return None
    task = tasks.get(deed, runs.get(deed, heads[0].id).task)
    return Next(task=task, project=known[task.project])
