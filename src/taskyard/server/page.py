"""The board's first page: static files from the package, no build, strict content policy."""

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from taskyard.domain.error import NotFound
from taskyard.server.auth import NOTHING, Call

router = APIRouter(include_in_schema=False)
_TYPES = {
    "app.js": "text/javascript; charset=utf-8",
    "app.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


@router.get("/")
async def board(call: Annotated[Call, Depends(NOTHING)]) -> Response:  # noqa: ARG001 - the route's policy
    """Nothing on it is secret: what it shows it asks for, with the browser's cookie."""
    return _file("index.html", "text/html; charset=utf-8")


@router.get("/assets/{name}")
async def asset(call: Annotated[Call, Depends(NOTHING)], name: str) -> Response:  # noqa: ARG001 - the route's policy
    if name not in _TYPES:
        raise NotFound("there is no such file")
    return _file(name, _TYPES[name])


def _file(name: str, kind: str) -> Response:
    content = files("taskyard.server").joinpath("static", name).read_bytes()
    return Response(content, media_type=kind, headers=_HEADERS)
