"""What workers say about their disks: rows."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update

from taskyard.domain.task import TaskStatus
from taskyard.domain.workspace import Branches, Found, Workspace
from taskyard.store.ledger import repository, tidy
from taskyard.store.ledger import workspace as table
from taskyard.store.prepared import Prepared
from taskyard.store.schema import project, task
from taskyard.store.tx import Tx

_WISHES = Prepared(select(table).where(table.c.worker == bindparam("the_worker"), table.c.wish != ""))

_MERGED = Prepared(
    select(table.c.task)
    .join(tidy, tidy.c.task == table.c.task)
    .join(task, task.c.id == table.c.task)
    .where(
        table.c.worker == bindparam("the_worker"),
        table.c.gone.is_(False),
        task.c.status == TaskStatus.DONE.value,
        task.c.merged_commit.is_not(None),
    )
)
_TARGETS = Prepared(
    select(table.c.task, project.c.target)
    .join(project, project.c.id == table.c.project)
    .where(table.c.worker == bindparam("the_worker"), table.c.gone.is_(False))
)
_MINE = Prepared(select(table).where(table.c.worker == bindparam("the_worker")))
_FORGET = Prepared(
    update(table).where(
        table.c.org == bindparam("the_org"), table.c.task == bindparam("the_task"), table.c.wish != ""
    ).values(wish="")
)  # fmt: skip


def of_worker(tx: Tx, worker: str) -> dict[str, dict[str, Any]]:
    """Its rows by task, without what differs at each look: what may differ is what somebody would want to know."""
    found = {row.pop("task"): row for row in _MINE.rows(tx, {"the_worker": worker})}
    for row in found.values():
        for name in ("seen_at", "disk", "disk_cut"):
            del row[name]
    return found


def put(tx: Tx, org: str, worker: str, found: Iterable[Found], at: datetime) -> None:
    """All that the worker has now; what it had and does not name is gone."""
    there = {one.task: one for one in found}
    mine = table.c.worker == worker
    tx.execute(
        update(table).where(mine, table.c.task.not_in(there)).values(gone=True, disk=None, disk_cut=None)
    )
    owners = select(task.c.id, task.c.project).where(task.c.id.in_(there), task.c.org == org)
    projects = {row.id: row.project for row in tx.execute(owners)}
    for one in there.values():
        values: dict[str, Any] = asdict(one) | {"seen_at": at, "gone": False}
        if tx.execute(update(table).where(mine, table.c.task == one.task).values(values)).rowcount == 0:
            own = {
                "worker": worker,
                "org": org,
                "project": projects.get(one.task),
                "wish": "",
                "ref": "",
                "note": "",
            }
            tx.execute(insert(table).values(values | own))


def every(
    tx: Tx, org: str, *, task: str | None = None, project: str | None = None
) -> list[tuple[Workspace, bool]]:
    """Each with whether it is gone."""
    query = select(table).where(table.c.org == org).order_by(table.c.task, table.c.worker)
    if task is not None:
        query = query.where(table.c.task == task)
    if project is not None:
        query = query.where(table.c.project == project)
    found = []
    for row in tx.execute(query).mappings():
        values = dict(row)
        gone = bool(values.pop("gone"))
        values["disk_cut"] = bool(values["disk_cut"])  # none yet, in a row of an older version
        found.append((Workspace(**values), gone))
    return found


def targets(tx: Tx, worker: str) -> dict[str, str]:
    """Of the tasks whose workspaces it has: what their work is to be merged into."""
    return {row["task"]: row["target"] for row in _TARGETS.rows(tx, {"the_worker": worker})}


def wish(tx: Tx, worker: str, task: str, act: str) -> None:
    tx.execute(update(table).where(*_one(worker, task)).values(wish=act, note=""))


def forget(tx: Tx, org: str, task: str) -> None:
    """Wishes that nobody has met yet: the next run needs the workspace, and makes it as it must be."""
    _FORGET.run(tx, {"the_org": org, "the_task": task})


def go_with_merge(tx: Tx, task: str, *, going: bool) -> None:
    """Whether the task's workspaces are to go once its work is merged."""
    tx.execute(delete(tidy).where(tidy.c.task == task))
    if going:
        tx.execute(insert(tidy).values(task=task))


def merged(tx: Tx, worker: str) -> list[str]:
    """Tasks whose work is merged, that have a workspace there which was to go with it."""
    return [row["task"] for row in _MERGED.rows(tx, {"the_worker": worker})]


def wishes(tx: Tx, worker: str) -> list[dict[str, Any]]:
    return list(_WISHES.rows(tx, {"the_worker": worker}))


def done(tx: Tx, worker: str, task: str, *, ref: str, note: str) -> None:
    kept = {"ref": ref} if ref else {}
    tx.execute(update(table).where(*_one(worker, task)).values(wish="", note=note, **kept))


def put_repositories(tx: Tx, org: str, worker: str, found: Iterable[Branches], at: datetime) -> None:
    tx.execute(delete(repository).where(repository.c.worker == worker))
    for one in {each.path: each for each in found}.values():
        tx.execute(insert(repository).values(asdict(one) | {"worker": worker, "org": org, "seen_at": at}))


def branches(tx: Tx, org: str, path: str) -> tuple[Branches, datetime] | None:
    """As the worker that looked last has seen them."""
    query = (
        select(repository)
        .where(repository.c.org == org, repository.c.path == path)
        .order_by(repository.c.seen_at.desc())
        .limit(1)
    )
    row = tx.execute(query).mappings().first()
    if row is None:
        return None
    return Branches(path=row["path"], current=row["current"], names=tuple(row["names"])), row["seen_at"]


def _one(worker: str, task: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.worker == worker, table.c.task == task
