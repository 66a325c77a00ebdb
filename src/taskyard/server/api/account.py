"""/keys and /auth: who may come in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response

from taskyard.domain.account import Key, Scope
from taskyard.server.auth import MANAGE, NOTHING, READ, Call, as_json
from taskyard.server.form import Form, Moment, Name
from taskyard.server.form import Key as Text
from taskyard.server.guard import COOKIE
from taskyard.server.listing import Listing
from taskyard.service import account
from taskyard.service.account import BROWSER_LIFE
from taskyard.service.yard import SYSTEM, Deed

router = APIRouter(tags=["account"])


@dataclass(frozen=True, kw_only=True)
class KeyShown:
    id: str
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    key: str | None = None  # the secret, only in the answer that makes it


class NewKey(Form):
    name: Name
    scope: Literal["admin", "operator", "viewer", "worker"]
    expires_at: Moment | None = None


class Code(Form):
    code: Text


@dataclass(frozen=True, kw_only=True)
class Me:
    org: str
    name: str
    scope: Scope


def _shown(key: Key, secret: str | None = None) -> KeyShown:
    return KeyShown(
        id=key.id,
        name=key.name,
        scope=key.scope,
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
        key=secret,
    )


@router.get("/keys", response_model=Listing[KeyShown])
async def every(call: Annotated[Call, Depends(MANAGE)]) -> Response:
    def work(deed: Deed) -> Listing[KeyShown]:
        return Listing(items=[_shown(key) for key in account.keys(deed)])

    return await call.show(work, Listing[KeyShown])


@router.post("/keys", response_model=KeyShown, status_code=201)
async def add(call: Annotated[Call, Depends(MANAGE)], body: NewKey) -> Response:
    # Not through `call.do`: a remembered answer would keep the secret in the database (K1).
    made = await call.yard.act(
        call.actor,
        lambda deed: account.add_key(
            deed, name=body.name, scope=Scope(body.scope), expires_at=body.expires_at
        ),
    )
    shown = as_json(KeyShown, _shown(made.key, made.secret))
    return Response(shown, status_code=201, media_type="application/json")


@router.delete("/keys/{key_id}", status_code=204, response_class=Response)
async def revoke(call: Annotated[Call, Depends(MANAGE)], key_id: str) -> Response:
    return await call.do(lambda deed: account.revoke(deed, key_id), None, 204)


@router.post("/auth/launch", status_code=204, response_class=Response)
async def launch(call: Annotated[Call, Depends(NOTHING)], body: Code) -> Response:
    secret = await call.yard.act(SYSTEM, lambda deed: account.open_browser(deed, body.code))
    return with_cookie(Response(status_code=204), secret)


@router.post("/auth/logout", status_code=204, response_class=Response)
async def logout(call: Annotated[Call, Depends(READ)]) -> Response:
    secret = call.request.cookies.get(COOKIE)
    if secret is not None:
        await call.yard.change(lambda tx: account.close_browser(tx, secret))
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


@router.get("/auth/me", response_model=Me)
async def me(call: Annotated[Call, Depends(READ)]) -> Response:
    actor = call.actor
    return await call.show(lambda _deed: Me(org=actor.org, name=actor.name, scope=actor.scope), Me)


def with_cookie(response: Response, secret: str) -> Response:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(BROWSER_LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
    )
    return response
