"""/sessions: which conversation of an agent belongs to which task, and whether it is kept ready."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.session import Session, SessionStatus
from taskyard.server.auth import ACT, READ, WORK, Call
from taskyard.server.character import CLEAN, ONE_LINE
from taskyard.server.form import Form, Id, Name
from taskyard.server.listing import Listing
from taskyard.service import session as sessions
from taskyard.service.session import Opening

router = APIRouter(prefix="/sessions", tags=["session"])


class NewSession(Form):
    session_id: Annotated[str, StringConstraints(min_length=1, max_length=200), CLEAN, ONE_LINE]
    worker: Id
    task: Id | None = None
    agent: Name | None = None


@router.get("", response_model=Listing[Session])
async def page(
    call: Annotated[Call, Depends(READ)],
    *,
    status: SessionStatus | None = None,
    session_id: Annotated[str, StringConstraints(max_length=200), CLEAN] | None = None,
    cursor: Id | None = None,
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE_DEFAULT,
) -> Response:
    """The newest first."""

    def work(deed: Any) -> Listing[Session]:
        items, following = sessions.page(
            deed, status=status, session_id=session_id, cursor=cursor, limit=size
        )
        return Listing(items=items, next=following)

    return await call.show(work, Listing[Session])


@router.post("", response_model=Session, status_code=201)
async def create(call: Annotated[Call, Depends(WORK)], body: NewSession) -> Response:
    asked = Opening(session_id=body.session_id, worker=body.worker, task=body.task, agent=body.agent or "")
    return await call.do(lambda deed: sessions.create(deed, asked), Session, 201)


@router.get("/{session}", response_model=Session)
async def get(call: Annotated[Call, Depends(READ)], session: str) -> Response:
    return await call.show(lambda deed: sessions.get(deed, session), Session)


@router.delete("/{session}", response_model=Session)
async def end(call: Annotated[Call, Depends(ACT)], session: str) -> Response:
    """Its row stays. A run that works in it is asked to stop; to end it twice changes nothing."""
    return await call.do(lambda deed: sessions.end(deed, session), Session)


@router.post("/{session}/heartbeat", response_model=Session)
async def heartbeat(call: Annotated[Call, Depends(WORK)], session: str) -> Response:
    return await call.do(lambda deed: sessions.heartbeat(deed, session), Session)
