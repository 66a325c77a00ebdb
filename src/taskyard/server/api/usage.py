"""/usage: what the agents used."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from starlette.responses import Response

from taskyard.domain.allowance import Allowance
from taskyard.server.auth import READ, Call
from taskyard.server.form import Day, Id
from taskyard.server.listing import Listing
from taskyard.service import budget, usage
from taskyard.service.usage import Asked, Spent
from taskyard.service.yard import Deed

router = APIRouter(tags=["usage"])


class Used(Listing[Spent]):
    budgets: Mapping[str, Allowance]  # by project, of those that have one: each in its own present window


@router.get("/usage", response_model=Used)
async def spent(
    call: Annotated[Call, Depends(READ)],
    by: Literal["day", "project", "task", "agent", "run"] = "day",
    since: Day | None = None,
    until: Day | None = None,
    project: Id | None = None,
    task: Id | None = None,
) -> Response:
    """Sums by `by`, the last 30 days unless days are named (UTC, both included)."""
    asked = Asked(
        by=by,
        since=None if since is None else since.isoformat(),
        until=None if until is None else until.isoformat(),
        project=project,
        task=task,
    )

    def work(deed: Deed) -> Used:
        return Used(items=usage.spent(deed, asked), budgets=budget.every(deed, project))

    return await call.show(work, Used)
