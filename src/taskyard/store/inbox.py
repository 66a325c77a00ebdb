"""What waits for a person, a page at a time: open questions, work to look at, what has failed, what was answered."""

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select, text, tuple_

from taskyard.domain.brief import line
from taskyard.domain.chat import Message, MessageKind, MessageState
from taskyard.domain.inbox import WORDS, InboxCounts, InboxItem, InboxKind, InboxTask, Tab
from taskyard.domain.task import BY_RANK, TaskStatus
from taskyard.store.prepared import Prepared
from taskyard.store.schema import message, project, run, run_body, task, worker
from taskyard.store.tx import Tx

_READ = 4000  # characters of a text that are read for its one line
# By way of the projects: their index of states is the one there is.
_COUNTS = Prepared(
    text(
        "SELECT (SELECT count(*) FROM message m WHERE m.org = :org AND m.state = 'open') AS waiting,"
        " (SELECT count(*) FROM project p JOIN task t ON t.project = p.id AND t.status = 'review'"
        " WHERE p.org = :org) AS review,"
        " (SELECT count(*) FROM project p JOIN task t ON t.project = p.id AND t.status = 'failed'"
        " WHERE p.org = :org) AS failed"
    )
)
_TASK = (
    task.c.id.label("task_id"), task.c.number, task.c.title, task.c.priority, task.c.status,
    project.c.name.label("project_name"), task.c.reason, task.c.note,
    run.c.id.label("run_id"), run.c.agent, worker.c.name.label("worker_name"),
)  # fmt: skip
_MESSAGE = tuple(column.label(f"m_{column.name}") for column in message.c)
_ASKED = (
    select(*_TASK, *_MESSAGE)
    .select_from(message)
    .join(task, task.c.id == message.c.task)
    .join(project, project.c.id == task.c.project)
    .outerjoin(run, run.c.id == message.c.run)
    .outerjoin(worker, worker.c.id == run.c.worker)
    .where(message.c.org == bindparam("org"))
)
_ENDED = (
    select(*_TASK, func.substr(run_body.c.summary, 1, _READ).label("summary"))
    .select_from(project)
    .join(task, task.c.project == project.c.id)
    .outerjoin(run, run.c.id == task.c.run)
    .outerjoin(run_body, run_body.c.run == run.c.id)
    .outerjoin(worker, worker.c.id == run.c.worker)
    .where(project.c.org == bindparam("org"))
)
_REVIEWED = func.coalesce(run.c.ended_at, task.c.updated_at, type_=task.c.updated_at.type)
_FAILED = func.coalesce(task.c.finished_at, task.c.updated_at, type_=task.c.updated_at.type)
# What each tab shows, by what it is ordered, and whether the last of that comes first.
_TABS: dict[Tab, tuple[Select[Any], tuple[ColumnElement[Any], ...], bool]] = {
    Tab.WAITING: (
        _ASKED.add_columns(message.c.at.label("at")).where(text("message.state = 'open'")),
        (task.c.priority, message.c.at, message.c.id),
        False,
    ),
    Tab.REVIEW: (
        _ENDED.add_columns(_REVIEWED.label("at")).where(text("task.status = 'review'")),
        (task.c.priority, _REVIEWED, task.c.id),
        False,
    ),
    Tab.FAILED: (
        _ENDED.add_columns(_FAILED.label("at")).where(text("task.status = 'failed'")),
        (_FAILED, task.c.id),
        True,
    ),
    Tab.ANSWERED: (
        _ASKED.add_columns(message.c.answered_at.label("at")).where(text("message.state = 'answered'")),
        (message.c.answered_at, message.c.id),
        True,
    ),
}


def counts(tx: Tx, org: str) -> InboxCounts:
    [row] = _COUNTS.rows(tx, {"org": org})
    return InboxCounts(**row)


def page(
    tx: Tx, org: str, tab: Tab, limit: int, after: tuple[Any, ...] | None = None
) -> tuple[list[InboxItem], tuple[Any, ...] | None]:
    """The items, and what the next page comes after: the place of the last one in the order."""
    query, order, last_first = _TABS[tab]
    if after is not None:
        here = tuple_(*order)
        there = tuple_(*(literal(one, column.type) for one, column in zip(after, order, strict=True)))
        query = query.where(here < there if last_first else here > there)
    query = query.order_by(*(one.desc() if last_first else one for one in order)).limit(limit + 1)
    found = [dict(row) for row in tx.execute(query, {"org": org}).mappings()]
    items = [_item(tab, row) for row in found[:limit]]
    return items, _place(tab, items[-1]) if len(found) > limit else None


def _place(tab: Tab, item: InboxItem) -> tuple[Any, ...]:
    own = item.task.id if item.message is None else item.message.id
    return (item.at, own) if _TABS[tab][2] else (item.task.priority.rank, item.at, own)


def _item(tab: Tab, row: dict[str, Any]) -> InboxItem:
    own = {name.removeprefix("m_"): value for name, value in row.items() if name.startswith("m_")}
    asked = _message(own) if own else None
    kind = InboxKind(tab.value) if asked is None else InboxKind(asked.kind.value)
    return InboxItem(
        kind=kind,
        at=row["at"],
        task=InboxTask(
            id=row["task_id"],
            number=row["number"],
            title=row["title"],
            priority=BY_RANK[row["priority"]],
            status=TaskStatus(row["status"]),
            project=row["project_name"],
        ),
        run=row["run_id"],
        agent=row["agent"],
        worker=row["worker_name"],
        message=asked,
        reason=row["reason"],
        words=line(_words(row) if asked is None else asked.text, WORDS),
    )


def _words(row: dict[str, Any]) -> str:
    reason = (row["reason"] or "").replace("_", " ")
    return str(row["note"] or row["summary"] or reason)


def _message(values: dict[str, Any]) -> Message:
    own = {
        "kind": MessageKind(values["kind"]),
        "state": MessageState(values["state"]),
        "choices": tuple(values["choices"]),
    }
    return Message(**values | own)
