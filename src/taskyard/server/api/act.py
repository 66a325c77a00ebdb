"""/tasks/{id}/…: the moves that a person can make, each one route."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from taskyard.domain.review import Remark, Review
from taskyard.domain.task import Task
from taskyard.server.auth import ACT, READ, Call
from taskyard.server.form import Count, Form, Path, Said, Short, Words
from taskyard.server.listing import Listing
from taskyard.service import queue
from taskyard.service import review as reviews
from taskyard.service.yard import Deed

router = APIRouter(prefix="/tasks/{task_id}", tags=["task"])


class Nothing(Form):
    """A move that takes no words; an empty object or no body at all."""


class Carry(Form):
    text: Words = ""


class Approval(Form):
    head_commit: Short | None = None
    text: Words = ""
    remove_workspace: bool = False  # from its worker's disk, once its work is merged


class RemarkForm(Form):
    path: Path
    line: Count | None = None
    text: Said
    quote: Words = ""


class Changes(Form):
    text: Words = ""
    remarks: Annotated[tuple[RemarkForm, ...], Field(max_length=500)] = ()


def _plain(path: str, act: Callable[[Deed, str], Task]) -> None:
    async def move(
        call: Annotated[Call, Depends(ACT)], task_id: str, _body: Nothing | None = None
    ) -> Response:
        return await call.do(lambda deed: act(deed, task_id), Task)

    router.add_api_route(
        path,
        move,
        methods=["POST"],
        response_model=Task,
        name=act.__name__,
        operation_id=f"task_{act.__name__}",
    )


_plain("/enqueue", queue.enqueue)
_plain("/park", queue.park)
_plain("/cancel", queue.cancel)
_plain("/run-now", queue.run_now)
_plain("/retry", queue.retry)
_plain("/reset", queue.reset)


@router.post("/continue", response_model=Task)
async def carry_on(call: Annotated[Call, Depends(ACT)], task_id: str, body: Carry) -> Response:
    return await call.do(lambda deed: queue.carry_on(deed, task_id, body.text), Task)


@router.post("/approve", response_model=Task)
async def approve(
    call: Annotated[Call, Depends(ACT)], task_id: str, body: Approval | None = None
) -> Response:
    said = body or Approval()

    def work(deed: Deed) -> Task:
        return reviews.approve(
            deed,
            task_id,
            head_commit=said.head_commit,
            text=said.text,
            remove_workspace=said.remove_workspace,
        )

    return await call.do(work, Task)


@router.post("/request-changes", response_model=Task)
async def request_changes(call: Annotated[Call, Depends(ACT)], task_id: str, body: Changes) -> Response:
    remarks = tuple(Remark(**remark.model_dump()) for remark in body.remarks)
    return await call.do(
        lambda deed: reviews.request_changes(deed, task_id, text=body.text, remarks=remarks), Task
    )


@router.post("/accept", response_model=Task)
async def accept(call: Annotated[Call, Depends(ACT)], task_id: str, body: Carry | None = None) -> Response:
    text = body.text if body is not None else ""
    return await call.do(lambda deed: reviews.accept(deed, task_id, text=text), Task)


@router.get("/reviews", response_model=Listing[Review])
async def every(call: Annotated[Call, Depends(READ)], task_id: str) -> Response:
    def work(deed: Any) -> Listing[Review]:
        return Listing(items=reviews.of_task(deed, task_id))

    return await call.show(work, Listing[Review])
