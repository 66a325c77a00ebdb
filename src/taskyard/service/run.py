"""Runs: making one for a task, whether it may be taken yet, and reading what it said."""

from dataclasses import dataclass, replace

from taskyard.domain import id as ids
from taskyard.domain.error import Conflict, IllegalMove, NotFound
from taskyard.domain.project import Project, Settings
from taskyard.domain.queue import pool_key
from taskyard.domain.run import ENDED, Run, RunKind
from taskyard.domain.settings import resolve, to_json
from taskyard.domain.task import Task, TaskStatus
from taskyard.service import project as projects
from taskyard.service.yard import Deed
from taskyard.store import queue
from taskyard.store import run as rows
from taskyard.store import task as task_rows
from taskyard.store import workspace as workspace_rows


@dataclass(frozen=True, kw_only=True)
class RunOutcome:
    run: Run
    patch: str


def get(deed: Deed, run_id: str) -> Run:
    found = rows.get(deed.tx, deed.org, ids.parse(run_id))
    if found is None:
        raise NotFound("there is no run by that id")
    return found


def withdraw(deed: Deed, run: Run) -> None:
    """Takes a work order back. Raises IllegalMove when a worker was quicker."""
    if not rows.cancel_queued(deed.tx, run.id):
        raise IllegalMove("a worker has just taken it; look again", status=TaskStatus.RUNNING.value)
    deed.tell("run.ended", project=run.project, task=run.task, run=run.id, body={"status": "cancelled"})


def put(
    deed: Deed,
    task: Task,
    *,
    kind: RunKind = RunKind.WORK,
    extra: str = "",
    session: str | None = None,
    conflicts: tuple[str, ...] = (),
    override: bool = False,
    is_retry: bool = False,
    agent: str | None = None,
) -> Run:
    """Makes the work order. The caller moves the task in the same transaction, with `runs` and `run` set.

    `agent` stands in for the one that the settings name.
    """
    project = projects.get(deed, task.project)
    settings = projects.settings_of(project, task)
    # The list goes on from the project's agent, also while another stands in.
    acting = settings if agent is None else replace(settings, agent=agent)
    run = Run(
        id=deed.id(),
        org=task.org,
        project=task.project,
        task=task.id,
        number=task.runs + 1,
        kind=kind,
        override=override,
        is_retry=is_retry,
        agent=acting.agent,
        session=session,
        prompt_extra=extra,
        conflicts=conflicts,
        settings=to_json(settings),
        queued_at=deed.now,
    )
    if kind is RunKind.WORK and task.runs:
        workspace_rows.forget(deed.tx, task.org, task.id)
    pool = pool_of(project, run)
    ready = kind is RunKind.MERGE or is_ready(deed, task, settings, override=override)
    rows.add(deed.tx, run, pool=pool, priority_rank=task.priority.rank, position=task.position, ready=ready)
    body = {"run_number": run.number, "kind": kind.value, "ready": ready, "override": override}
    deed.tell(
        "run.queued",
        project=run.project,
        task=task.id,
        run=run.id,
        body=body,
    )
    if ready:
        deed.ring(pool)
    return run


def put_again(deed: Deed, task: Task, old: Run, *, override: bool) -> Run:
    """The same work order anew: for other rules, or for another slot."""
    return put(
        deed,
        task,
        extra=old.prompt_extra,
        session=old.session,
        conflicts=old.conflicts,
        override=override,
    )


def pool_of(project: Project, run: Run) -> str:
    settings = resolve(run.settings)
    return pool_key(
        run.org, project.id, run.agent, settings.tier, settings.labels, run.kind.value, run.override
    )


def is_ready(deed: Deed, task: Task, settings: Settings, *, override: bool = False) -> bool:
    """Whether the task itself lets the queue hand it out. "Run now" does not wait for a date."""
    due = override or task.not_before is None or task.not_before <= deed.now
    return due and task.executable and not task_rows.unmet_dependencies(deed.tx, task, settings.depends_on)


def refresh(deed: Deed, task: Task) -> bool:
    """Brings a queued task's work order in line after the task, or what it waits for, has changed.

    Gives whether it may be taken now.
    """
    run = rows.open_of_task(deed.tx, task.id)
    if task.status is not TaskStatus.QUEUED or run is None:
        return False
    project = projects.get(deed, task.project)
    settings = resolve(run.settings)
    ready = is_ready(deed, task, settings, override=run.override)
    queue.set_ready(deed.tx, run.id, ready)
    if ready:
        deed.tell(
            "task.changed",
            project=task.project,
            task=task.id,
            run=run.id,
            body={"ready": True},
        )
        deed.ring(pool_of(project, run))
    return ready


def wake(deed: Deed, times: int = 1) -> None:
    """A limit has room again, or a date has come: whoever waits for a pool that has something looks again."""
    for pool in queue.pools(deed.tx, deed.org):
        deed.ring(pool, times)


def ready_dependents(deed: Deed, task: Task) -> None:
    """What waited for this task may be free now; it becomes so in the same transaction."""
    for dependent in task_rows.dependents(deed.tx, task.id):
        refresh(deed, dependent)


def last_session(deed: Deed, task: Task) -> str | None:
    """The newest conversation about this task: what a follow-up resumes."""
    own = rows.of_task(deed.tx, task.id)
    return next((run.session for run in reversed(own) if run.session), None)


def of_task(deed: Deed, task: Task) -> list[Run]:
    return rows.of_task(deed.tx, task.id)


def newest_patch(deed: Deed, task: Task) -> str:
    """The patch of the newest run that left one: a merge has none of its own."""
    own = [run for run in rows.of_task(deed.tx, task.id) if run.head_commit and run.kind is RunKind.WORK]
    return rows.patch(deed.tx, own[-1].id) if own else ""


def outcome(deed: Deed, run_id: str) -> RunOutcome:
    run = get(deed, run_id)
    if run.status not in ENDED:
        raise Conflict("the run has not ended", status=run.status.value)
    return RunOutcome(run=run, patch=rows.patch(deed.tx, run.id))


def patch(deed: Deed, run_id: str) -> str:
    return rows.patch(deed.tx, get(deed, run_id).id)
