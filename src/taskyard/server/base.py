"""A server below a path: a proxy may take the prefix off before it asks, or leave it on. Both reach the same routes."""

from starlette.types import ASGIApp, Receive, Scope, Send

from taskyard.domain.error import Invalid
from taskyard.server.page import PAGES

_OURS = {*PAGES, "api", "assets", "hub", "mcp", "launch", "healthz", "readyz"}


def free(base: str) -> str:
    """Raises Invalid where an address of ours would look like one with the prefix on."""
    first = base.split("/")[1]
    if first in _OURS:
        raise Invalid(f"base_path: /{first} is a place of the server's own", field="base_path")
    return base


class Below:
    """Pure ASGI, around everything: what is behind it never sees the prefix."""

    def __init__(self, app: ASGIApp, *, base: str) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and f"{scope['path']}/".startswith(self._base):
            cut = len(self._base) - 1
            scope = {**scope, "path": scope["path"][cut:] or "/"}
            raw = scope.get("raw_path")
            if raw is not None and raw.startswith(self._base[:-1].encode()):
                scope["raw_path"] = raw[cut:] or b"/"
        await self._app(scope, receive, send)
