"""/tasks/{id}/comments: a task's conversation with a type for each word, and what a run adds to it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import WithJsonSchema
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.comment import Comment, CommentType
from taskyard.server.auth import ACT, READ, WORK, Call
from taskyard.server.form import Count, Form, Id, Said
from taskyard.server.listing import Listing
from taskyard.service import comment as comments
from taskyard.service.yard import Deed

router = APIRouter(tags=["comment"])


def _but(one: CommentType) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [other for other in CommentType if other is not one]})


class NewComment(Form):
    type: Annotated[CommentType, _but(CommentType.QUESTION)] = CommentType.COMMENT
    text: Said


class RunComment(Form):
    fence: Count
    type: Annotated[CommentType, _but(CommentType.HUMAN_MESSAGE)] = CommentType.PROGRESS
    text: Said


@router.get("/tasks/{task_id}/comments", response_model=Listing[Comment])
async def page(
    call: Annotated[Call, Depends(READ)],
    task_id: str,
    *,
    cursor: Id | None = None,
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE_DEFAULT,
) -> Response:
    """The oldest first."""

    def work(deed: Deed) -> Listing[Comment]:
        items, following = comments.page(deed, task_id, cursor, size)
        return Listing(items=items, next=following)

    return await call.show(work, Listing[Comment])


@router.post("/tasks/{task_id}/comments", response_model=Comment, status_code=201)
async def add(call: Annotated[Call, Depends(ACT)], task_id: str, body: NewComment) -> Response:
    """Only a human_message is told to the agent; every other is for people to read."""
    return await call.do(lambda deed: comments.by_person(deed, task_id, body.type, body.text), Comment, 201)


@router.post("/runs/{run_id}/comments", response_model=Comment, status_code=201)
async def report(call: Annotated[Call, Depends(WORK)], run_id: str, body: RunComment) -> Response:
    """From who holds the run. A question makes the run wait for its answer."""
    return await call.do(
        lambda deed: comments.by_run(deed, run_id, body.fence, body.type, body.text), Comment, 201
    )
