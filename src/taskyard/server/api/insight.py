"""/insights: what the last days brought."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.error import Invalid
from taskyard.server.auth import READ, Call
from taskyard.service import insight
from taskyard.service.insight import Insights

router = APIRouter(tags=["usage"])


@router.get("/insights", response_model=Insights)
async def insights(
    call: Annotated[Call, Depends(READ)],
    days: Annotated[int, Query(ge=1, le=366)] = 30,
    project: Annotated[str | None, Query(max_length=limit.NAME)] = None,
) -> Response:
    """The last `days` in UTC, today included; of one project (its id or name), or of all."""
    if project is not None and "\x00" in project:
        raise Invalid("project: must not contain the NUL character", field="project")
    return await call.show(lambda deed: insight.insights(deed, days, project), Insights)
