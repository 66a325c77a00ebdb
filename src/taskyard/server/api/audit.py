"""/audit: what was done that matters to security, and the proof that nothing was changed or taken away."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.audit import Line, Verdict
from taskyard.server.auth import MANAGE, Call
from taskyard.server.form import MOST
from taskyard.server.listing import Listing
from taskyard.service import audit
from taskyard.service.yard import Deed

router = APIRouter(tags=["audit"])


@router.get("/audit", response_model=Listing[Line])
async def page(
    call: Annotated[Call, Depends(MANAGE)],
    after: Annotated[int, Query(ge=0, le=MOST)] = 0,
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE_DEFAULT,
) -> Response:
    def work(deed: Deed) -> Listing[Line]:
        items = audit.after(deed, after, size)
        return Listing(items=items, next=str(items[-1].seq) if len(items) == size else None)

    return await call.show(work, Listing[Line])


@router.get("/audit/verify", response_model=Verdict)
async def verify(call: Annotated[Call, Depends(MANAGE)]) -> Response:
    return await call.show(audit.verify, Verdict)
