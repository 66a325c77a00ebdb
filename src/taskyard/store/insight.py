"""Sums over the last days for the page of insights: a few statements, whatever the length of the history.

Ids carry the time of their birth, so a reading of the newest rows begins in the middle of the primary key. Days are
counted from 1970 in UTC, which both databases divide in the same way.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text

from taskyard.domain import id as ids
from taskyard.store.column import to_micros
from taskyard.store.prepared import Prepared
from taskyard.store.tx import Tx

# An empty project means all of them.
_WORDS = {
    "day": "86400000000",  # microseconds
    "mine": "org = :org AND (:project = '' OR project = :project)",
    # The same, and no reason to take an index that begins with the organisation instead of the newest rows.
    "newest": "id >= :floor AND coalesce(org, '') = :org AND (:project = '' OR project = :project)",
    "asks": "kind IN ('question', 'permission', 'budget')",
    "middle": "place IN ((many + 1) / 2, (many + 2) / 2)",  # one of an odd number, two of an even one
}


def _sums(words: str) -> Prepared:
    return Prepared(text(words.format_map(_WORDS)))


_SPENT = _sums(
    "SELECT day, sum(cost_usd) AS cost_usd, sum(tokens_in) AS tokens_in, sum(tokens_out) AS tokens_out,"
    " sum(tokens_cached) AS tokens_cached FROM usage WHERE {mine} AND day >= :day GROUP BY day"
)
_CREATED = _sums(
    "SELECT created_at / {day} AS day, count(*) AS many FROM task"
    " WHERE {newest} AND created_at >= :since GROUP BY 1"
)
_ENDED = _sums(
    "SELECT finished_at / {day} AS day, status, count(*) AS many FROM task"
    " WHERE {mine} AND status IN ('done', 'failed') AND finished_at >= :since GROUP BY 1, 2"
)
_ASKED = _sums(
    "SELECT at / {day} AS day, count(*) AS many, coalesce(sum(CASE WHEN state = 'open' THEN :now - at"
    " WHEN answered_by <> 'system' THEN answered_at - at END), 0) AS waited"
    " FROM message WHERE {newest} AND {asks} AND at >= :since GROUP BY 1"
)
_RUNS = _sums(
    "SELECT agent, status, count(*) AS many FROM run"
    " WHERE {newest} AND kind = 'work' AND ended_at >= :since GROUP BY agent, status"
)
_COSTS = _sums(
    "SELECT agent, sum(cost_usd) AS cost_usd FROM usage WHERE {mine} AND day >= :day GROUP BY agent"
)
_TIMES = _sums(
    "SELECT agent, avg(took) AS took FROM (SELECT agent, ended_at - started_at AS took,"
    " row_number() OVER (PARTITION BY agent ORDER BY ended_at - started_at) AS place,"
    " count(*) OVER (PARTITION BY agent) AS many FROM run"
    " WHERE {newest} AND kind = 'work' AND ended_at >= :since AND started_at IS NOT NULL"
    ") AS one WHERE {middle} GROUP BY agent"
)
_ANSWERS = _sums(
    "SELECT max(many) AS many, max(longest) AS longest, avg(took) AS took FROM ("
    "SELECT answered_at - at AS took, row_number() OVER (ORDER BY answered_at - at) AS place,"
    " count(*) OVER () AS many, max(answered_at - at) OVER () AS longest FROM message"
    " WHERE {newest} AND {asks} AND at >= :since AND state = 'answered'"
    " AND answered_by <> 'system') AS one WHERE {middle}"
)
_OPEN = _sums("SELECT count(*) FROM message WHERE {mine} AND state = 'open' AND {asks}")


class Readings:
    """All that is read of one organisation, or one project of it, since one midnight."""

    def __init__(self, tx: Tx, org: str, project: str | None, since: datetime, runs_since: datetime) -> None:
        """`runs_since`: when the oldest run was made that may have ended in those days."""
        self._tx = tx
        self._own = {"org": org, "project": project or ""}
        self._since = {"since": to_micros(since), "floor": _floor(since)}
        self._runs = {"since": to_micros(since), "floor": _floor(runs_since)}
        self._day = {"day": since.date().isoformat()}

    def spent(self) -> list[dict[str, Any]]:
        """By day, as YYYY-MM-DD."""
        return self._rows(_SPENT, self._day)

    def created(self) -> list[dict[str, Any]]:
        return self._rows(_CREATED, self._since)

    def ended(self) -> list[dict[str, Any]]:
        """Those that are done, or failed, now: by the day on which that came to be."""
        return self._rows(_ENDED, self._since)

    def asked(self, now: datetime) -> list[dict[str, Any]]:
        """By the day of the question; what is open has waited until now."""
        return self._rows(_ASKED, self._since | {"now": to_micros(now)})

    def runs(self) -> list[dict[str, Any]]:
        return self._rows(_RUNS, self._runs)

    def costs(self) -> list[dict[str, Any]]:
        return self._rows(_COSTS, self._day)

    def times(self) -> list[dict[str, Any]]:
        """The median of what the runs of each agent took, in microseconds."""
        return self._rows(_TIMES, self._runs)

    def answers(self) -> dict[str, Any]:
        """Of what people have answered: how many, the median, and the longest."""
        return self._rows(_ANSWERS, self._since)[0]

    def open(self) -> int:
        return int(_OPEN.value(self._tx, self._own))

    def _rows(self, statement: Prepared, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        return statement.rows(self._tx, {**self._own, **params})


def _floor(since: datetime) -> str:
    """The first id that can have been made then."""
    return ids.make(to_micros(since) // 1000, bytes(10))
