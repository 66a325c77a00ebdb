"""/tasks: the cards, and what people do to them."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from pydantic import ConfigDict, Field, StringConstraints
from starlette.responses import Response

from taskyard.domain import dialect as words
from taskyard.domain import limit
from taskyard.domain.dialect import Dialect
from taskyard.domain.error import Invalid
from taskyard.domain.task import Act, Priority, Task, TaskType
from taskyard.server.api.project import named
from taskyard.server.auth import ACT, READ, Call, as_json
from taskyard.server.character import CLEAN
from taskyard.server.form import (
    Count,
    Dependencies,
    Description,
    Form,
    Labels,
    Moment,
    Name,
    Path,
    Ref,
    Sought,
    Title,
    Words,
    either,
)
from taskyard.server.listing import Listing
from taskyard.server.setting import TaskFields
from taskyard.server.word import PriorityWord, Speak, StatusWord
from taskyard.service import dialect as spoken
from taskyard.service import intent, queue, why
from taskyard.service import listing as listings
from taskyard.service import task as tasks
from taskyard.service.dialect import SpokenTask
from taskyard.service.listing import Filter, Next
from taskyard.service.task import TaskDraft
from taskyard.service.yard import Deed

router = APIRouter(prefix="/tasks", tags=["task"])
Shown = Task | SpokenTask
Page = Listing[Task] | Listing[SpokenTask]


class NewTask(Form):
    project: Name | None = None  # may be left out in a dialect: by its repository, else the default list
    repository_url: Path | None = None
    branch_name: Path | None = None  # with a repository: what work starts from
    title: Title
    description: Description = ""
    task_type: TaskType = TaskType.FEATURE
    priority: PriorityWord = Priority.NORMAL
    labels: Labels = ()
    depends_on: Dependencies = ()
    not_before: Moment | None = None
    agent: Name | None = None
    settings: TaskFields = Field(default_factory=dict)
    executable: bool = True
    enqueue: bool = False


class TaskPatch(Form):
    title: Title = ""
    description: Description = ""
    task_type: TaskType = TaskType.FEATURE
    priority: PriorityWord = Priority.NORMAL
    labels: Labels = ()
    depends_on: Dependencies = ()
    not_before: Moment | None = None
    agent: Name | None = None
    settings: TaskFields = Field(default_factory=dict)
    executable: bool = True
    status: StatusWord = "backlog"  # a wish: the act that brings the task there, if people may
    notes: Words = ""  # with a status: what is to be changed, or what to go on with
    order: Count = 0  # its place in its column of its project


class Position(Form):
    model_config = ConfigDict(json_schema_extra=either("before", "after"))

    before: Ref | None = None
    after: Ref | None = None
    priority: PriorityWord | None = None


@router.get("", response_model=Page)
async def page(
    call: Annotated[Call, Depends(READ)],
    *,
    project: Sought | None = None,
    status: Annotated[StatusWord | None, Query()] = None,
    task_type: TaskType | None = None,
    label: Sought | None = None,
    q: Annotated[str, StringConstraints(max_length=limit.TITLE), CLEAN] | None = None,
    number: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    cursor: Annotated[str, StringConstraints(max_length=200), CLEAN] | None = None,
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE_DEFAULT,
    dialect: Speak = None,
) -> Response:
    states = frozenset[Any]() if status is None else words.found_by(status, dialect)
    wanted = Filter(project=project, states=states, task_type=task_type, label=label, text=q, number=number)

    def work(deed: Deed) -> Listing[Any]:
        items, following = listings.tasks_page(deed, wanted, cursor, size)
        shown = items if dialect is None else spoken.many(deed, dialect, items)
        return Listing(items=shown, next=following)

    return await call.show(work, Listing[Task] if dialect is None else Listing[SpokenTask])


@router.post("", response_model=Shown, status_code=201)
async def add(call: Annotated[Call, Depends(ACT)], body: NewTask, dialect: Speak = None) -> Response:
    given = body.model_dump(exclude={"enqueue", "project", "repository_url", "branch_name"})

    def work(deed: Deed) -> Task:
        project = body.project or spoken.home(deed, dialect, body.repository_url, body.branch_name)
        task = tasks.add(deed, TaskDraft(project=project, **given))
        return queue.send(deed, task, Act.ENQUEUE) if body.enqueue else task

    return await say(call, work, dialect, 201)


@router.get("/next", response_model=Next, responses={204: {"description": "Nothing waits"}})
async def following(call: Annotated[Call, Depends(READ)]) -> Response:
    """What the next claim would take; nothing is claimed by looking."""
    found = await call.yard.look(call.actor, listings.following)
    if found is None:
        return Response(status_code=204)
    return Response(as_json(Next, found), media_type="application/json")


@router.get("/{task_id}", response_model=Shown)
async def get(call: Annotated[Call, Depends(READ)], task_id: str, dialect: Speak = None) -> Response:
    if dialect is None:
        return await call.show(lambda deed: tasks.get(deed, task_id), Task)
    return await call.show(lambda deed: spoken.one(deed, dialect, tasks.get(deed, task_id)), SpokenTask)


@router.patch("/{task_id}", response_model=Shown)
async def change(
    call: Annotated[Call, Depends(ACT)],
    task_id: str,
    body: Annotated[TaskPatch, Body()],
    dialect: Speak = None,
) -> Response:
    return await say(call, lambda deed: changed(deed, task_id, named(body), dialect), dialect)


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


async def say(call: Call, work: Any, dialect: Dialect | None, status: int = 200) -> Response:
    """The task that `work` gives, in the words that were asked for."""
    if dialect is None:
        return await call.do(work, Task, status)
    return await call.do(lambda deed: spoken.one(deed, dialect, work(deed)), SpokenTask, status)


def changed(deed: Deed, task_id: str, fields: dict[str, Any], dialect: Dialect | None) -> Task:
    """The wish is granted or refused together with the rest."""
    own = {name: value for name, value in fields.items() if name not in {"status", "notes", "order"}}
    task = tasks.get(deed, task_id)
    if own or not fields:
        task = tasks.change(deed, task_id, own)
    if "status" in fields:
        wish = words.wish(task.status, fields["status"], dialect)
        task = intent.bring(deed, task_id, wish, fields.get("notes", ""))
    if "order" in fields:
        task = tasks.place_at(deed, task_id, fields["order"], words.column(task.status, dialect))
    return task
