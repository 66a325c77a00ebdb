"""Tasks: the cards of the board, and every change that a person makes to one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fractional_indexing import generate_key_between

from taskyard.domain import id as ids
from taskyard.domain.error import Conflict, IllegalMove, Invalid, NotFound
from taskyard.domain.settings import check_task
from taskyard.domain.task import FINAL, Act, Priority, Task, TaskStatus, TaskType, move
from taskyard.service import project as projects
from taskyard.service import run as runs
from taskyard.service.yard import Deed
from taskyard.store import place as places
from taskyard.store import queue
from taskyard.store import run as run_rows
from taskyard.store import task as rows

_WAITS = frozenset({TaskStatus.BACKLOG, TaskStatus.QUEUED})
_WORDS = {Act.PARK: "task.parked", Act.RESET: "task.reset", Act.REQUEUE: "task.requeued"}


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    project: str  # id or name
    title: str
    description: str = ""
    task_type: TaskType = TaskType.FEATURE
    priority: Priority = Priority.NORMAL
    labels: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    not_before: datetime | None = None
    agent: str | None = None
    settings: Mapping[str, Any]
    executable: bool = True


def add(deed: Deed, draft: TaskDraft) -> Task:
    project = projects.named(deed, draft.project)
    check_task(draft.settings)
    task = Task(
        id=deed.id(),
        number=rows.next_number(deed.tx, deed.org),
        org=deed.org,
        project=project.id,
        title=draft.title,
        description=draft.description,
        task_type=draft.task_type,
        priority=draft.priority,
        position=generate_key_between(rows.last_position(deed.tx, deed.org), None),
        labels=draft.labels,
        depends_on=_dependencies(deed, draft.depends_on, None),
        not_before=draft.not_before,
        agent=draft.agent,
        settings=draft.settings,
        executable=draft.executable,
        created_by=deed.actor.name,
        created_at=deed.now,
        updated_at=deed.now,
    )
    rows.add(deed.tx, task)
    deed.tell("task.created", project=project.id, task=task.id, body=_card(task))
    return task


def get(deed: Deed, task_id: str) -> Task:
    """By its id, or by its number."""
    found = rows.sought(deed.tx, deed.org, task_id)
    if found is None:
        raise NotFound("there is no task by that id")
    return found


def change(deed: Deed, task_id: str, fields: Mapping[str, Any]) -> Task:
    """`fields` holds only what the caller named. What a run works from is fixed once it is claimed."""
    old = get(deed, task_id)
    new = dict(fields)
    fixed = {"depends_on", "not_before", "agent", "settings", "executable"} & new.keys()
    if fixed and old.status in {TaskStatus.RUNNING, TaskStatus.MERGING}:
        raise Conflict("a run is at work; that can be changed when it has ended", fields=sorted(fixed))
    if "depends_on" in new:
        new["depends_on"] = _dependencies(deed, new["depends_on"], old.id)
    if "settings" in new:
        check_task(new["settings"])
    task = _requeued(deed, replace(old, **new, updated_at=deed.now), set(new))
    _save(deed, task, old.status)
    if task.depends_on != old.depends_on:
        rows.relink(deed.tx, task)
    runs.refresh(deed, task)
    deed.tell("task.changed", project=task.project, task=task.id, body={"fields": sorted(new), **_card(task)})
    return task


def remove(deed: Deed, task_id: str) -> None:
    task = get(deed, task_id)
    if task.status not in FINAL | {TaskStatus.BACKLOG}:
        raise IllegalMove(
            f"a task in {task.status.value} cannot be removed; cancel it first", status=task.status.value
        )
    waiting = [other.number for other in rows.dependents(deed.tx, task.id)]
    if waiting:
        raise Conflict("other tasks wait for this one", tasks=waiting[:20])
    rows.remove(deed.tx, deed.org, task.id)
    deed.tell("task.deleted", project=task.project, task=task.id, body={"number": task.number})


def place(
    deed: Deed, task_id: str, *, before: str | None, after: str | None, priority: Priority | None
) -> Task:
    """Moves a card in front of `before` or behind `after`; with neither, to the end. One row is written."""
    old = get(deed, task_id)
    low, high = places.beside(deed.tx, old, _anchor(deed, old, before or after), before=before is not None)
    task = replace(
        old,
        position=generate_key_between(low, high),
        priority=priority or old.priority,
        updated_at=deed.now,
    )
    _save(deed, task, old.status)
    run = run_rows.open_of_task(deed.tx, task.id)
    if run is not None:
        queue.reorder(deed.tx, run.id, task.priority.rank, task.position)
    deed.tell("task.moved", project=task.project, task=task.id, body=_card(task))
    return task


def place_at(deed: Deed, task_id: str, index: int, column: frozenset[TaskStatus] | None = None) -> Task:
    """To the n-th place, from 0, among the tasks of its project that are in the same column."""
    task = get(deed, task_id)
    states = column or {task.status}
    before = places.nth(deed.tx, task.project, states, index, task.id)
    after = None if before else places.nth(deed.tx, task.project, states, -1, task.id)
    if before is None and after is None:
        return task
    return place(deed, task_id, before=before, after=after, priority=None)


def transition(deed: Deed, old: Task, act: Act, **fields: Any) -> Task:
    """One conditional update on the state that was seen; raises IllegalMove and writes nothing otherwise."""
    task = replace(old, **fields, status=move(old.status, act), updated_at=deed.now)
    _save(deed, task, old.status)
    word = _WORDS.get(act, f"task.{task.status.value}")
    deed.tell(
        word,
        project=task.project,
        task=task.id,
        run=task.run,
        body={"from": old.status.value, "act": act.value, "reason": task.reason, **_card(task)},
    )
    return task


def note(deed: Deed, old: Task, **fields: Any) -> Task:
    """Changes what a task says without moving it."""
    task = replace(old, **fields, updated_at=deed.now)
    _save(deed, task, old.status)
    deed.tell("task.changed", project=task.project, task=task.id, run=task.run, body=_card(task))
    return task


def _requeued(deed: Deed, task: Task, changed: set[str]) -> Task:
    """A queued task's work order follows the card: its place, or, when its rules change, a new order."""
    run = run_rows.open_of_task(deed.tx, task.id)
    if task.status is not TaskStatus.QUEUED or run is None:
        return task
    if changed & {"agent", "settings"}:
        runs.withdraw(deed, run)
        new = runs.put_again(deed, task, run, override=run.override)
        return replace(task, run=new.id, runs=new.number)
    if "priority" in changed:
        queue.reorder(deed.tx, run.id, task.priority.rank, task.position)
    return task


def _save(deed: Deed, task: Task, expect: TaskStatus) -> None:
    if not rows.save(deed.tx, task, expect):
        raise IllegalMove("the task has changed meanwhile; look again", status=expect.value)


def _dependencies(deed: Deed, given: tuple[str, ...], own: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_dependency(deed, other, own) for other in given))


def _dependency(deed: Deed, other: str, own: str | None) -> str:
    found = rows.sought(deed.tx, deed.org, other) if ids.is_id(other) or other.isdecimal() else None
    if found is None:
        raise Invalid("depends_on: there is no such task", field="depends_on", task=other)
    if own is not None and (found.id == own or rows.reaches(deed.tx, found.id, own)):
        raise Invalid("depends_on: that would make a circle", field="depends_on", task=other)
    return found.id


def _anchor(deed: Deed, task: Task, other: str | None) -> Task | None:
    if other is None:
        return None
    found = rows.sought(deed.tx, deed.org, other)
    if found is None or found.id == task.id:
        raise NotFound("there is no other task by that id to place it beside")
    return found


def _card(task: Task) -> dict[str, object]:
    return {
        "number": task.number,
        "title": task.title,
        "status": task.status.value,
        "priority": task.priority.value,
        "open_questions": task.open_questions,
    }
