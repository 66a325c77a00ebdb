"""Who calls, and what the route needs. Every route depends on exactly one `Needs`; a test walks them."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from fastapi import Request
from pydantic import TypeAdapter
from starlette.requests import HTTPConnection
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.account import Actor, Need, Scope, demand
from taskyard.domain.error import Forbidden, Invalid, Unauthenticated
from taskyard.server import rate
from taskyard.server.guard import COOKIE
from taskyard.server.keyring import Keyring
from taskyard.server.rate import Rates, Rule
from taskyard.service import account
from taskyard.service.idempotency import Answer, Asked, once
from taskyard.service.yard import Deed, Yard

T = TypeVar("T")
NOBODY = Actor(org="", name="nobody", scope=Scope.VIEWER)


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def as_json(kind: Any, value: Any) -> bytes:
    return adapter(kind).dump_json(value)


@dataclass(frozen=True)
class Call:
    """One authenticated request: the actor, the yard, and the ways to act through them."""

    yard: Yard
    actor: Actor
    request: Request

    async def do(self, work: Callable[[Deed], T], kind: Any, status: int = 200) -> Response:
        """Runs `work` in one transaction; a repeated Idempotency-Key gives the first answer again."""
        asked = await self._asked()

        def answered(deed: Deed) -> Answer:
            return once(deed, asked, lambda: (status, _text(kind, work(deed))))

        answer = await self.yard.act(self.actor, answered)
        response = _response(answer.body.encode(), answer.status)
        if answer.repeated:
            response.headers["idempotent-replayed"] = "true"
        return response

    async def show(self, work: Callable[[Deed], T], kind: Any) -> Response:
        return _response(await self.yard.look(self.actor, lambda deed: as_json(kind, work(deed))), 200)

    def limit(self, rule: Rule) -> None:
        """Raises TooMany when this caller has done it too often."""
        own = rule is Rule.SIGN_IN
        rate.spend(self.request, rule, rate.address(self.request) if own else _who(self.request, self.actor))

    async def _asked(self) -> Asked | None:
        key = self.request.headers.get("idempotency-key")
        if key is None:
            return None
        if not 0 < len(key) <= limit.IDEMPOTENCY_KEY or not key.isascii() or not key.isprintable():
            raise Invalid(
                f"an Idempotency-Key has 1 to {limit.IDEMPOTENCY_KEY} printable characters",
                field="Idempotency-Key",
            )
        url = self.request.url
        parts = [self.actor.name, self.actor.key, self.request.method, url.path, url.query]
        sign = hashlib.sha256(json.dumps(parts).encode() + b"\n" + await self.request.body())
        return Asked(key=key, fingerprint=sign.hexdigest())


def _text(kind: Any, value: Any) -> str:
    return "" if kind is None else as_json(kind, value).decode()


def _response(body: bytes, status: int) -> Response:
    return Response(body, status_code=status, media_type="application/json" if body else None)


class Needs:
    """A dependency: authenticates the caller, demands the need, and hands the route its Call."""

    def __init__(self, need: Need) -> None:
        self.need = need

    async def __call__(self, request: Request) -> Call:
        yard: Yard = request.app.state.yard
        if self.need is Need.NOTHING:
            return Call(yard, NOBODY, request)
        actor = await authenticate(request, yard)
        demand(actor, self.need)
        if self.need not in {Need.WORK, Need.KNOWN} and request.method not in {"GET", "HEAD"}:
            rate.spend(request, Rule.ACT, _who(request, actor))
        return Call(yard, actor, request)


async def authenticate(request: Request, yard: Yard) -> Actor:
    """Raises Unauthenticated unless a bearer key, a run token or a browser's cookie says who calls."""
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, text = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated("use `Authorization: Bearer <key>`")
        return await _by_bearer(request, yard, text.strip())
    cookie = request.cookies.get(COOKIE)
    if cookie is None:
        raise Unauthenticated("this needs a key or a signed-in browser")
    return await yard.read(lambda tx: account.by_cookie(tx, cookie))


async def _by_bearer(request: Request, yard: Yard, text: str) -> Actor:
    if text.startswith("rt_"):
        secret = await yard.secret()
        return await yard.read(lambda tx: account.by_run_token(tx, secret, text))
    # Reading has no effect, not even on the key's own row (W5).
    return await by_key(request, text, touch=request.method not in {"GET", "HEAD"})


async def by_key(request: HTTPConnection, text: str, *, touch: bool) -> Actor:
    keyring: Keyring = request.app.state.keyring
    rates: Rates = request.app.state.rates
    address = rate.address(request)
    # Who guesses is stopped; a key that was good here goes on, also from the same address.
    if rates.is_empty(Rule.REFUSED, address) and not keyring.knows(text):
        rate.spend(request, Rule.REFUSED, address)
    try:
        return await keyring.actor(text, touch=touch)
    except Unauthenticated:
        rates.take(Rule.REFUSED, address)
        raise


def _who(request: Request, actor: Actor) -> str:
    return actor.key or actor.run or account.digest(request.cookies.get(COOKIE, ""))


def own_run(call: Call) -> tuple[str, int]:
    """The run and fence that a run token is bound to."""
    if call.actor.run is None or call.actor.fence is None:
        raise Forbidden("only an agent inside its run may do that")
    return call.actor.run, call.actor.fence


NOTHING = Needs(Need.NOTHING)
READ = Needs(Need.READ)
ACT = Needs(Need.ACT)
MANAGE = Needs(Need.MANAGE)
WORK = Needs(Need.WORK)
LEAVE = Needs(Need.LEAVE)
SPEAK = Needs(Need.SPEAK)
KNOWN = Needs(Need.KNOWN)
