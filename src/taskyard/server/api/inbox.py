"""/inbox: what waits for a person."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.inbox import Inbox, Tab
from taskyard.server.auth import READ, Call
from taskyard.service import inbox as inboxes

router = APIRouter(tags=["message"])
_CURSOR = r"^[A-Za-z0-9_=-]+$"


@router.get("/inbox", response_model=Inbox)
async def get(
    call: Annotated[Call, Depends(READ)],
    tab: Tab = Tab.WAITING,
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE_DEFAULT,
    cursor: Annotated[str | None, Query(max_length=200, pattern=_CURSOR)] = None,
) -> Response:
    """Questions and reviews by priority, then the oldest first; failures and answers: the newest first."""
    return await call.show(lambda deed: inboxes.inbox(deed, tab, size, cursor), Inbox)
