"""/tasks: the cards, and what people do to them."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from pydantic import Field
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.error import Invalid
from taskyard.domain.task import Act, Priority, Task, TaskStatus
from taskyard.server.api.project import named
from taskyard.server.auth import ACT, READ, Call
from taskyard.server.form import Dependencies, Description, Fields, Form, Id, Labels, Moment, Name, Title
from taskyard.server.listing import Listing
from taskyard.service import listing as listings
from taskyard.service import queue, why
from taskyard.service import task as tasks
from taskyard.service.listing import Filter
from taskyard.service.task import TaskDraft

router = APIRouter(prefix="/tasks", tags=["task"])


class NewTask(Form):
    project: Name
    title: Title
    description: Description = ""
    priority: Priority = Priority.NORMAL
    labels: Labels = ()
    depends_on: Dependencies = ()
    not_before: Moment | None = None
    agent: Name | None = None
    settings: Fields = Field(default_factory=dict)
    executable: bool = True
    enqueue: bool = False


class TaskPatch(Form):
    title: Title = ""
    description: Description = ""
    priority: Priority = Priority.NORMAL
    labels: Labels = ()
    depends_on: Dependencies = ()
    not_before: Moment | None = None
    agent: Name | None = None
    settings: Fields = Field(default_factory=dict)
    executable: bool = True


class Position(Form):
    before: Id | None = None
    after: Id | None = None
    priority: Priority | None = None


@router.get("", response_model=Listing[Task])
async def page(
    call: Annotated[Call, Depends(READ)],
    *,
    project: Annotated[str | None, Query(max_length=limit.NAME)] = None,
    status: TaskStatus | None = None,
    label: Annotated[str | None, Query(max_length=limit.NAME)] = None,
    q: Annotated[str | None, Query(max_length=limit.TITLE)] = None,
    number: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE_DEFAULT,
) -> Response:
    if any("\x00" in (text or "") for text in (project, label, q, cursor)):
        raise Invalid("the NUL character finds nothing", field="q")
    wanted = Filter(project=project, status=status, label=label, text=q, number=number)

    def work(deed: Any) -> Listing[Task]:
        items, following = listings.tasks_page(deed, wanted, cursor, size)
        return Listing(items=items, next=following)

    return await call.show(work, Listing[Task])


@router.post("", response_model=Task, status_code=201)
async def add(call: Annotated[Call, Depends(ACT)], body: NewTask) -> Response:
    draft = TaskDraft(**body.model_dump(exclude={"enqueue"}))

    def work(deed: Any) -> Task:
        task = tasks.add(deed, draft)
        return queue.send(deed, task, Act.ENQUEUE) if body.enqueue else task

    return await call.do(work, Task, 201)


@router.get("/{task_id}", response_model=Task)
async def get(call: Annotated[Call, Depends(READ)], task_id: str) -> Response:
    return await call.show(lambda deed: tasks.get(deed, task_id), Task)


@router.patch("/{task_id}", response_model=Task)
async def change(
    call: Annotated[Call, Depends(ACT)], task_id: str, body: Annotated[TaskPatch, Body()]
) -> Response:
    return await call.do(lambda deed: tasks.change(deed, task_id, named(body)), Task)


@router.delete("/{task_id}", status_code=204, response_class=Response)
async def remove(call: Annotated[Call, Depends(ACT)], task_id: str) -> Response:
    return await call.do(lambda deed: tasks.remove(deed, task_id), None, 204)


@router.post("/{task_id}/position", response_model=Task)
async def place(call: Annotated[Call, Depends(ACT)], task_id: str, body: Position) -> Response:
    if body.before is not None and body.after is not None:
        raise Invalid("before: give `before` or `after`, not both", field="before")
    return await call.do(
        lambda deed: tasks.place(deed, task_id, before=body.before, after=body.after, priority=body.priority),
        Task,
    )


@router.get("/{task_id}/why", response_model=why.Verdict)
async def explain(call: Annotated[Call, Depends(READ)], task_id: str) -> Response:
    return await call.show(lambda deed: why.explain(deed, task_id), why.Verdict)
