"""Pages of tasks, and the board."""

from dataclasses import dataclass

from taskyard.domain.task import Task, TaskStatus
from taskyard.service import project as projects
from taskyard.service.yard import Deed
from taskyard.store import task as rows


@dataclass(frozen=True, kw_only=True)
class Filter:
    project: str | None = None  # id or name
    status: TaskStatus | None = None
    label: str | None = None
    text: str | None = None
    number: int | None = None


def tasks_page(deed: Deed, wanted: Filter, cursor: str | None, limit: int) -> tuple[list[Task], str | None]:
    if wanted.number is not None:
        found = rows.by_number(deed.tx, deed.org, wanted.number)
        return ([] if found is None else [found]), None
    project = None if wanted.project is None else projects.named(deed, wanted.project).id
    return rows.page(
        deed.tx,
        deed.org,
        project=project,
        status=wanted.status,
        label=wanted.label,
        text=wanted.text,
        cursor=cursor,
        limit=limit,
    )


def board(deed: Deed, project: str | None) -> list[Task]:
    """Every card without its description."""
    own = None if project is None else projects.named(deed, project).id
    return rows.board(deed.tx, deed.org, own)
