"""/tasks/bulk: one deed on many cards, each for itself."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Depends
from pydantic import ConfigDict, Field, model_validator
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.task import Task
from taskyard.server.api.project import named
from taskyard.server.api.task import TaskPatch, changed
from taskyard.server.auth import ACT, Call
from taskyard.server.form import Form, Ref
from taskyard.server.listing import Listing
from taskyard.service import bulk, queue
from taskyard.service import task as tasks
from taskyard.service.bulk import Result
from taskyard.service.yard import Deed

router = APIRouter(prefix="/tasks", tags=["task"])


_CHANGE: dict[str, Any] = {
    "anyOf": [
        {"properties": {"act": {"const": "change"}, "change": {"type": "object"}}, "required": ["change"]},
        {"properties": {"act": {"not": {"const": "change"}}, "change": {"type": "null"}}},
    ]
}


class Bulk(Form):
    model_config = ConfigDict(json_schema_extra={"allOf": [_CHANGE]})

    tasks: Annotated[
        tuple[Ref, ...],
        Field(min_length=1, max_length=limit.BULK, json_schema_extra={"uniqueItems": True}),
    ]
    act: Literal["change", "enqueue", "park", "cancel", "retry", "reset", "delete"]
    change: TaskPatch | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len(set(self.tasks)) != len(self.tasks):
            raise ValueError("tasks: name each one once")
        if (self.act == "change") != (self.change is not None):
            raise ValueError("change: goes with the act `change`, and only with it")
        return self


@router.post("/bulk", response_model=Listing[Result])
async def many(call: Annotated[Call, Depends(ACT)], body: Bulk) -> Response:
    """Every task is done or refused by itself; the answer has a result for each, in the order of the request."""

    def work(deed: Deed) -> Listing[Result]:
        return Listing(items=bulk.each(deed, body.tasks, _deed(deed, body)))

    return await call.do(work, Listing[Result])


def _deed(deed: Deed, body: Bulk) -> Callable[[str], Task | None]:
    if body.change is not None:
        fields = named(body.change)
        return lambda one: changed(deed, one, fields, None)
    acts: dict[str, Callable[[Deed, str], Task | None]] = {
        "enqueue": queue.enqueue,
        "park": queue.park,
        "cancel": queue.cancel,
        "retry": queue.retry,
        "reset": queue.reset,
        "delete": tasks.remove,
    }
    return lambda one: acts[body.act](deed, one)
