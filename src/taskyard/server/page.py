"""The page of the board: what its build left in a folder, read once when the server starts, under a strict policy.

Nothing in it is secret: what it shows it asks for, with the browser's cookie. Only addresses of the page itself lead to
its index; what is not there under `/api` or `/assets` is not there.
"""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from taskyard.domain.error import Invalid, NotFound
from taskyard.server.auth import NOTHING, Call

FOLDER = Path(__file__).parents[1] / "_web"
PAGES = (
    "inbox", "board", "tasks", "chat", "fleet", "sessions", "workspaces", "activity", "insights", "projects", "settings",
    "signin",
)  # fmt: skip
_BASE = re.compile(rb'<base href="/"\s*/?>')
_MOST = 32_000_000  # bytes of all files: they are held in memory
_TWINS = {"br": ".br", "gzip": ".gz"}  # the smaller one first
_REFUSED = re.compile(r"q\s*=\s*0(\.0*)?")
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; worker-src 'self';"
    " connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    "Vary": "Accept-Encoding",
}
_MISSING = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Taskyard: no page</title></head><body>
<h1>This Taskyard was installed without its page</h1>
<p>The server works: so do its API, the command line and the workers. Only the page was not built.</p>
<ul>
<li>In a clone of the repository: run <code>make web</code>, then start the server again.</li>
<li>Installed by pip or uv: install again without <code>TASKYARD_SKIP_WEB</code>, then start the server again.</li>
</ul></body></html>
"""


@dataclass(frozen=True)
class File:
    """`twins`: the same, packed, by the name of the packing."""

    kind: str
    body: bytes
    life: str = "no-cache"
    status: int = 200
    twins: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        return sha256(self.body).hexdigest()[:20]


def pages(folder: Path = FOLDER, base: str = "/") -> APIRouter:
    """The routes of the page. `base` is the address the browser finds it under. Raises Invalid when it is too large."""
    files = _read(folder)
    index = _at(base, files.pop("index.html", None))
    marks = {id(file): file.mark for file in (index, *files.values())}
    router = APIRouter(include_in_schema=False)

    async def page(call: Annotated[Call, Depends(NOTHING)]) -> Response:
        return _answer(call.request, index, marks[id(index)])

    async def file(call: Annotated[Call, Depends(NOTHING)]) -> Response:
        found = files.get(call.request.scope["path"].removeprefix("/"))
        if found is None:
            raise NotFound("there is no such file")
        return _answer(call.request, found, marks[id(found)])

    outer = [f"/{name}" for name in files if "/" not in name]
    for path in ("/", *(f"/{name}{rest}" for name in PAGES for rest in ("", "/{rest:path}"))):
        router.add_api_route(path, page, methods=["GET", "HEAD"])
    for path in (*outer, "/assets/{rest:path}"):
        router.add_api_route(path, file, methods=["GET", "HEAD"])
    return router


def _read(folder: Path) -> dict[str, File]:
    """By name below the folder. Links and hidden files are left out: who asks for them gets nothing."""
    found: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file() or not re.fullmatch(r"(\w[\w.-]*/)*\w[\w.-]*", name):
            continue
        size += path.stat().st_size
        if size > _MOST:
            raise Invalid(
                f"{folder} holds more than {_MOST} bytes: that is no page of Taskyard", field="page"
            )
        found[name] = path.read_bytes()
    packed = [name.removesuffix(".gz") for name in found if name.endswith(".gz")]
    found |= {name: gzip.decompress(found[f"{name}.gz"]) for name in packed if name not in found}
    return {
        name: File(
            kind=_KINDS.get(PurePosixPath(name).suffix, "application/octet-stream"),
            body=body,
            life="public, max-age=31536000, immutable" if name.startswith("assets/") else "no-cache",
            twins={packing: found[name + end] for packing, end in _TWINS.items() if name + end in found},
        )
        for name, body in found.items()
        if not name.endswith(tuple(_TWINS.values()))
    }


def _at(base: str, index: File | None) -> File:
    """The index as it is under `base`. Its twin is packed anew: the built one leads to `/`."""
    if index is None:
        return File(_KINDS[".html"], _MISSING, life="no-store", status=503)
    body = _BASE.sub(f'<base href="{base}">'.encode(), index.body, count=1)
    return File(index.kind, body, twins={"gzip": gzip.compress(body, mtime=0)})


def _answer(request: Request, file: File, mark: str) -> Response:
    packing = next((one for one in file.twins if _takes(request, one)), None)
    tag = f'"{mark}-{packing}"' if packing else f'"{mark}"'
    headers = _HEADERS | {"Cache-Control": file.life, "ETag": tag}
    known = (one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(","))
    if file.status == 200 and tag in known:
        return Response(status_code=304, headers=headers)
    if packing:
        headers["Content-Encoding"] = packing
    body = file.twins[packing] if packing else file.body
    return Response(body, file.status, headers, media_type=file.kind)


def _takes(request: Request, packing: str) -> bool:
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, rest = part.strip().partition(";")
        if name.strip() == packing:
            return not _REFUSED.fullmatch(rest.strip())
    return False
