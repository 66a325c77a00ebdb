"""Every row of an organisation, out and in again: the same values, in an order that does not change.

Numbers of facts are the whole database's, so an archive counts an organisation's own. Keys stay where they are, and so
do the facts about who may come in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, insert, or_, select, text, tuple_
from sqlalchemy import update as update_
from sqlalchemy.exc import IntegrityError

from taskyard.domain.error import Conflict, Invalid
from taskyard.store import fact, ledger, schema
from taskyard.store.tx import Tx
from taskyard.store.value import checked, shown

_HERE = ("key.", "org.", "browser.", "archive.")  # facts about this server's own doors


@dataclass(frozen=True, kw_only=True)
class Part:
    """`via` is where the organisation stands when the table does not say it itself."""

    table: Table
    key: tuple[str, ...] = ("id",)
    via: tuple[str, Table] | None = None
    drop: frozenset[str] = frozenset({"org"})
    page: int = 200  # rows in the memory at once

    @property
    def name(self) -> str:
        return self.table.name


# What refers comes after what it refers to.
PARTS = (
    Part(table=schema.project),
    Part(table=schema.worker),
    Part(table=schema.task),
    Part(table=schema.depend, key=("task", "on"), via=("task", schema.task)),
    Part(table=schema.run),
    Part(table=schema.run_body, key=("run",), via=("run", schema.run), page=8),
    Part(
        table=schema.entry, key=("run", "seq"), via=("run", schema.run), drop=frozenset({"rowid_"}), page=100
    ),
    Part(table=schema.event, key=("seq",)),
    Part(table=schema.message),
    Part(table=schema.review),
    Part(table=schema.session),
    Part(table=schema.usage, key=("run",)),
    Part(table=schema.agent_pause, key=("agent",)),
    Part(table=ledger.workspace, key=("worker", "task")),
)
# Secrets, what belongs to this database alone, what workers tell anew, and the ledger, which nobody may write after the fact.
LEFT_OUT = frozenset(
    {
        "meta",
        "counter",
        "key",
        "launch_code",
        "browser",
        "idempotency",
        "org",
        "audit",
        "repository",
        "ticket",
        "tidy",
        "alembic_version",
    }
)
_NUMBER = text("SELECT value FROM counter WHERE name = :name")
_RAISE = text(
    "INSERT INTO counter (name, value) VALUES (:name, :value)"
    " ON CONFLICT (name) DO UPDATE SET value ="
    " CASE WHEN counter.value < excluded.value THEN excluded.value ELSE counter.value END"
)


def is_empty(tx: Tx, org: str) -> bool:
    """Workers may be there: one signs on with the server."""
    tables = (schema.project, schema.task, schema.usage)
    return not any(
        tx.execute(select(table.c.org).where(table.c.org == org).limit(1)).first() for table in tables
    )


def own(tx: Tx, org: str) -> dict[str, Any]:
    """What stands in no row of the parts: the organisation's settings, and the highest number given to a task."""
    settings = tx.execute(select(ledger.org.c.settings).where(ledger.org.c.id == org)).scalar()
    number = tx.execute(_NUMBER, {"name": f"task:{org}"}).scalar()
    return {"settings": settings or {}, "last_task": int(number or 0)}


def set_own(tx: Tx, org: str, settings: Mapping[str, Any], last_task: int) -> None:
    tx.execute(update_(ledger.org).where(ledger.org.c.id == org).values(settings=dict(settings)))
    tx.execute(_RAISE, {"name": f"task:{org}", "value": last_task})


def rows(tx: Tx, org: str, part: Part) -> Iterator[dict[str, Any]]:
    """In the order of the part's key, a page at a time."""
    key = [part.table.c[name] for name in part.key]
    query, number = _mine(part, org).order_by(*key).limit(part.page), 0
    behind = tuple_(*key) > tuple_(
        *(bindparam(f"last_{name}", type_=part.table.c[name].type) for name in part.key)
    )
    found: Sequence[Mapping[Any, Any]] = tx.execute(query).mappings().all()
    while found:
        for row in found:
            number += 1
            shown_row = {name: shown(part.table.c[name], row[name]) for name in row if name not in part.drop}
            yield shown_row | {"seq": number} if part.table is schema.event else shown_row
        last = {f"last_{name}": found[-1][name] for name in part.key}
        found = tx.execute(query.where(behind), last).mappings().all()


def _mine(part: Part, org: str) -> Select[Any]:
    if part.via is None:
        return select(part.table).where(part.table.c.org == org, *_told_elsewhere(part))
    column, owner = part.via
    return select(part.table).join(owner, owner.c.id == part.table.c[column]).where(owner.c.org == org)


def _told_elsewhere(part: Part) -> list[ColumnElement[bool]]:
    if part.table is not schema.event:
        return []
    return [~or_(*(schema.event.c.kind.startswith(prefix, autoescape=True) for prefix in _HERE))]


def add(tx: Tx, org: str, part: Part, given: Sequence[Mapping[str, Any]]) -> None:
    """Raises Invalid for rows that cannot be, Conflict when one is in this database already."""
    wanted = [column for column in part.table.c if column.name not in part.drop]
    values = [checked(part.table, wanted, row) for row in given]
    _own_only(tx, org, part, values)
    if "org" in part.table.c:
        values = [row | {"org": org} for row in values]
    if part.table is schema.event and values:
        first = fact.take(tx, len(values)) - len(values) + 1
        values = [row | {"seq": first + place} for place, row in enumerate(values)]
    try:
        if values:
            tx.execute(insert(part.table), values)
    except IntegrityError as trouble:
        raise Conflict(
            f"{part.name}: some of it is in this database already, perhaps in another organisation"
        ) from trouble


def _own_only(tx: Tx, org: str, part: Part, values: Sequence[Mapping[str, Any]]) -> None:
    """A foreign key knows no organisations: nothing may be hung on somebody else's task."""
    for column in (column for column in part.table.c if column.foreign_keys):
        (key,) = column.foreign_keys
        owner = key.column.table
        named = sorted({row[column.name] for row in values if row[column.name] is not None})
        for start in range(0, len(named), 500):
            some = named[start : start + 500]
            query = select(owner.c.id).where(and_(owner.c.org == org, owner.c.id.in_(some)))
            if len(tx.execute(query).all()) != len(some):
                raise Invalid(f"{part.name}.{column.name}: names what the archive does not hold")
