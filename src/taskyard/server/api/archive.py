"""/export and /import: everything of an organisation as one file. Kept in a file of its own while it is on the way."""

import tempfile
from collections.abc import AsyncIterator
from typing import IO, Annotated

import anyio
from fastapi import APIRouter, Depends, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from taskyard.domain import limit
from taskyard.domain.error import TooLarge, Unavailable
from taskyard.server.auth import MANAGE, Call, as_json
from taskyard.service import archive
from taskyard.service.archive import Contents

router = APIRouter(tags=["archive"])
_CHUNK = 262_144  # bytes
_BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.get("/export", response_class=Response, responses={200: {"content": {"application/gzip": {}}}})
async def export(call: Annotated[Call, Depends(MANAGE)]) -> Response:
    """Written whole before the first byte goes out: a slow reader must not hold a view of the database open."""
    file = await anyio.to_thread.run_sync(tempfile.TemporaryFile)
    try:
        await call.yard.look(call.actor, lambda deed: archive.write(deed, file))
        size = file.tell()
    except BaseException:
        file.close()
        raise
    headers = {
        "content-length": str(size),
        "content-disposition": 'attachment; filename="taskyard.tar.gz"',
    }
    return StreamingResponse(_chunks(file), media_type="application/gzip", headers=headers)


@router.post(
    "/import",
    response_model=Contents,
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": _BYTES}}},
)
async def import_(call: Annotated[Call, Depends(MANAGE)], request: Request) -> Response:
    """All of it or nothing; only into an organisation without projects and tasks (409 `not_empty`)."""
    size = 0
    with tempfile.TemporaryFile() as file:
        try:
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit.ARCHIVE:
                    raise TooLarge(f"an archive may have {limit.ARCHIVE} bytes", limit=limit.ARCHIVE)
                await anyio.to_thread.run_sync(file.write, chunk)
        except ClientDisconnect as gone:
            raise Unavailable("the archive did not arrive whole") from gone
        made = await call.yard.act(call.actor, lambda deed: archive.read(deed, file))
    return Response(as_json(Contents, made), media_type="application/json")


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        file.seek(0)
        while chunk := await anyio.to_thread.run_sync(file.read, _CHUNK):
            yield chunk
