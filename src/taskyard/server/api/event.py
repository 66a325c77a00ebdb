"""/events: what happened."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.event import Event
from taskyard.server.auth import READ, Call
from taskyard.server.form import MOST
from taskyard.server.listing import Listing
from taskyard.server.stream import event_stream, follow_facts, resume_from
from taskyard.service import event as events

router = APIRouter(tags=["event"])
Seq = Annotated[int, Query(ge=0, le=MOST)]
Prefix = Annotated[str, Query(min_length=1, max_length=40, pattern=r"^[a-z_.]+$")]
Which = Annotated[str | None, Query(min_length=26, max_length=26, pattern="^[0-9a-z]+$")]


@router.get("/events", response_model=Listing[Event])
async def page(
    call: Annotated[Call, Depends(READ)],
    *,
    after: Seq = 0,
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE,
    project: Which = None,
    task: Which = None,
    run: Which = None,
    before: Annotated[int | None, Query(ge=0, le=MOST)] = None,
    kind: Prefix | None = None,
) -> Response:
    """In the order in which it happened, from `after` on; with `before` the newest first (0: from the newest on).

    `kind` is how the kind begins. With `before` a page may have fewer, while `next` says that there are older ones.
    """

    def work(deed: Any) -> Listing[Event]:
        if before is not None:
            found = events.before(deed, before, size, project=project, task=task, run=run, prefix=kind)
            return Listing(items=found.items, next=None if found.next is None else str(found.next))
        items = events.after(deed, after, size, project=project, task=task, run=run, prefix=kind)
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
