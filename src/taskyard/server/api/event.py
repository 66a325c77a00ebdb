"""/events and /board: what happened, and how things stand."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.error import Invalid
from taskyard.domain.event import Event
from taskyard.domain.task import Task
from taskyard.server.auth import READ, Call
from taskyard.server.form import MOST
from taskyard.server.listing import Listing
from taskyard.server.stream import event_stream, follow_facts, resume_from
from taskyard.service import event as events
from taskyard.service import listing as listings

router = APIRouter(tags=["event"])
Seq = Annotated[int, Query(ge=0, le=MOST)]
Which = Annotated[str | None, Query(min_length=26, max_length=26, pattern="^[0-9a-z]+$")]


@router.get("/board", response_model=Listing[Task])
async def board(
    call: Annotated[Call, Depends(READ)],
    project: Annotated[str | None, Query(max_length=limit.NAME)] = None,
) -> Response:
    if project is not None and "\x00" in project:
        raise Invalid("project: must not contain the NUL character", field="project")
    return await call.show(lambda deed: Listing(items=listings.board(deed, project)), Listing[Task])


@router.get("/events", response_model=Listing[Event])
async def page(
    call: Annotated[Call, Depends(READ)],
    *,
    after: Seq = 0,
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE,
    project: Which = None,
    task: Which = None,
    run: Which = None,
) -> Response:
    def work(deed: Any) -> Listing[Event]:
        items = events.after(deed, after, size, project=project, task=task, run=run)
        return Listing(items=items, next=str(items[-1].seq) if len(items) == size else None)

    return await call.show(work, Listing[Event])


@router.get("/events/stream", response_class=Response)
async def stream(
    call: Annotated[Call, Depends(READ)],
    request: Request,
    *,
    after: Seq = 0,
    project: Which = None,
    task: Which = None,
    run: Which = None,
) -> Response:
    filters = {"project": project, "task": task, "run": run}
    return event_stream(follow_facts(call, resume_from(request, after), filters))
