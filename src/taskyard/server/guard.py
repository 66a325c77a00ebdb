"""The gate before routing: Host, Origin, content type and size. Pure ASGI, so that streams pass untouched.

A WebSocket's handshake is a GET that no browser asks about first: it is judged like a change.

After DNS rebinding a browser sends matching Origin and Host, so only the Host allow-list stops that (W2);
the Origin check stops other sites from using the operator's cookie (W3).
"""

from collections.abc import Collection, Mapping

import anyio
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from taskyard.domain import limit
from taskyard.server.problem import problem

COOKIE = "taskyard_session"
TOLD = "taskyard.headers"  # in the scope: what is to stand in the headers of the answer
# An outcome carries its patch, which JSON may stretch; every other body keeps to the common limit.
_OUTCOMES = ("/queue/complete", "/queue/fail")
_ARCHIVE = "/api/v1/import"  # read as it comes, into a file: the route itself counts
_NEGOTIATE = "/hub/negotiate"  # older clients of SignalR name a type for the body that they do not send
_GOING = 1.0  # seconds
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SECURITY = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none';"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
_DRESS = tuple((name.encode(), value.encode()) for name, value in _SECURITY.items())


class Guard:
    def __init__(
        self, app: ASGIApp, *, allowed_hosts: Collection[str], allowed_origins: Collection[str]
    ) -> None:
        self._app = app
        self._hosts = frozenset(allowed_hosts)
        self._origins = frozenset(allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._handshake(scope, receive, send)
            return
        told: dict[str, str] = {}
        scope[TOLD] = told
        dressed = _dressed(send, told)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, dressed)
            return
        if scope["method"] not in _SAFE and scope["path"] != _ARCHIVE:
            body = await _body(receive, _most(scope))
            if body is None:
                await _too_large(_most(scope))(scope, receive, dressed)
                return
            receive = _replay(body, receive)
        await self._app(scope, receive, dressed)

    async def _handshake(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = False

        async def noted(message: Message) -> None:
            nonlocal refused
            refused = refused or message["type"] == "websocket.http.response.start"
            await send(message)

        told: dict[str, str] = {}
        scope[TOLD] = told
        dressed = _dressed(noted, told)
        await (self._refusal(scope) or self._app)(scope, receive, dressed)
        if refused:
            await _see_off(receive)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return problem("misdirected", "this server does not answer to that host name")
        if scope["type"] == "websocket":
            return self._forged(headers)
        if scope["method"] in _SAFE:
            return None
        if scope["path"] == _NEGOTIATE and headers.get("content-length", "0") == "0":
            return self._forged(headers)
        return self._forged(headers) or _wrong_body(headers, _most(scope), _kinds(scope))

    def _forged(self, headers: Headers) -> Response | None:
        origin = headers.get("origin")
        if origin is not None and origin not in self._origins:
            return problem("forbidden", "that origin may not change anything here")
        bearer = headers.get("authorization", "").lower().startswith("bearer ")
        if bearer or COOKIE not in cookie_parser(headers.get("cookie", "")):
            return None
        if origin is None:
            return problem("forbidden", "a change with a cookie must name its origin")
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return problem("forbidden", "a change with a cookie must come from this site's own page")
        return None


async def _see_off(receive: Receive) -> None:
    """A refused handshake is over when the other side has gone, or a moment later: its answer is to arrive.

    uvicorn says `disconnect` once when it sends the refusal and once when the connection has gone; an application that
    ends between the two is logged as an error, so that any page could fill the log.
    """
    with anyio.move_on_after(_GOING):
        for _ in range(2):
            while (await receive())["type"] != "websocket.disconnect":
                pass


def _kinds(scope: Scope) -> tuple[str, ...]:
    """None is one that a page may send elsewhere without asking first."""
    more = ("application/octet-stream", "application/gzip") if scope["path"] == _ARCHIVE else ()
    return ("application/json", *more)


def _most(scope: Scope) -> int:
    if scope["path"] == _ARCHIVE:
        return limit.ARCHIVE
    return limit.BODY + 4 * limit.PATCH if scope["path"].endswith(_OUTCOMES) else limit.BODY


def _wrong_body(headers: Headers, most: int, kinds: Collection[str]) -> Response | None:
    length = headers.get("content-length")
    if length is not None and (not length.isdecimal() or len(length) > 15 or int(length) > most):
        return _too_large(most)
    has_body = (length is not None and int(length) > 0) or "transfer-encoding" in headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if (has_body or kind) and kind not in kinds:
        return problem("unsupported_media_type", f"send {' or '.join(kinds)}")
    return None


def _too_large(most: int) -> Response:
    return problem("too_large", f"a body may have {most} bytes", {"limit": most})


async def _body(receive: Receive, most: int) -> bytes | None:
    """The whole body, or None when there is too much of it: a length that was promised may be a lie."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            return None
        more = message.get("more_body", False)
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _dressed(send: Send, told: Mapping[str, str]) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            headers = message.get("headers", ())
            there = {name for name, _ in headers}
            message["headers"] = [*headers, *(one for one in _DRESS if one[0] not in there)]
            message["headers"] += [(name.encode(), value.encode()) for name, value in told.items()]
        await send(message)

    return with_headers
