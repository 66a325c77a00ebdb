"""/fleet: the workers, what they do now, and what waits for them."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from taskyard.domain.fleet import Fleet
from taskyard.server.auth import READ, Call
from taskyard.service import fleet as fleets

router = APIRouter(tags=["worker"])


@router.get("/fleet", response_model=Fleet)
async def get(call: Annotated[Call, Depends(READ)]) -> Response:
    """Workers that have signed off are not in it."""
    return await call.show(fleets.fleet, Fleet)
