"""What the workers do now, and what was done: a handful of statements, however many runs there are."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from taskyard.store.column import to_micros
from taskyard.store.prepared import Prepared
from taskyard.store.tx import Tx

# Of the newest twenty entries the last one that has words: what was said to the agent and what tools gave back is not
# what it does, and the latter is also what is long.
_LIVE = Prepared(
    text(
        "SELECT r.id, r.kind, r.status, r.agent, r.worker, r.started_at, r.claimed_at, r.queued_at, t.number, t.title,"
        " e.kind AS said_kind, e.body AS said FROM run r JOIN task t ON t.id = r.task"
        " LEFT JOIN entry e ON e.run = r.id AND e.seq = (SELECT max(x.seq) FROM entry x"
        " WHERE x.run = r.id AND x.seq > r.last_seq - 20"
        " AND x.kind NOT IN ('usage', 'raw', 'session_started', 'tool_result', 'prompt', 'result'))"
        " WHERE r.org = :org AND r.status IN ('claimed','preparing','running','waiting','checking')"
        " ORDER BY r.claimed_at, r.id"
    )
)
_ASKS = Prepared(
    text(
        "SELECT run, id, kind, substr(text, 1, 1000) AS text FROM message"
        " WHERE org = :org AND state = 'open' AND run IS NOT NULL ORDER BY at DESC, id DESC"
    )
)
_TODAY = Prepared(
    text(
        "SELECT coalesce(sum(cost_usd), 0) AS cost_usd, coalesce(sum(tokens_in + tokens_out), 0) AS tokens,"
        " count(*) AS runs FROM usage WHERE org = :org AND day = :day"
    )
)
# By way of the projects: their index of states is the one there is.
_PACE = Prepared(
    text(
        "SELECT count(*) AS day, coalesce(sum(CASE WHEN t.finished_at > :hour THEN 1 ELSE 0 END), 0) AS hour"
        " FROM project p JOIN task t ON t.project = p.id AND t.status = 'done'"
        " WHERE p.org = :org AND t.finished_at > :day"
    )
)
_TOOK = Prepared(
    text(
        "SELECT r.ended_at - r.claimed_at AS took FROM project p"
        " JOIN task t ON t.project = p.id AND t.status = 'done'"
        " JOIN run r ON r.task = t.id AND r.kind = 'work' AND r.status = 'succeeded'"
        " WHERE p.org = :org AND t.finished_at > :day AND r.claimed_at IS NOT NULL AND r.ended_at IS NOT NULL"
        " ORDER BY t.finished_at DESC LIMIT 1000"
    )
)


def live(tx: Tx, org: str) -> list[dict[str, Any]]:
    """Runs at work, each with the newest entry that has words. Times are microseconds, the entry's body is JSON."""
    return _LIVE.rows(tx, {"org": org})


def asks(tx: Tx, org: str) -> dict[str, Mapping[str, Any]]:
    """The oldest open question of each run that has one."""
    return {row["run"]: row for row in _ASKS.rows(tx, {"org": org})}


def used(tx: Tx, org: str, day: str) -> tuple[float, int, int]:
    """Money, tokens and runs of that day."""
    [row] = _TODAY.rows(tx, {"org": org, "day": day})
    return float(row["cost_usd"]), int(row["tokens"]), int(row["runs"])


def done(tx: Tx, org: str, now: datetime) -> tuple[int, int]:
    """Tasks done within the last hour, and within the last day."""
    hour, day = (to_micros(now - timedelta(hours=hours)) for hours in (1, 24))
    [row] = _PACE.rows(tx, {"org": org, "hour": hour, "day": day})
    return int(row["hour"]), int(row["day"])


def took(tx: Tx, org: str, now: datetime) -> list[float]:
    """Seconds that each run took which made a task done within the last day; the newest of them, if they are many."""
    rows = _TOOK.rows(tx, {"org": org, "day": to_micros(now - timedelta(hours=24))})
    return [row["took"] / 1e6 for row in rows]
