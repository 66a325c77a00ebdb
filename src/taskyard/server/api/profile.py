"""/profiles: what the workers have found, and how they are asked to look again."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from taskyard.domain.profile import Asked, Found
from taskyard.server.auth import ACT, READ, Call
from taskyard.server.listing import Listing
from taskyard.service import profile as profiles

router = APIRouter(prefix="/profiles", tags=["profile"])


@router.get("", response_model=Listing[Found])
async def every(call: Annotated[Call, Depends(READ)]) -> Response:
    return await call.show(lambda deed: Listing(items=profiles.every(deed)), Listing[Found])


@router.post("/refresh", response_model=Asked)
async def refresh(call: Annotated[Call, Depends(ACT)]) -> Response:
    return await call.do(profiles.refresh, Asked)
