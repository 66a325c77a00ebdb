"""Tasks, workers and work orders in another system's words, for who asks in its dialect. Only shown, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from taskyard.domain import dialect as words
from taskyard.domain.dialect import Dialect
from taskyard.domain.error import Invalid
from taskyard.domain.project import Project
from taskyard.domain.run import LIVE, Run, RunStatus
from taskyard.domain.task import Task, TaskStatus
from taskyard.domain.worker import Worker
from taskyard.service import project as projects
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service.project import ProjectDraft
from taskyard.service.yard import Deed
from taskyard.store import place
from taskyard.store import project as project_rows
from taskyard.store import run as run_rows

DEFAULT_LIST = "default"


@dataclass(frozen=True, kw_only=True)
class SpokenTask:
    id: str
    number: int
    task_list_id: str  # the project
    title: str
    description: str
    task_type: str
    status: str
    priority: str
    order: int  # from 0, without gaps, in its column of its list
    labels: tuple[str, ...]
    repository_url: str | None
    branch_name: str  # what work starts from
    assigned_to: str | None  # the worker that is on it now
    error_count: int  # since it was last queued by a person
    retry_limit: int
    notes: str
    work_order_id: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SpokenWorker:
    id: str
    name: str
    status: str
    work_order_ids: tuple[str, ...]
    last_heartbeat_at: datetime
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class WorkOrder:
    id: str
    task_id: str
    worker_id: str | None
    status: str  # queued, claimed, completed, failed
    priority: str
    retry_count: int
    fence: int  # goes back with every report
    enqueued_at: datetime
    claimed_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ClaimedOrder(WorkOrder):
    task: SpokenTask
    instructions: str  # what has been said about it since: remarks, an answer
    lease_until: datetime | None


def many(deed: Deed, dialect: Dialect, found: Sequence[Task]) -> list[SpokenTask]:
    known = {one.id: one for one in projects.every(deed)}
    order = _orders(deed, dialect, found)
    names = run_rows.holders(deed.tx, [one.run for one in found if one.run is not None])
    ended = _reviewed(deed, dialect, found)
    return [
        _task(dialect, one, known[one.project], order[one.id], names.get(one.run or ""), ended.get(one.id))
        for one in found
    ]


def one(deed: Deed, dialect: Dialect, task: Task) -> SpokenTask:
    return many(deed, dialect, [task])[0]


def worker(dialect: Dialect, one: Worker) -> SpokenWorker:
    return SpokenWorker(
        id=one.id,
        name=one.name,
        status=words.worker_shown(one.status, len(one.runs), dialect),
        work_order_ids=one.runs,
        last_heartbeat_at=one.heartbeat_at,
        created_at=one.registered_at,
        updated_at=one.gone_at or one.heartbeat_at,
    )


def order(deed: Deed, dialect: Dialect, task: Task) -> WorkOrder:
    """The newest work order of a task."""
    return WorkOrder(**_order(dialect, task, runs.get(deed, task.run or "")))


def claimed(deed: Deed, dialect: Dialect, run_id: str) -> ClaimedOrder:
    run = runs.get(deed, run_id)
    task = tasks.get(deed, run.task)
    return ClaimedOrder(
        **_order(dialect, task, run),
        task=one(deed, dialect, task),
        instructions=run.prompt_extra,
        lease_until=run.lease_until,
    )


def home(deed: Deed, dialect: Dialect | None, repository: str | None, branch: str | None) -> str:
    """The project of a task that names none: by its repository, else the default list, made when first needed.

    Raises Invalid when that is not exactly one.
    """
    if repository is None:
        if dialect is None:
            raise Invalid("project: say which", field="project")
        known = project_rows.by_name(deed.tx, deed.org, DEFAULT_LIST)
        return (known or projects.add(deed, ProjectDraft(name=DEFAULT_LIST, settings={}))).id
    able = [
        one for one in projects.every(deed) if one.repository == repository and branch in {None, one.target}
    ]
    if len(able) != 1:
        said = "no project has" if not able else "several projects have"
        raise Invalid(f"repository_url: {said} this repository and branch; name the project", field="project")
    return able[0].id


def _task(
    dialect: Dialect, task: Task, project: Project, order: int, holder: str | None, reviewed: datetime | None
) -> SpokenTask:
    done = task.finished_at if task.status is TaskStatus.DONE else reviewed
    return SpokenTask(
        id=task.id,
        number=task.number,
        task_list_id=project.id,
        title=task.title,
        description=task.description,
        task_type=task.task_type.value,
        status=words.shown(task.status, dialect),
        priority=words.priority_shown(task.priority, dialect),
        order=order,
        labels=task.labels,
        repository_url=project.repository,
        branch_name=project.target,
        assigned_to=holder,
        error_count=task.attempts,
        retry_limit=projects.settings_of(project, task).max_attempts,
        notes=task.note,
        work_order_id=task.run,
        created_by=task.created_by,
        created_at=task.created_at,
        updated_at=task.updated_at,
        completed_at=done,
    )


def _order(dialect: Dialect, task: Task, run: Run) -> dict[str, Any]:
    ended = "completed" if run.status is RunStatus.SUCCEEDED else "failed"
    status = "claimed" if run.status in LIVE else ended
    return {
        "id": run.id,
        "task_id": run.task,
        "worker_id": run.worker,
        "status": "queued" if run.status is RunStatus.QUEUED else status,
        "priority": words.priority_shown(task.priority, dialect),
        "retry_count": run.number - 1,
        "fence": run.fence,
        "enqueued_at": run.queued_at,
        "claimed_at": run.claimed_at,
        "completed_at": run.ended_at,
    }


def _orders(deed: Deed, dialect: Dialect, found: Sequence[Task]) -> dict[str, int]:
    """Each task's place in its column. A column of a list is read only where it is shown."""
    groups: dict[tuple[str, frozenset[TaskStatus]], list[Task]] = {}
    for task in found:
        groups.setdefault((task.project, words.column(task.status, dialect)), []).append(task)
    found_at: dict[str, int] = {}
    for (project, states), group in groups.items():
        found_at |= place.places(deed.tx, project, states, group)
    return found_at


def _reviewed(deed: Deed, dialect: Dialect, found: Sequence[Task]) -> dict[str, datetime]:
    """When the work ended of tasks that count as completed there and wait for a verdict here."""
    states = words.column(TaskStatus.DONE, dialect)
    waiting = [one.id for one in found if one.status in states and one.status is not TaskStatus.DONE]
    return run_rows.succeeded(deed.tx, waiting)
