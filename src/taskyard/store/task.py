"""Tasks: rows, pages, what waits for what."""

import base64
import json
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from taskyard.domain import id as ids
from taskyard.domain.error import Invalid
from taskyard.domain.project import DependsOn
from taskyard.domain.run import LIVE
from taskyard.domain.task import BY_RANK, Priority, Task, TaskStatus, TaskType
from taskyard.store import count
from taskyard.store.prepared import Prepared
from taskyard.store.schema import depend, run, worker
from taskyard.store.schema import task as table
from taskyard.store.tx import Tx

_DIGITS = 10  # of a number, at the most
_FIXED = {"id", "org", "number", "created_by", "created_at"}
_CHANGING = tuple(column.name for column in table.c if column.name not in _FIXED)
_GET = Prepared(
    select(table, exists().where(depend.c.task == table.c.id).label("waits")).where(
        table.c.id == bindparam("the_task"), table.c.org == bindparam("the_org")
    )
)
_NUMBER = Prepared(select(table.c.number).where(table.c.id == bindparam("the_task")))
_LINKS = Prepared(select(depend.c.on).where(depend.c.task == bindparam("the_task")).order_by(depend.c.place))
_ADD = Prepared(insert(table), (column.name for column in table.c))
_SAVE = update(table).where(
    table.c.id == bindparam("the_task"),
    table.c.org == bindparam("the_org"),
    table.c.status == bindparam("seen"),
)
_LAST = Prepared(
    select(table.c.position)
    .where(table.c.org == bindparam("the_org"))
    .order_by(table.c.position.desc())
    .limit(1)
)


def next_number(tx: Tx, org: str) -> int:
    return count.up(tx, f"task:{org}")


def add(tx: Tx, task: Task) -> None:
    _ADD.run(tx, _values(task))
    _link(tx, task)


def get(tx: Tx, org: str, task_id: str) -> Task | None:
    for row in _GET.rows(tx, {"the_task": task_id, "the_org": org}):
        links = _LINKS.rows(tx, {"the_task": task_id}) if row.pop("waits") else []
        task = tx.tasks[task_id] = _task(row, tuple(link["on"] for link in links))
        return task
    return None


def sought(tx: Tx, org: str, ref: str) -> Task | None:
    """By its id, or by its number: ids are longer than any number. Raises NotFound for what is neither."""
    if ref.isascii() and ref.isdecimal() and len(ref) <= _DIGITS:
        return by_number(tx, org, int(ref))
    return get(tx, org, ids.parse(ref))


def by_number(tx: Tx, org: str, number: int) -> Task | None:
    return _one(tx, select(table).where(table.c.org == org, table.c.number == number))


def number_of(tx: Tx, task_id: str) -> int | None:
    """Read only when this transaction has not read the task."""
    known = tx.tasks.get(task_id)
    found: int | None = _NUMBER.value(tx, {"the_task": task_id}) if known is None else known.number
    return found


def save(tx: Tx, task: Task, expect: TaskStatus) -> bool:
    """One conditional update on the state that the caller saw; False when it has changed meanwhile.

    Only what differs from the row that this transaction has read is written: a move touches few columns, and each
    column costs, most of all those in an index. What it waits for is not touched: see `relink`.
    """
    values, old = _values(task), tx.tasks.get(task.id)
    before = {} if old is None else _values(old)
    changed = tuple(name for name in _CHANGING if name not in before or values[name] != before[name])
    seen = {"the_task": task.id, "the_org": task.org, "seen": expect}
    if _saving(changed or ("status",)).run(tx, values | seen) != 1:
        return False
    tx.tasks[task.id] = task
    return True


@lru_cache(maxsize=100)
def _saving(columns: tuple[str, ...]) -> Prepared:
    return Prepared(_SAVE, columns)


def relink(tx: Tx, task: Task) -> None:
    tx.execute(delete(depend).where(depend.c.task == task.id))
    _link(tx, task)


def remove(tx: Tx, org: str, task_id: str) -> None:
    tx.execute(delete(table).where(table.c.id == task_id, table.c.org == org))


def page(
    tx: Tx,
    org: str,
    *,
    project: str | None = None,
    status: str | None = None,
    states: Collection[TaskStatus] = (),
    task_type: str | None = None,
    label: str | None = None,
    text: str | None = None,
    priority: Priority | None = None,
    assigned: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[Task], str | None]:
    """Tasks in the order of the board, and the cursor of the next page. Raises Invalid for a bad cursor.

    `assigned`: the name of the worker that is on it; empty for those that nobody is on.
    """
    query = select(table).where(table.c.org == org).order_by(table.c.position, table.c.id).limit(limit + 1)
    if project is not None:
        query = query.where(table.c.project == project)
    if status is not None:
        query = query.where(table.c.status == status)
    if states:
        query = query.where(table.c.status.in_(sorted(states)))
    if task_type is not None:
        query = query.where(table.c.task_type == task_type)
    if priority is not None:
        query = query.where(table.c.priority == priority.rank)
    if assigned is not None:
        query = query.where(_assigned(assigned) if assigned else ~_assigned(None))
    if label is not None:
        # Labels are stored as JSON text; the label itself is looked for in the same form.
        query = (
            query.where(func.instr(table.c.labels, json.dumps(label)) > 0)
            if tx.dialect == "sqlite"
            else query.where(func.strpos(table.c.labels, json.dumps(label)) > 0)
        )
    if text is not None:
        like = f"%{text.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        query = query.where(
            or_(table.c.title.ilike(like, escape="!"), table.c.description.ilike(like, escape="!"))
        )
    if cursor is not None:
        position, last = _from_cursor(cursor)
        query = query.where(
            tuple_(table.c.position, table.c.id)
            > tuple_(literal(position, table.c.position.type), literal(last))
        )
    found = _many(tx, query)
    more = len(found) > limit
    found = found[:limit]
    return found, _cursor(found[-1]) if more else None


def _assigned(name: str | None) -> ColumnElement[bool]:
    """Somebody is on the task now: anybody, or the worker of that name."""
    held = select(run.c.id).where(run.c.id == table.c.run, run.c.status.in_([one.value for one in LIVE]))
    if name is not None:
        held = held.join(worker, worker.c.id == run.c.worker).where(worker.c.name == name)
    return held.exists()


def board(tx: Tx, org: str, project: str | None = None) -> list[Task]:
    """Every card, without its description, in order."""
    columns = [column for column in table.c if column.name != "description"]
    query = select(*columns, literal("").label("description")).where(table.c.org == org)
    if project is not None:
        query = query.where(table.c.project == project)
    return _many(tx, query.order_by(table.c.position, table.c.id))


def last_position(tx: Tx, org: str) -> str | None:
    last: str | None = _LAST.value(tx, {"the_org": org})
    return last


def dependents(tx: Tx, task_id: str) -> list[Task]:
    """Tasks that wait for this one."""
    return _many(tx, select(table).join(depend, depend.c.task == table.c.id).where(depend.c.on == task_id))


def unmet_dependencies(tx: Tx, task: Task, rule: DependsOn) -> list[Task]:
    if not task.depends_on:
        return []
    met = table.c.status == TaskStatus.DONE
    if rule is DependsOn.MERGED:
        met = and_(met, table.c.merged_commit.is_not(None))
    return _many(tx, select(table).where(table.c.id.in_(task.depends_on), ~met).order_by(table.c.number))


def reaches(tx: Tx, start: str, end: str) -> bool:
    """Whether `start` waits for `end`, directly or through others: the check for circles."""
    seen, todo = set[str](), [start]
    while todo:
        one = todo.pop()
        if one == end:
            return True
        if one not in seen:
            seen.add(one)
            todo.extend(row.on for row in tx.execute(select(depend.c.on).where(depend.c.task == one)))
    return False


def _link(tx: Tx, task: Task) -> None:
    if task.depends_on:
        rows = [{"task": task.id, "on": on, "place": place} for place, on in enumerate(task.depends_on)]
        tx.execute(insert(depend), rows)


def _values(task: Task) -> dict[str, Any]:
    return vars(task) | {
        "priority": task.priority.rank,
        "labels": list(task.labels),
        "settings": dict(task.settings),
    }


def _one(tx: Tx, query: Select[Any]) -> Task | None:
    return next(iter(_many(tx, query)), None)


def _many(tx: Tx, query: Select[Any]) -> list[Task]:
    rows = tx.execute(query).mappings().all()
    links = _links(tx, [row["id"] for row in rows])
    return [_task(dict(row), links.get(row["id"], ())) for row in rows]


def _links(tx: Tx, tasks: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    query = select(depend).order_by(depend.c.task, depend.c.place)
    for start in range(0, len(tasks), 500):
        for row in tx.execute(query.where(depend.c.task.in_(tasks[start : start + 500]))):
            found[row.task] = (*found.get(row.task, ()), row.on)
    return found


def _task(values: dict[str, Any], depends_on: tuple[str, ...]) -> Task:
    values["status"] = TaskStatus(values["status"])
    values["task_type"] = TaskType(values["task_type"])
    values["priority"] = BY_RANK[values["priority"]]
    values["labels"] = tuple(values["labels"])
    return Task(**values, depends_on=depends_on)


def _cursor(task: Task) -> str:
    return base64.urlsafe_b64encode(json.dumps([task.position, task.id]).encode()).decode()


def _from_cursor(cursor: str) -> tuple[str, str]:
    try:
        position, last = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError as bad:
        raise Invalid("cursor: take it from the page before", field="cursor") from bad
    if not isinstance(position, str) or not isinstance(last, str) or "\0" in position + last:
        raise Invalid("cursor: take it from the page before", field="cursor")
    return position, last
