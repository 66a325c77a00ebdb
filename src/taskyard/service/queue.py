"""What people do to the queue: enqueue, park, run now, retry, continue, reset, cancel."""

from taskyard.domain.error import Conflict, Invalid
from taskyard.domain.merge import conflict_prompt
from taskyard.domain.run import LIVE, RunStatus
from taskyard.domain.task import Act, Task, TaskStatus, move
from taskyard.domain.worker import WorkerStatus
from taskyard.service import project as projects
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service import worker as workers
from taskyard.service import workspace as workspaces
from taskyard.service.yard import Deed
from taskyard.store import chat
from taskyard.store import queue as rows
from taskyard.store import run as run_rows

_FRESH = {"attempts": 0, "reason": None, "note": "", "finished_at": None}


def enqueue(deed: Deed, task_id: str) -> Task:
    return send(deed, tasks.get(deed, task_id), Act.ENQUEUE)


def retry(deed: Deed, task_id: str) -> Task:
    return send(deed, tasks.get(deed, task_id), Act.RETRY)


def carry_on(deed: Deed, task_id: str, text: str) -> Task:
    """A new run with more words, in the same conversation if there was one."""
    task = tasks.get(deed, task_id)
    move(task.status, Act.CONTINUE)
    extra, paths = conflict_of(deed, task)
    words = "\n\n".join(part for part in (extra, text.strip()) if part)
    if not words:
        raise Invalid("text: say what to go on with", field="text")
    return send(deed, task, Act.CONTINUE, extra=words, resume=True, conflicts=paths)


def send(
    deed: Deed,
    task: Task,
    act: Act,
    *,
    extra: str = "",
    resume: bool = False,
    conflicts: tuple[str, ...] = (),
) -> Task:
    """Queues a run for a task that has none, by a person's wish: its attempts start anew."""
    move(task.status, act)
    session = runs.last_session(deed, task) if resume else None
    run = runs.put(deed, task, extra=extra, session=session, conflicts=conflicts)
    return tasks.transition(
        deed, task, act, **_FRESH, run=run.id, runs=run.number, queued_at=deed.now, merged_commit=None
    )


def conflict_of(deed: Deed, task: Task) -> tuple[str, tuple[str, ...]]:
    """What the agent must be told when the task came back from a merge that did not fit."""
    run = None if task.run is None else run_rows.get(deed.tx, deed.org, task.run)
    if run is None or not run.conflicts or run.status is not RunStatus.FAILED:
        return "", ()
    return conflict_prompt(projects.get(deed, task.project).target, run.conflicts), run.conflicts


def run_now(deed: Deed, task_id: str) -> Task:
    """To an override slot, past the order and the limits; a queued run makes room for it."""
    task = tasks.get(deed, task_id)
    move(task.status, Act.RUN_NOW)
    _has_room(deed)
    waiting = run_rows.open_of_task(deed.tx, task.id)
    if waiting is None:
        run = runs.put(deed, task, override=True)
    else:
        runs.withdraw(deed, waiting)
        run = runs.put_again(deed, task, waiting, override=True)
    return tasks.transition(
        deed, task, Act.RUN_NOW, **_FRESH, run=run.id, runs=run.number, queued_at=deed.now
    )


def _has_room(deed: Deed) -> None:
    """Each worker has one override slot. Without any worker it waits for the first one, like everything else."""
    busy = sorted(run.task for run in run_rows.live(deed.tx, deed.org) if run.override)
    away = {WorkerStatus.OFFLINE, WorkerStatus.GONE}
    slots = sum(one.status not in away and not one.drain for one in workers.every(deed))
    if 0 < slots <= len(busy):
        raise Conflict("every slot for run now is busy: wait, or cancel what is in it", tasks=busy)


def park(deed: Deed, task_id: str) -> Task:
    task = tasks.get(deed, task_id)
    move(task.status, Act.PARK)
    run = run_rows.open_of_task(deed.tx, task.id)
    if run is not None:
        runs.withdraw(deed, run)
    return tasks.transition(deed, task, Act.PARK, queued_at=None)


def reset(deed: Deed, task_id: str) -> Task:
    """Back to the start. The old workspace goes; what it holds is kept under a ref, and what was reviewed as a branch."""
    task = tasks.get(deed, task_id)
    fresh = tasks.transition(
        deed,
        task,
        Act.RESET,
        **_FRESH,
        queued_at=None,
        branch=None,
        base_commit=None,
        head_commit=None,
        merged_commit=None,
    )
    workspaces.let_go(deed, fresh)
    return fresh


def cancel(deed: Deed, task_id: str) -> Task:
    """At once when nothing runs; else the wish rides to the worker, and the task moves when the run ends."""
    task = tasks.get(deed, task_id)
    move(task.status, Act.CANCEL)
    run = run_rows.open_of_task(deed.tx, task.id)
    if task.status is TaskStatus.RUNNING and run is not None and run.status in LIVE:
        if run_rows.request_cancel(deed.tx, run.id):
            deed.tell("run.cancel_requested", project=task.project, task=task.id, run=run.id)
        return task
    if run is not None:
        runs.withdraw(deed, run)
    _expire_questions(deed, task)
    return tasks.transition(deed, task, Act.CANCEL, finished_at=deed.now, open_questions=0)


def depth(deed: Deed) -> dict[str, int]:
    return dict(rows.depth(deed.tx, deed.org))


def _expire_questions(deed: Deed, task: Task) -> None:
    for run in run_rows.of_task(deed.tx, task.id):
        if run.status is RunStatus.PARKED:
            chat.expire_of_run(deed.tx, run.id)
