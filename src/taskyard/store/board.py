"""What the board is made of: a handful of statements, however many cards there are.

Plain SQL with plain values: at ten thousand cards, a datetime made for each time of each row would cost more than the
reading. Times are microseconds, JSON is text.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from taskyard.store.prepared import Prepared
from taskyard.store.tx import Tx

MOST = 200  # cards that can be asked for by their numbers
_ALL, _PROJECT, _NUMBERS = "all", "project", "numbers"
_PLACES = ", ".join(f":n{place}" for place in range(MOST))
_WHERE = {
    _ALL: "t.org = :org",
    _PROJECT: "t.org = :org AND t.project = :project",
    _NUMBERS: f"t.org = :org AND t.number IN ({_PLACES})",
}
Row = Mapping[str, Any]


# The card in front of one that waits: one step back along the index of a project's columns; of queued ones, among
# those as urgent. Only cards that are asked for by themselves need it: the rest come in order.
_AFTER = (
    "(SELECT o.number FROM task o WHERE o.project = t.project AND o.status = t.status AND o.position < t.position"
    " AND (t.status = 'backlog' OR o.priority = t.priority) ORDER BY o.position DESC LIMIT 1)"
)


def _each(sql: str) -> dict[str, Prepared]:
    after = {_NUMBERS: f"CASE WHEN t.status IN ('backlog', 'queued') THEN {_AFTER} END"}
    return {
        name: Prepared(text(sql.format(where=where, after=after.get(name, "NULL"))))
        for name, where in _WHERE.items()
    }


_CARDS = _each(
    "SELECT t.id, t.number, t.project, t.title, t.status, t.priority, t.task_type, t.labels, t.agent, t.executable,"
    " t.not_before, t.reason, t.attempts, t.runs, t.position, t.created_at, t.updated_at, t.queued_at, t.finished_at,"
    " r.id AS run, r.agent AS run_agent, r.status AS run_status, r.ready, r.override, r.queued_at AS run_queued_at,"
    " r.claimed_at, r.ended_at, w.name AS worker, {after} AS after_it"
    " FROM task t LEFT JOIN run r ON r.id = t.run LEFT JOIN worker w ON w.id = r.worker WHERE {where}"
)
_ASKS = Prepared(
    text(
        "SELECT task, id, kind, substr(text, 1, 1000) AS text, at FROM message"
        " WHERE org = :org AND state = 'open' ORDER BY at DESC, id DESC"
    )
)
# A task that is done without a merge is still waited for where the rules want it merged.
_WAITS = _each(
    "SELECT t.number, t.project, t.settings, o.status AS status FROM depend d JOIN task t ON t.id = d.task"
    ' JOIN task o ON o.id = d."on"'
    " WHERE {where} AND t.status IN ('backlog', 'queued') AND (o.status <> 'done' OR o.merged_commit IS NULL)"
)
# All of it in one pass; of few cards, by way of their runs, which have an index.
_SPENT = _each(
    "SELECT u.task, sum(u.cost_usd) AS cost, sum(u.tokens_in + u.tokens_out) AS tokens FROM usage u"
    " WHERE u.org = :org GROUP BY u.task"
) | {
    _NUMBERS: _each(
        "SELECT r.task, sum(u.cost_usd) AS cost, sum(u.tokens_in + u.tokens_out) AS tokens"
        " FROM task t JOIN run r ON r.task = t.id JOIN usage u ON u.run = r.id WHERE {where} GROUP BY r.task"
    )[_NUMBERS]
}
_STATS = _each(
    "SELECT r.task, b.stat FROM task t JOIN run r ON r.task = t.id AND r.kind = 'work'"
    " JOIN run_body b ON b.run = r.id AND b.stat <> '[]'"
    " WHERE {where} AND t.status IN ('review', 'merging', 'done', 'failed') ORDER BY r.number"
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which cards: all of the organisation, of one project, or those with these numbers."""

    org: str
    project: str | None = None
    numbers: Collection[int] | None = None

    @property
    def form(self) -> str:
        if self.numbers is not None:
            return _NUMBERS
        return _ALL if self.project is None else _PROJECT

    @property
    def values(self) -> dict[str, Any]:
        values: dict[str, Any] = {"org": self.org, "project": self.project}
        if self.numbers is not None:
            known = sorted(set(self.numbers))[:MOST] or [0]  # no task has the number 0
            values |= {f"n{place}": known[place] if place < len(known) else known[0] for place in range(MOST)}
        return values


def cards(tx: Tx, wanted: Wanted) -> list[dict[str, Any]]:
    return _CARDS[wanted.form].rows(tx, wanted.values)


def asks(tx: Tx, org: str) -> dict[str, Row]:
    """The oldest open question of each task that has one."""
    return {row["task"]: row for row in _ASKS.rows(tx, {"org": org})}


def waits(tx: Tx, wanted: Wanted) -> list[dict[str, Any]]:
    """One row for each task that another one waits for, unless it is done and merged."""
    return _WAITS[wanted.form].rows(tx, wanted.values)


def spent(tx: Tx, wanted: Wanted) -> dict[str, tuple[float, int]]:
    """Money and tokens, by task."""
    rows = _SPENT[wanted.form].rows(tx, wanted.values)
    return {row["task"]: (float(row["cost"]), int(row["tokens"])) for row in rows}


def stats(tx: Tx, wanted: Wanted) -> dict[str, str]:
    """What the newest work changed, by task: JSON, as it is kept."""
    return {row["task"]: row["stat"] for row in _STATS[wanted.form].rows(tx, wanted.values)}
