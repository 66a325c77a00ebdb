"""The fleet at a glance: who is there, what each does now, what waits, and how fast it goes."""

import json
from collections.abc import Mapping
from statistics import median
from typing import Any

from taskyard.domain.brief import line, said
from taskyard.domain.chat import MessageKind
from taskyard.domain.entry import EntryKind
from taskyard.domain.fleet import (
    LAST,
    Fleet,
    FleetAsk,
    FleetDepth,
    FleetPace,
    FleetQueues,
    FleetRun,
    FleetToday,
    FleetWorker,
    empty_at,
)
from taskyard.domain.run import RunKind, RunStatus
from taskyard.domain.task import Priority
from taskyard.domain.worker import Worker, WorkerStatus
from taskyard.service import worker as workers
from taskyard.service.yard import Deed
from taskyard.store import fleet as rows
from taskyard.store import pause, queue
from taskyard.store.column import from_micros


def fleet(deed: Deed) -> Fleet:
    """Without the workers that have signed off."""
    there = [one for one in workers.every(deed) if one.status is not WorkerStatus.GONE]
    runs: dict[str, list[FleetRun]] = {}
    asks = rows.asks(deed.tx, deed.org)
    for row in rows.live(deed.tx, deed.org):
        runs.setdefault(row["worker"], []).append(_run(row, asks.get(row["id"])))
    found = queue.depth(deed.tx, deed.org)
    depth = FleetDepth(**{one.value: found.get(f"priority_{one.rank}", 0) for one in Priority})
    cost, tokens, ended = rows.used(deed.tx, deed.org, deed.now.date().isoformat())
    return Fleet(
        workers=tuple(_worker(one, tuple(runs.get(one.id, ()))) for one in there),
        depth=depth,
        queues=FleetQueues(
            high_priority=depth.urgent + depth.high, default=depth.normal, low_priority=depth.low
        ),
        resting=pause.active(deed.tx, deed.org),
        today=FleetToday(cost_usd=round(cost, 6), tokens=tokens, runs=ended),
        pace=_pace(deed, found.get("queued", 0)),
    )


def _worker(one: Worker, runs: tuple[FleetRun, ...]) -> FleetWorker:
    return FleetWorker(
        id=one.id,
        name=one.name,
        host=one.host,
        status=one.status,
        slots=one.slots,
        version=one.version,
        agents=one.offer.agents,
        tiers=one.offer.tiers,
        projects=one.offer.projects,
        labels=one.offer.labels,
        heartbeat_at=one.heartbeat_at,
        drain=one.drain,
        note=one.note,
        runs=runs,
    )


def _run(row: Mapping[str, Any], ask: Mapping[str, Any] | None) -> FleetRun:
    kind = row["said_kind"]
    asked = None
    if ask is not None:
        asked = FleetAsk(id=ask["id"], kind=MessageKind(ask["kind"]), text=line(ask["text"], LAST))
    return FleetRun(
        id=row["id"],
        task=row["number"],
        title=row["title"],
        kind=RunKind(row["kind"]),
        status=RunStatus(row["status"]),
        agent=row["agent"],
        since=from_micros(row["started_at"] or row["claimed_at"] or row["queued_at"]),
        ask=asked,
        last=(said(EntryKind(kind), json.loads(row["said"]), LAST) or None) if kind else None,
    )


def _pace(deed: Deed, waiting: int) -> FleetPace:
    hour, day = rows.done(deed.tx, deed.org, deed.now)
    took = rows.took(deed.tx, deed.org, deed.now)
    return FleetPace(
        done_last_hour=hour,
        done_last_day=day,
        median_seconds=round(median(took), 3) if took else None,
        empty_at=empty_at(deed.now, waiting, hour, day),
    )
