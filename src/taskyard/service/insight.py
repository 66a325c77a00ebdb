"""What the last days brought: what was spent, made and finished, how the agents did, and how long people were waited
for. Days are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from taskyard.domain.run import RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.service import project as projects
from taskyard.service.yard import Deed
from taskyard.store.insight import Readings

# A run counts by its end. One that was queued so long before is left out: no reading goes back to the beginning.
_QUEUED = timedelta(days=60)
_SECOND = 1_000_000  # microseconds
_EPOCH = date(1970, 1, 1)
_TOKENS = ("tokens_in", "tokens_out", "tokens_cached")


@dataclass(frozen=True, kw_only=True)
class DayShown:
    day: str  # YYYY-MM-DD
    cost_usd: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    created: int = 0
    done: int = 0  # tasks that became so on that day, and are so still
    failed: int = 0
    waiting_seconds: float = 0.0  # that the day's questions waited for people; what is open, until now
    questions: int = 0


@dataclass(frozen=True, kw_only=True)
class AgentDid:
    """The runs of an agent that ended in these days; merges are nobody's."""

    agent: str
    runs: int
    succeeded: int
    failed: int  # also those whose worker was lost
    cancelled: int
    cost_usd: float
    median_seconds: float | None  # from its start to its end


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What was asked in these days and answered by a person; and what is open now, whenever it was asked."""

    answered: int
    median_seconds: float | None
    longest_seconds: float | None
    open: int


@dataclass(frozen=True, kw_only=True)
class Insights:
    days: list[DayShown]  # every day, the oldest first
    agents: list[AgentDid]
    waiting: Waiting


def insights(deed: Deed, days: int, project: str | None) -> Insights:
    """The last `days`, today included; `project` by id or name."""
    own = None if project is None else projects.named(deed, project).id
    first = deed.now.astimezone(UTC).date() - timedelta(days=days - 1)
    since = datetime.combine(first, time(), UTC)
    read = Readings(deed.tx, deed.org, own, since, since - _QUEUED)
    return Insights(days=_days(deed, read, first, days), agents=_agents(read), waiting=_waiting(read))


def _days(deed: Deed, read: Readings, first: date, many: int) -> list[DayShown]:
    names = [(first + timedelta(days=nth)).isoformat() for nth in range(many)]
    found: dict[str, dict[str, Any]] = {name: {} for name in names}
    for row in read.spent():
        if row["day"] in found:  # a clock that was set back may have left days that are to come
            tokens = {name: int(row[name]) for name in _TOKENS}
            found[row["day"]] |= {"cost_usd": float(row["cost_usd"])} | tokens
    for row in read.created():
        _put(found, row, "created", row["many"])
    for row in read.ended():
        _put(found, row, "done" if row["status"] == TaskStatus.DONE else "failed", row["many"])
    for row in read.asked(deed.now):
        _put(found, row, "questions", row["many"])
        _put(found, row, "waiting_seconds", _seconds(row["waited"]))
    return [DayShown(day=name, **found[name]) for name in names]


def _put(found: Mapping[str, dict[str, Any]], row: Mapping[str, Any], name: str, value: float) -> None:
    day = (_EPOCH + timedelta(days=int(row["day"]))).isoformat()
    if day in found:
        found[day][name] = value


def _agents(read: Readings) -> list[AgentDid]:
    counts: dict[str, dict[str, int]] = {}
    for row in read.runs():
        counts.setdefault(row["agent"], {})[row["status"]] = row["many"]
    costs = {row["agent"]: float(row["cost_usd"]) for row in read.costs()}
    times = {row["agent"]: _seconds(row["took"]) for row in read.times()}
    return [
        AgentDid(
            agent=agent,
            runs=sum(own.values()),
            succeeded=own.get(RunStatus.SUCCEEDED, 0),
            failed=own.get(RunStatus.FAILED, 0) + own.get(RunStatus.LOST, 0),
            cancelled=own.get(RunStatus.CANCELLED, 0),
            cost_usd=costs.get(agent, 0.0),
            median_seconds=times.get(agent),
        )
        for agent, own in sorted(counts.items())
    ]


def _waiting(read: Readings) -> Waiting:
    row = read.answers()
    known = row["many"] is not None
    return Waiting(
        answered=row["many"] or 0,
        median_seconds=_seconds(row["took"]) if known else None,
        longest_seconds=_seconds(row["longest"]) if known else None,
        open=read.open(),
    )


def _seconds(micros: Any) -> float:
    """Also of PostgreSQL's exact numbers."""
    return round(float(micros) / _SECOND, 3)
