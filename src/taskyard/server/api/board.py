"""/board: how things stand, in as few bytes as a page needs to draw it."""

import gzip
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from taskyard.domain.board import Board
from taskyard.server.auth import READ, Call, adapter
from taskyard.server.form import Sought
from taskyard.service import board as boards
from taskyard.service.yard import Deed

router = APIRouter(tags=["event"])
_MOST = 200  # numbers in one request
_NUMBERS = rf"^[0-9]{{1,10}}(,[0-9]{{1,10}}){{0,{_MOST - 1}}}$"
_SMALL = 10_000  # bytes that are not worth packing
Numbers = Annotated[str | None, Query(max_length=_MOST * 11, pattern=_NUMBERS)]


@router.get("/board", response_model=Board, response_model_exclude_defaults=True)
async def get(
    call: Annotated[Call, Depends(READ)],
    request: Request,
    project: Sought | None = None,
    tasks: Numbers = None,
) -> Response:
    """Cards in order; what is as usual is left out of each. `tasks`: only those numbers; one that is gone is missing."""
    numbers = None if tasks is None else {int(one) for one in tasks.split(",")}
    packs = _takes_gzip(request)

    def work(deed: Deed) -> tuple[bytes, bool]:
        body = adapter(Board).dump_json(boards.board(deed, project, numbers), exclude_defaults=True)
        small = not packs or len(body) < _SMALL
        return (body, False) if small else (gzip.compress(body, compresslevel=6, mtime=0), True)

    body, packed = await call.yard.look(call.actor, work)
    headers = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packed else {})
    return Response(body, media_type="application/json", headers=headers)


def _takes_gzip(request: Request) -> bool:
    """Whoever sets conditions gets it as it is."""
    given = request.headers.get("accept-encoding", "").lower().split(",")
    return any(one.strip() == "gzip" for one in given)
