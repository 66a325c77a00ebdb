"""/usage: what the agents used."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from starlette.responses import Response

from taskyard.server.auth import READ, Call
from taskyard.server.form import Id
from taskyard.server.listing import Listing
from taskyard.service import usage
from taskyard.service.usage import Asked, Spent

router = APIRouter(tags=["usage"])


@router.get("/usage", response_model=Listing[Spent])
async def spent(
    call: Annotated[Call, Depends(READ)],
    by: Literal["day", "project", "task", "agent", "run"] = "day",
    since: date | None = None,
    until: date | None = None,
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
    return await call.show(lambda deed: Listing(items=usage.spent(deed, asked)), Listing[Spent])
