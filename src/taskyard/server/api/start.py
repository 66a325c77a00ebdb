"""/start: the first steps, and which of them are done."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from taskyard.domain.start import Start
from taskyard.server.auth import READ, Call
from taskyard.service import start as steps

router = APIRouter(tags=["health"])


@router.get("/start", response_model=Start)
async def start(call: Annotated[Call, Depends(READ)]) -> Response:
    return await call.show(steps.start, Start)
