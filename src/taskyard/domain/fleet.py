"""The workers and what they do now, what waits for them, and how fast it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from taskyard.domain.chat import MessageKind
from taskyard.domain.run import RunKind, RunStatus
from taskyard.domain.worker import WorkerStatus

LAST = 120  # characters of what a run does now, and of what it asks
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class FleetAsk:
    id: str
    kind: MessageKind
    text: str


@dataclass(frozen=True, kw_only=True)
class FleetRun:
    id: str
    task: int  # its number
    title: str
    kind: RunKind
    status: RunStatus
    agent: str
    since: datetime
    ask: FleetAsk | None
    last: str | None  # one line of what it does now


@dataclass(frozen=True, kw_only=True)
class FleetWorker:
    id: str
    name: str
    host: str
    status: WorkerStatus
    slots: int
    version: str
    agents: tuple[str, ...]
    tiers: tuple[str, ...]
    projects: tuple[str, ...]
    labels: tuple[str, ...]
    heartbeat_at: datetime
    drain: bool
    note: str
    runs: tuple[FleetRun, ...]


@dataclass(frozen=True, kw_only=True)
class FleetDepth:
    urgent: int
    high: int
    normal: int
    low: int


@dataclass(frozen=True, kw_only=True)
class FleetQueues:
    """The same by the three names that other systems have for it."""

    high_priority: int
    default: int
    low_priority: int


@dataclass(frozen=True, kw_only=True)
class FleetToday:
    """Of the runs that ended today, in UTC, and used something."""

    cost_usd: float
    tokens: int
    runs: int


@dataclass(frozen=True, kw_only=True)
class FleetPace:
    done_last_hour: int
    done_last_day: int
    median_seconds: float | None  # of one run, from claim to end, of what was done in the last day
    empty_at: datetime | None  # when nothing waits any more, if it goes on like this


@dataclass(frozen=True, kw_only=True)
class Fleet:
    workers: tuple[FleetWorker, ...]
    depth: FleetDepth
    queues: FleetQueues
    resting: Mapping[str, datetime]
    today: FleetToday
    pace: FleetPace


def empty_at(now: datetime, waiting: int, hour: int, day: int) -> datetime | None:
    """By the pace of the last hour, or, when that brought nothing, of the day."""
    if not waiting or not (hour or day):
        return None
    return now + (_HOUR / hour if hour else _DAY / day) * waiting
