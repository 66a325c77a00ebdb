"""Live sessions: rows. Who changes one locks it first, so that the sweeper and a run do not cross."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, insert, or_, select, text, update

from taskyard.domain.session import Session, SessionStatus
from taskyard.store.prepared import Prepared
from taskyard.store.schema import run
from taskyard.store.schema import session as table
from taskyard.store.tx import Tx

# Asked at the end of every run.
_AT_WORK = Prepared(
    select(table)
    .where(table.c.run == bindparam("the_run"), text("session.status = 'active'"))
    .order_by(table.c.id)
    .with_for_update()
)


def add(tx: Tx, session: Session) -> None:
    tx.execute(insert(table).values(asdict(session)))


def save(tx: Tx, session: Session) -> None:
    tx.execute(update(table).where(table.c.id == session.id).values(asdict(session)))


def get(tx: Tx, org: str, id_: str, *, lock: bool = False) -> Session | None:
    return _one(tx, lock, table.c.org == org, table.c.id == id_)


def by_session_id(tx: Tx, org: str, session_id: str, *, lock: bool = False) -> Session | None:
    """By the agent's own id."""
    return _one(tx, lock, table.c.org == org, table.c.session_id == session_id)


def active_of_run(tx: Tx, run_id: str) -> list[Session]:
    """Locked: they are to be changed."""
    return [_session(row) for row in _AT_WORK.rows(tx, {"the_run": run_id})]


def late(tx: Tx, used_before: datetime, started_before: datetime, limit: int, *, lock: bool) -> list[Session]:
    """Idle ones of every organisation; one that somebody works on right now waits for the next look."""
    query = (
        select(table)
        .where(
            table.c.status == SessionStatus.IDLE,
            or_(table.c.last_activity_at < used_before, table.c.started_at < started_before),
        )
        .order_by(table.c.id)
        .limit(limit)
    )
    return _many(tx, query.with_for_update(skip_locked=True) if lock else query)


def page(
    tx: Tx,
    org: str,
    *,
    status: SessionStatus | None = None,
    session_id: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[Session], str | None]:
    """The newest first, and the cursor of the next page: the last id."""
    query = select(table).where(table.c.org == org).order_by(table.c.id.desc()).limit(limit + 1)
    if status is not None:
        query = query.where(table.c.status == status)
    if session_id is not None:
        query = query.where(table.c.session_id == session_id)
    if cursor is not None:
        query = query.where(table.c.id < cursor)
    found = _many(tx, query)
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def leases(tx: Tx, runs: Iterable[str]) -> dict[str, datetime]:
    """Until when each of these runs is held; runs that nobody holds are left out."""
    query = select(run.c.id, run.c.lease_until).where(
        run.c.id.in_(list(runs)), run.c.lease_until.is_not(None)
    )
    return {row.id: row.lease_until for row in tx.execute(query)}


def _one(tx: Tx, lock: bool, *where: ColumnElement[bool]) -> Session | None:
    query = select(table).where(*where)
    return next(iter(_many(tx, query.with_for_update() if lock else query)), None)


def _many(tx: Tx, query: Select[Any]) -> list[Session]:
    return [_session(dict(row)) for row in tx.execute(query).mappings()]


def _session(values: dict[str, Any]) -> Session:
    return Session(**values | {"status": SessionStatus(values["status"])})
