"""/keys and /auth: who may come in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Response
from pydantic import ConfigDict, Field

from taskyard.domain.account import Key, Scope
from taskyard.server.auth import MANAGE, NOTHING, READ, Call, as_json, by_key
from taskyard.server.form import Form, Moment, Name, either
from taskyard.server.form import Key as Text
from taskyard.server.guard import COOKIE
from taskyard.server.listing import Listing
from taskyard.server.rate import Rule
from taskyard.service import account
from taskyard.service import ticket as tickets
from taskyard.service.account import BROWSER_LIFE, OVERLAP
from taskyard.service.yard import SYSTEM, Deed

router = APIRouter(tags=["account"])


@dataclass(frozen=True, kw_only=True)
class KeyShown:
    id: str
    name: str
    scope: Scope
    created_at: datetime
    preview: str = ""
    old_until: datetime | None = None  # until when the secret before the last rotation holds
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    key: str | None = None  # the secret, only in the answer that makes it


class NewKey(Form):
    model_config = ConfigDict(json_schema_extra=either("expires_at", "expires_days"))

    name: Name
    scope: Literal["admin", "operator", "viewer", "worker"]
    expires_at: Moment | None = None
    expires_days: Annotated[int, Field(ge=1, le=365)] | None = None


class Rotation(Form):
    overlap: Annotated[int, Field(ge=0, le=30 * 86400)] = int(OVERLAP.total_seconds())  # seconds


class Code(Form):
    code: Text


class Shown(Form):
    key: Text


@dataclass(frozen=True, kw_only=True)
class LaunchShown:
    path: str  # below the board's address; good once
    seconds: float  # and so long


@dataclass(frozen=True, kw_only=True)
class Me:
    org: str
    name: str
    scope: Scope


@dataclass(frozen=True, kw_only=True)
class TicketShown:
    ticket: str  # good once
    seconds: float  # and so long


def _shown(key: Key, secret: str | None = None) -> KeyShown:
    return KeyShown(
        id=key.id,
        name=key.name,
        scope=key.scope,
        created_at=key.created_at,
        preview=key.preview,
        old_until=key.old_until,
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
    call.limit(Rule.KEYS)
    # Not through `call.do`: a remembered answer would keep the secret in the database (K1).
    made = await call.yard.act(
        call.actor,
        lambda deed: account.add_key(
            deed,
            name=body.name,
            scope=Scope(body.scope),
            expires_at=account.term(deed, body.expires_days, body.expires_at),
        ),
    )
    return _secret(made, 201)


@router.post("/keys/{key_id}/rotate", response_model=KeyShown)
async def rotate(
    call: Annotated[Call, Depends(MANAGE)], key_id: str, body: Annotated[Rotation | None, Body()] = None
) -> Response:
    """Answers with the new secret, once. The old one holds for `overlap` seconds more."""
    call.limit(Rule.KEYS)
    overlap = timedelta(seconds=(body or Rotation()).overlap)
    return _secret(await call.yard.act(call.actor, lambda deed: account.rotate(deed, key_id, overlap)))


def _secret(made: account.NewKey, status: int = 200) -> Response:
    shown = as_json(KeyShown, _shown(made.key, made.secret))
    return Response(shown, status_code=status, media_type="application/json")


@router.delete("/keys/{key_id}", status_code=204, response_class=Response)
async def revoke(call: Annotated[Call, Depends(MANAGE)], key_id: str) -> Response:
    return await call.do(lambda deed: account.revoke(deed, key_id), None, 204)


@router.post("/auth/launch", status_code=204, response_class=Response)
async def launch(call: Annotated[Call, Depends(NOTHING)], body: Code) -> Response:
    call.limit(Rule.SIGN_IN)
    secret = await call.yard.act(SYSTEM, lambda deed: account.open_browser(deed, body.code))
    return with_cookie(call, Response(status_code=204), secret)


@router.post("/auth/signin", status_code=204, response_class=Response)
async def signin(call: Annotated[Call, Depends(NOTHING)], body: Shown) -> Response:
    """A cookie for who holds a key: its rights, its organisation, and no longer than the key is good."""
    call.limit(Rule.SIGN_IN)
    actor = await by_key(call.request, body.key, touch=True)
    return with_cookie(call, Response(status_code=204), await call.yard.act(actor, account.sign_in))


@router.post("/auth/code", response_model=LaunchShown, status_code=201)
async def code(call: Annotated[Call, Depends(READ)]) -> Response:
    """A launch link for one more browser, with the caller's rights. Not remembered: it is a secret."""
    call.limit(Rule.KEYS)
    made = await call.yard.act(call.actor, account.launch_code)
    path = f"{call.request.app.state.base}launch?code={made}"
    shown = as_json(LaunchShown, LaunchShown(path=path, seconds=account.CODE_LIFE.total_seconds()))
    return Response(shown, status_code=201, media_type="application/json")


@router.post("/auth/logout", status_code=204, response_class=Response)
async def logout(call: Annotated[Call, Depends(READ)]) -> Response:
    secret = call.request.cookies.get(COOKIE)
    if secret is not None:
        await call.yard.act(call.actor, lambda deed: account.close_browser(deed, secret))
        call.request.app.state.lines.sign_out(secret)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path=_place(call), httponly=True, samesite="strict")
    return response


@router.post("/auth/ticket", response_model=TicketShown, status_code=201)
async def ticket(call: Annotated[Call, Depends(READ)]) -> Response:
    """For `?ticket=` at a WebSocket. Not remembered under an Idempotency-Key: it is a secret."""
    text = await tickets.give(call.yard, call.actor)
    shown = as_json(TicketShown, TicketShown(ticket=text, seconds=tickets.LIFE))
    return Response(shown, status_code=201, media_type="application/json")


@router.get("/auth/me", response_model=Me)
async def me(call: Annotated[Call, Depends(READ)]) -> Response:
    actor = call.actor
    return await call.show(lambda _deed: Me(org=actor.org, name=actor.name, scope=actor.scope), Me)


def with_cookie(call: Call, response: Response, secret: str) -> Response:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(BROWSER_LIFE.total_seconds()),
        path=_place(call),
        httponly=True,
        samesite="strict",
    )
    return response


def _place(call: Call) -> str:
    """Without the slash at its end a cookie is also sent to the address without it."""
    base: str = call.request.app.state.base
    return base.rstrip("/") or "/"
