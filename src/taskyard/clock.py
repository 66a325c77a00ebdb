"""The only place that reads the time. Everything else takes a Clock, or a `now`."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Wall time, aware, UTC: for people, schedules and leases."""

    def monotonic(self) -> float:
        """Seconds that never jump: for waiting and for a worker's own view of its lease."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
