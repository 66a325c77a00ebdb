"""Reading the log of facts."""

from collections.abc import Collection

from taskyard.domain.event import Event
from taskyard.service.yard import Deed
from taskyard.store import event as rows


def after(
    deed: Deed,
    seq: int,
    limit: int,
    *,
    project: str | None = None,
    task: str | None = None,
    run: str | None = None,
    kinds: Collection[str] | None = None,
) -> list[Event]:
    return rows.after(deed.tx, deed.org, seq, limit, project=project, task=task, run=run, kinds=kinds)


def last(deed: Deed) -> int:
    return rows.last(deed.tx, deed.org)
