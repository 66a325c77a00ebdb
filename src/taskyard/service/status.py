"""The queue at a glance: what scalers and people look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from taskyard.service import worker as workers
from taskyard.service.yard import Deed
from taskyard.store import pause, queue
from taskyard.store import run as runs


@dataclass(frozen=True, kw_only=True)
class QueueStatus:
    depth: Mapping[str, int]
    running: Mapping[str, int]  # by run status
    workers: Mapping[str, int]  # by worker status
    resting: Mapping[str, datetime]  # agents whose account is rate limited, and until when


def status(deed: Deed) -> QueueStatus:
    live = [run.status.value for run in runs.live(deed.tx, deed.org)]
    seen = [worker.status.value for worker in workers.every(deed)]
    return QueueStatus(
        depth=queue.depth(deed.tx, deed.org),
        running=_count(live),
        workers=_count(seen),
        resting=pause.active(deed.tx, deed.org),
    )


def _count(names: list[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}
