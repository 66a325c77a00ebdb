"""Reading the log of facts."""

from collections.abc import Collection
from dataclasses import dataclass

from taskyard.domain.event import Event
from taskyard.service.yard import Deed
from taskyard.store import event as rows

SPAN = 20_000  # numbers that one reading towards the past goes through at the most


def after(
    deed: Deed,
    seq: int,
    limit: int,
    *,
    project: str | None = None,
    task: str | None = None,
    run: str | None = None,
    kinds: Collection[str] | None = None,
    prefix: str | None = None,
) -> list[Event]:
    return rows.after(
        deed.tx, deed.org, seq, limit, project=project, task=task, run=run, kinds=kinds, prefix=prefix
    )


@dataclass(frozen=True, kw_only=True)
class Past:
    items: list[Event]  # the newest first
    next: int | None  # where to go on; there may be older ones also when nothing was found here


def before(
    deed: Deed,
    seq: int,
    limit: int,
    *,
    project: str | None = None,
    task: str | None = None,
    run: str | None = None,
    prefix: str | None = None,
    span: int = SPAN,
) -> Past:
    """What came before the number, 0 meaning from the newest on.

    A kind that is rare, or a small organisation beside a busy one, must not read the whole log: only a task's or a
    project's facts have an index of their own, every other reading stops after `span` numbers and says where.
    """
    top = seq or rows.newest(deed.tx) + 1
    floor = 0 if project or task else max(0, top - 1 - span)
    only = {"project": project, "task": task, "run": run}
    items = rows.before(deed.tx, deed.org, top, limit, floor=floor, only=only, prefix=prefix)
    if len(items) == limit:
        return Past(items=items, next=items[-1].seq)
    return Past(items=items, next=floor + 1 if floor else None)


def last(deed: Deed) -> int:
    return rows.last(deed.tx, deed.org)
