"""Who takes a seat at a live connection: by bearer, by a ticket or key in the address, or by a browser's cookie."""

from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from taskyard.domain.account import Actor, Need, demand
from taskyard.domain.error import Unauthenticated
from taskyard.server import rate
from taskyard.server.auth import by_key
from taskyard.server.guard import COOKIE
from taskyard.server.rate import Rates, Rule
from taskyard.server.still import still
from taskyard.service import account
from taskyard.service import ticket as tickets
from taskyard.service.yard import Yard

# SignalR sends its key as `access_token`, and what it was given when it negotiated as `id`.
_QUERY = ("ticket", "access_token", "id")


@dataclass(frozen=True, kw_only=True)
class Pass:
    """Who came in, and by what: enough to ask later whether it still holds."""

    actor: Actor
    token: str | None = field(default=None, repr=False)  # of a run


class Seat:
    """Like `Needs`, for what may be a WebSocket; refuses before the handshake is answered."""

    def __init__(self, need: Need) -> None:
        self.need = need

    async def __call__(self, connection: HTTPConnection) -> Pass:
        found = await _who(connection)
        demand(found.actor, self.need)
        return found


async def _who(connection: HTTPConnection) -> Pass:
    given = connection.query_params
    header = connection.headers.get("authorization")
    if header is not None:
        scheme, _, text = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated("use `Authorization: Bearer <key>`")
        return await _by_text(connection, text.strip())
    text = next((given[name] for name in _QUERY if given.get(name)), "")
    if text:
        return await _by_text(connection, text)
    cookie = connection.cookies.get(COOKIE)
    if cookie is None:
        raise Unauthenticated("this needs a key, a ticket or a signed-in browser")
    yard: Yard = connection.app.state.yard
    return Pass(actor=await yard.read(lambda tx: account.by_cookie(tx, cookie)))


async def _by_text(connection: HTTPConnection, text: str) -> Pass:
    if text.startswith(tickets.MARK):
        return Pass(actor=await _by_ticket(connection, text))
    if text.startswith("rt_"):
        return Pass(actor=await _by_token(connection.app.state.yard, text), token=text)
    return Pass(actor=await by_key(connection, text, touch=True))


async def _by_ticket(connection: HTTPConnection, text: str) -> Actor:
    """To try one is a write, and so it is counted as a wrong key is."""
    rates: Rates = connection.app.state.rates
    address = rate.address(connection)
    if rates.is_empty(Rule.REFUSED, address):
        rate.spend(connection, Rule.REFUSED, address)
    try:
        return await tickets.take(connection.app.state.yard, text)
    except Unauthenticated:
        rates.take(Rule.REFUSED, address)
        raise


async def _by_token(yard: Yard, text: str) -> Actor:
    secret = await yard.secret()
    return await yard.read(lambda tx: account.by_run_token(tx, secret, text))


async def holds(yard: Yard, given: Pass, *, now: bool = True) -> bool:
    """Whether what a live connection was opened with still holds. It is asked once for all who ask at once; without
    `now` what was found a moment ago will do."""
    if given.token is None:
        return await still(yard, given.actor).holds(now=now)
    try:
        await _by_token(yard, given.token)
    except Unauthenticated:
        return False
    return True


def name(actor: Actor) -> str:
    """By which its changes are counted: the same as a request's."""
    return actor.key or actor.run or actor.mark or ""


READER = Seat(Need.READ)
ANYONE = Seat(Need.KNOWN)
