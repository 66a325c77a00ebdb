"""What runs used: one row a run, summed by what is asked for."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, text

from taskyard.domain.run import Run, Usage
from taskyard.store.prepared import Prepared
from taskyard.store.schema import usage as table
from taskyard.store.tx import Tx

_SUMMED = ("tokens_in", "tokens_out", "tokens_cached", "turns", "cost_usd")
_OF_PROJECT = Prepared(
    text(
        "SELECT coalesce(sum(cost_usd), 0) AS cost_usd, coalesce(sum(tokens_in + tokens_out), 0) AS tokens"
        " FROM usage WHERE org = :the_org AND project = :the_project AND day >= :since"
    )
)
_ADD = Prepared(insert(table), (column.name for column in table.c))


def add(tx: Tx, run: Run, used: Usage, at: datetime) -> None:
    own = {"run": run.id, "org": run.org, "project": run.project, "task": run.task, "agent": run.agent}
    _ADD.run(tx, vars(used) | own | {"day": at.date().isoformat()})


def of_project(tx: Tx, org: str, project: str, since: str) -> tuple[float, int]:
    """Money and tokens, in and out, from the day `since` on; an empty one means from the beginning."""
    [row] = _OF_PROJECT.rows(tx, {"the_org": org, "the_project": project, "since": since})
    return float(row["cost_usd"]), int(row["tokens"])


def sums(tx: Tx, org: str, by: str, since: str, until: str, **only: str | None) -> list[dict[str, Any]]:
    """Grouped by a column; `since` and `until` are days and both included; `only` are columns and their values."""
    group = table.c[by]
    totals = [func.sum(table.c[name]).label(name) for name in _SUMMED]
    query = select(group.label("key"), func.count().label("runs"), *totals).where(
        table.c.org == org, table.c.day >= since, table.c.day <= until
    )
    for name, value in only.items():
        if value is not None:
            query = query.where(table.c[name] == value)
    return [dict(row) for row in tx.execute(query.group_by(group).order_by(group)).mappings()]
