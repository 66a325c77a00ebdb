"""The queue at a glance: what scalers and people look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from taskyard.domain.task import Priority
from taskyard.service import worker as workers
from taskyard.service.yard import Deed
from taskyard.store import chat, pause, queue
from taskyard.store import run as runs


@dataclass(frozen=True, kw_only=True)
class QueueStatus:
    depth: Mapping[str, int]
    queues: Mapping[str, int]  # by the five names that programs of other systems look for
    running: Mapping[str, int]  # by run status
    workers: Mapping[str, int]  # by worker status
    resting: Mapping[str, datetime]  # agents whose account is rate limited, and until when


def status(deed: Deed) -> QueueStatus:
    live = [run.status.value for run in runs.live(deed.tx, deed.org)]
    seen = [worker.status.value for worker in workers.every(deed)]
    depth = queue.depth(deed.tx, deed.org)
    return QueueStatus(
        depth=depth,
        queues=_named(deed, depth),
        running=_count(live),
        workers=_count(seen),
        resting=pause.active(deed.tx, deed.org),
    )


def _named(deed: Deed, depth: Mapping[str, int]) -> dict[str, int]:
    """Work orders that wait, questions that wait for people, and answers that wait for their run."""
    ranks = {name: depth.get(f"priority_{one.rank}", 0) for name, one in Priority.__members__.items()}
    return {
        "high_priority": ranks["URGENT"] + ranks["HIGH"],
        "default": ranks["NORMAL"],
        "low_priority": ranks["LOW"],
        "worker_requests": chat.count_open(deed.tx, deed.org),
        "controller_responses": chat.count_answers(deed.tx, deed.org),
    }


def _count(names: list[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}
