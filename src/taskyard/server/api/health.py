"""Health, readiness, and the launch link that a person opens once."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from taskyard.domain.error import Invalid
from taskyard.server.api.account import with_cookie
from taskyard.server.auth import NOTHING, Call
from taskyard.server.rate import Rule
from taskyard.service import account
from taskyard.service.yard import SYSTEM

router = APIRouter(tags=["health"])


class Health(BaseModel):
    status: str


@router.get("/healthz")
async def healthz(call: Annotated[Call, Depends(NOTHING)]) -> Health:
    """The process answers; says nothing about the database."""
    del call
    return Health(status="ok")


@router.get("/readyz")
async def readyz(call: Annotated[Call, Depends(NOTHING)]) -> Health:
    await call.yard.ready()
    return Health(status="ready")


@router.get("/launch", include_in_schema=False)
async def launch(
    call: Annotated[Call, Depends(NOTHING)], code: Annotated[str, Query(min_length=1, max_length=200)]
) -> Response:
    """The one GET with an effect: it spends its own code, which nobody else has."""
    if not code.isascii() or not code.isprintable():
        raise Invalid("code: that is no launch code", field="code")
    call.limit(Rule.SIGN_IN)
    secret = await call.yard.act(SYSTEM, lambda deed: account.open_browser(deed, code))
    return with_cookie(call, RedirectResponse(call.request.app.state.base, status_code=303), secret)
