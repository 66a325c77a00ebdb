"""Who takes a seat at a live connection: by bearer, by a ticket or key in the address, or by a browser's cookie."""

from starlette.requests import HTTPConnection

from taskyard.domain.account import Need, demand
from taskyard.domain.error import TaskyardError, Unauthenticated
from taskyard.server.auth import by_key
from taskyard.server.guard import COOKIE
from taskyard.server.ticket import MARK, Pass, Tickets
from taskyard.service import account, wait
from taskyard.service.yard import Yard

# SignalR sends its key as `access_token`, and what it was given when it negotiated as `id`.
_QUERY = ("ticket", "access_token", "id")


class Seat:
    """Like `Needs`, for what may be a WebSocket; refuses before the handshake is answered."""

    def __init__(self, need: Need) -> None:
        self.need = need

    async def __call__(self, connection: HTTPConnection) -> Pass:
        found = await _who(connection)
        demand(found.actor, self.need)
        return found


async def _who(connection: HTTPConnection) -> Pass:
    app, given = connection.app.state, connection.query_params
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
    return await by_cookie(app.yard, cookie)


async def by_cookie(yard: Yard, cookie: str) -> Pass:
    return Pass(actor=await yard.read(lambda tx: account.by_cookie(tx, cookie)), cookie=cookie)


async def _by_text(connection: HTTPConnection, text: str) -> Pass:
    app = connection.app.state
    if text.startswith(MARK):
        tickets: Tickets = app.tickets
        found = tickets.take(text)
        if not await holds(app.yard, found):
            raise Unauthenticated("what that ticket was given for does not hold any more")
        return found
    if text.startswith("rt_"):
        yard: Yard = app.yard
        secret = await yard.secret()
        return Pass(actor=await yard.read(lambda tx: account.by_run_token(tx, secret, text)), token=text)
    return Pass(actor=await by_key(connection, text, touch=True))


async def holds(yard: Yard, given: Pass) -> bool:
    """Whether what a live connection was opened with still holds."""
    try:
        if given.cookie is not None:
            await by_cookie(yard, given.cookie)
        elif given.token is not None:
            secret, token = await yard.secret(), given.token
            await yard.read(lambda tx: account.by_run_token(tx, secret, token))
        else:
            await wait.check(yard, given.actor)
    except TaskyardError:
        return False
    return True


READER = Seat(Need.READ)
ANYONE = Seat(Need.KNOWN)
