"""Facts: read in their one order. They are written by `store/fact.py` alone."""

from collections.abc import Collection, Mapping

from sqlalchemy import Select, func, select

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
    prefix: str | None = None,
) -> list[Event]:
    """`kinds`: one of these; `prefix`: how the kind begins."""
    query = select(table).where(table.c.seq > seq, table.c.org == org).order_by(table.c.seq).limit(limit)
    if kinds is not None:
        query = query.where(table.c.kind.in_(sorted(kinds)))
    return _found(tx, query, {"project": project, "task": task, "run": run}, prefix)


def before(
    tx: Tx,
    org: str,
    seq: int,
    limit: int,
    *,
    floor: int = 0,
    only: Mapping[str, str | None] | None = None,
    prefix: str | None = None,
) -> list[Event]:
    """The newest first, of those with `floor` < number < `seq`; `only`: columns and their values."""
    query = select(table).where(table.c.seq < seq, table.c.seq > floor, table.c.org == org)
    return _found(tx, query.order_by(table.c.seq.desc()).limit(limit), only or {}, prefix)


def newest(tx: Tx) -> int:
    """The number of the newest fact of all organisations; 0 when there is none."""
    return int(tx.execute(select(func.max(table.c.seq))).scalar() or 0)


def _found(
    tx: Tx, query: Select[tuple[object, ...]], only: Mapping[str, str | None], prefix: str | None
) -> list[Event]:
    for name, value in only.items():
        if value is not None:
            query = query.where(table.c[name] == value)
    if prefix:
        query = query.where(table.c.kind.startswith(prefix, autoescape=True))
    return [Event(**row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name for it


def last(tx: Tx, org: str) -> int:
    """The number of the newest fact that the organisation may see; 0 when there is none."""
    return int(tx.execute(select(func.max(table.c.seq)).where(table.c.org == org)).scalar() or 0)
