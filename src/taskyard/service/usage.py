"""What was used: tokens, turns and cost, summed by day, project, task, agent or run."""

from dataclasses import dataclass
from datetime import timedelta

from taskyard.service.yard import Deed
from taskyard.store import usage as rows

DAYS = 30  # counted back from today when no first day is named


@dataclass(frozen=True, kw_only=True)
class Asked:
    by: str  # day, project, task, agent or run
    since: str | None = None  # days as YYYY-MM-DD, both included
    until: str | None = None
    project: str | None = None
    task: str | None = None


@dataclass(frozen=True, kw_only=True)
class Spent:
    key: str  # the day, or the id or name of what was asked for
    runs: int
    tokens_in: int
    tokens_out: int
    tokens_cached: int
    turns: int
    cost_usd: float


def spent(deed: Deed, asked: Asked) -> list[Spent]:
    until = asked.until or deed.now.date().isoformat()
    since = asked.since or (deed.now - timedelta(days=DAYS - 1)).date().isoformat()
    found = rows.sums(deed.tx, deed.org, asked.by, since, until, project=asked.project, task=asked.task)
    return [Spent(**row) for row in found]


def of_task(deed: Deed, task_id: str) -> Spent | None:
    """All that a task has used, whenever that was."""
    found = rows.sums(deed.tx, deed.org, "task", "", "9", task=task_id)
    return next((Spent(**row) for row in found), None)
