"""Where cards stand: a place in a column of a project, and the positions between which another fits."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Tuple, func, literal, select, tuple_

from taskyard.domain.task import Task, TaskStatus
from taskyard.store.schema import task as table
from taskyard.store.tx import Tx


def places(tx: Tx, project: str, states: Collection[TaskStatus], some: Sequence[Task]) -> dict[str, int]:
    """Each task's place, from 0, among those of its project in these states. Only what lies between is read."""
    first, last = (pick(some, key=lambda one: (one.position, one.id)) for pick in (min, max))
    place = tuple_(table.c.position, table.c.id)
    mine = (table.c.project == project, table.c.status.in_(sorted(states)))
    before = tx.execute(select(func.count()).where(*mine, place < _place(first))).scalar_one()
    between = select(table.c.id).where(*mine, place >= _place(first), place <= _place(last))
    ids = tx.execute(between.order_by(table.c.position, table.c.id)).scalars()
    order = {id_: before + index for index, id_ in enumerate(ids)}
    return {one.id: order[one.id] for one in some}


def nth(tx: Tx, project: str, states: Collection[TaskStatus], index: int, besides: str) -> str | None:
    """The task at that place, when the task `besides` is left out; at -1, the last."""
    query = select(table.c.id).where(
        table.c.project == project, table.c.status.in_(sorted(states)), table.c.id != besides
    )
    order: tuple[ColumnElement[Any], ...] = (table.c.position, table.c.id)
    if index < 0:
        order, index = tuple(one.desc() for one in order), 0
    found: str | None = tx.execute(query.order_by(*order).limit(1).offset(index)).scalar_one_or_none()
    return found


def beside(tx: Tx, task: Task, anchor: Task | None, *, before: bool) -> tuple[str | None, str | None]:
    """The two positions between which `task` stands next to `anchor`, or at the end of the board.

    Two servers may have made the same position at once; the gap must be a real one.
    """
    mine = (table.c.org == task.org, table.c.id != task.id)
    if anchor is None:
        return _edge(tx, func.max, *mine), None
    if before:
        return _edge(tx, func.max, *mine, table.c.position < anchor.position), anchor.position
    return anchor.position, _edge(tx, func.min, *mine, table.c.position > anchor.position)


def many_in(tx: Tx, project: str) -> int:
    return int(tx.execute(select(func.count()).where(table.c.project == project)).scalar_one())


def _edge(tx: Tx, pick: Callable[..., Any], *where: ColumnElement[bool]) -> str | None:
    found: str | None = tx.execute(select(pick(table.c.position)).where(*where)).scalar_one()
    return found


def _place(task: Task) -> Tuple:
    return tuple_(literal(task.position, table.c.position.type), literal(task.id))
