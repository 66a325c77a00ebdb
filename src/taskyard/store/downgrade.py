"""Back to an older schema: what that would lose is found by doing it once and undoing it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import ColumnClause, Connection, Text, cast, column, func, inspect, select, table

from taskyard.domain.error import Conflict, Invalid
from taskyard.store import backup
from taskyard.store import upgrade as schema
from taskyard.store.engine import SQLITE, dialect_of
from taskyard.store.lock import sole_server

BASE = "base"  # before the first
_NOTHING = ("", "0", "false", "[]", "{}")  # what a column is filled with that nobody has used yet


@dataclass(frozen=True)
class Gone:
    """The schema's version now, and the copy of what was before; PostgreSQL has its own tools for one."""

    version: str
    copy: Path | None


@dataclass(frozen=True)
class _Shape:
    rows: int
    columns: frozenset[str]


def downgrade(url: str, target: str, *, lossy: bool = False, home: Path = schema.HERE) -> Gone:
    """`target`: a version, `-1` for one step, or `base`. Only while no server runs.

    Raises Conflict, and changes nothing, when rows or values would be lost that `lossy` does not give up.
    """
    goal = _goal(schema.found(url), target, home)
    with sole_server(url):
        with schema.changing(url) as conn:
            lost = _lost(conn, goal, home)
        if lost and not lossy:
            raise Conflict(f"back to {goal} would lose what is in {', '.join(lost)}: --yes gives it up")
        copy = backup.aside(url) if dialect_of(url) == SQLITE else None
        with schema.changing(url) as conn:
            command.downgrade(schema.config(conn, home), goal)
            schema.settle(conn)
    return Gone(goal, copy)


def _goal(have: str | None, target: str, home: Path) -> str:
    """The version by its name; Alembic's own refusals are no sentences."""
    schema.refuse_newer(have, home)
    names = [one.revision for one in schema.revisions(home)]
    below = [BASE, *names[: names.index(have)]] if have is not None else []
    if not below:
        raise Conflict("the database is empty: there is nothing to go back from")
    if target.startswith("-") and target[1:].isdigit():
        steps = int(target)
        if not -len(below) <= steps < 0:
            raise Invalid(f"from {have} it is {len(below)} back to {BASE}, not {-steps}", field="target")
        return below[steps]
    if target not in below:
        older = ", ".join(below)
        raise Invalid(f"{target!r} is not older than {have}: there are {older}", field="target")
    return target


def _lost(conn: Connection, goal: str, home: Path) -> list[str]:
    """Tables with how many rows go, columns with how many values. The transaction is undone."""
    before = _shapes(conn)
    command.downgrade(schema.config(conn, home), goal)
    after = _shapes(conn)
    conn.exec_driver_sql("ROLLBACK")
    schema.begin(conn)
    lost = []
    for name, was in before.items():
        now = after.get(name, _Shape(0, frozenset()))
        if now.rows < was.rows:
            lost.append(f"{name} ({was.rows - now.rows})")
        if name in after:
            values = {one: _used(conn, name, one) for one in sorted(was.columns - now.columns)}
            lost += [f"{name}.{one} ({count})" for one, count in values.items() if count]
    conn.exec_driver_sql("ROLLBACK")
    return lost


def _shapes(conn: Connection) -> dict[str, _Shape]:
    look = inspect(conn)
    return {
        name: _Shape(
            conn.execute(select(func.count()).select_from(table(name))).scalar_one(),
            frozenset(one["name"] for one in look.get_columns(name)),
        )
        for name in sorted(look.get_table_names())
        if name != "alembic_version"
    }


def _used(conn: Connection, name: str, of: str) -> int:
    one: ColumnClause[Any] = column(of)
    full = one.is_not(None) & cast(one, Text).not_in(_NOTHING)
    return int(conn.execute(select(func.count()).select_from(table(name, one)).where(full)).scalar_one())
