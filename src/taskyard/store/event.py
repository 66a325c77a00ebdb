"""Facts: read in their one order. They are written by `store/fact.py` alone."""

from collections.abc import Collection

from sqlalchemy import func, select

from taskyard.domain.event import Event
from taskyard.store.schema import event as table
from taskyard.store.tx import Tx


def after(
    tx: Tx,
    org: str,
    seq: int,
    limit: int,
    *,
    project: str | None = None,
    task: str | None = None,
    run: str | None = None,
    kinds: Collection[str] | None = None,
) -> list[Event]:
    query = select(table).where(table.c.seq > seq, table.c.org == org).order_by(table.c.seq).limit(limit)
    if project is not None:
        query = query.where(table.c.project == project)
    if task is not None:
        query = query.where(table.c.task == task)
    if run is not None:
        query = query.where(table.c.run == run)
    if kinds is not None:
        query = query.where(table.c.kind.in_(sorted(kinds)))
    return [Event(**row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name for it


def last(tx: Tx, org: str) -> int:
    """The number of the newest fact that the organisation may see; 0 when there is none."""
    return int(tx.execute(select(func.max(table.c.seq)).where(table.c.org == org)).scalar() or 0)
