"""/runs: reading what a run did and said."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.entry import Entry
from taskyard.domain.run import Run
from taskyard.server.auth import READ, Call
from taskyard.server.form import MOST
from taskyard.server.listing import Listing
from taskyard.server.stream import event_stream, follow_run, resume_from
from taskyard.service import run as runs
from taskyard.service import task as tasks
from taskyard.service import transcript

router = APIRouter(tags=["run"])
Seq = Annotated[int, Query(ge=0, le=MOST)]


class Patch(BaseModel):
    """As JSON, never as a page: an agent made it, and a browser must not read it as anything (W6)."""

    patch: str


@router.get("/tasks/{task_id}/runs", response_model=Listing[Run])
async def of_task(call: Annotated[Call, Depends(READ)], task_id: str) -> Response:
    def work(deed: Any) -> Listing[Run]:
        return Listing(items=runs.of_task(deed, tasks.get(deed, task_id)))

    return await call.show(work, Listing[Run])


@router.get("/tasks/{task_id}/patch", response_model=Patch)
async def task_patch(call: Annotated[Call, Depends(READ)], task_id: str) -> Response:
    return await call.show(lambda deed: Patch(patch=runs.newest_patch(deed, tasks.get(deed, task_id))), Patch)


@router.get("/runs/{run_id}", response_model=Run)
async def get(call: Annotated[Call, Depends(READ)], run_id: str) -> Response:
    return await call.show(lambda deed: runs.get(deed, run_id), Run)


@router.get("/runs/{run_id}/transcript", response_model=Listing[Entry])
async def window(
    call: Annotated[Call, Depends(READ)],
    run_id: str,
    after: Seq = 0,
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE,
    before: Annotated[int | None, Query(ge=0, le=MOST)] = None,
) -> Response:
    """From `after` on; with `before` the newest entries before it (0: the newest of all). Always in ascending order,
    and `next` is the `after`, or the `before`, of the next page."""

    def work(deed: Any) -> Listing[Entry]:
        if before is not None:
            items = transcript.before(deed, run_id, before, size, after=after)
            older = bool(items) and items[0].seq > after + 1
            return Listing(items=items, next=str(items[0].seq) if older else None)
        items = transcript.window(deed, run_id, after, size)
        return Listing(items=items, next=str(items[-1].seq) if len(items) == size else None)

    return await call.show(work, Listing[Entry])


@router.get("/runs/{run_id}/transcript/search", response_model=transcript.Found)
async def search(
    call: Annotated[Call, Depends(READ)],
    *,
    run_id: str,
    words: Annotated[str, Query(alias="q", max_length=200)] = "",
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE_DEFAULT,
    after: Seq = 0,
) -> Response:
    """Whatever the case of the letters. So much is looked at in one request; `next` is the `after` to go on with."""
    return await call.show(
        lambda deed: transcript.search(deed, run_id, words, size, after=after), transcript.Found
    )


@router.get("/runs/{run_id}/outcome", response_model=runs.RunOutcome)
async def outcome(call: Annotated[Call, Depends(READ)], run_id: str) -> Response:
    return await call.show(lambda deed: runs.outcome(deed, run_id), runs.RunOutcome)


@router.get("/runs/{run_id}/patch", response_model=Patch)
async def patch(call: Annotated[Call, Depends(READ)], run_id: str) -> Response:
    return await call.show(lambda deed: Patch(patch=runs.patch(deed, run_id)), Patch)


@router.get("/runs/{run_id}/stream", response_class=Response)
async def stream(
    call: Annotated[Call, Depends(READ)], request: Request, run_id: str, after: Seq = 0
) -> Response:
    run = await call.yard.look(call.actor, lambda deed: runs.get(deed, run_id))
    return event_stream(follow_run(call, run.id, resume_from(request, after)))
