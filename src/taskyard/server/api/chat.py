"""Messages: a task's conversation, the inbox of open questions, and answers."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from starlette.responses import Response

from taskyard.domain.chat import Message
from taskyard.server.auth import ACT, READ, Call
from taskyard.server.form import Form, Id, Said
from taskyard.server.listing import Listing
from taskyard.service import chat

router = APIRouter(tags=["message"])


class Post(Form):
    text: Said
    reply_to: Id | None = None


class Answer(Form):
    text: Said


@router.get("/tasks/{task_id}/messages", response_model=Listing[Message])
async def of_task(call: Annotated[Call, Depends(READ)], task_id: str) -> Response:
    def work(deed: Any) -> Listing[Message]:
        return Listing(items=chat.of_task(deed, task_id))

    return await call.show(work, Listing[Message])


@router.post("/tasks/{task_id}/messages", response_model=Message, status_code=201)
async def post(call: Annotated[Call, Depends(ACT)], task_id: str, body: Post) -> Response:
    return await call.do(lambda deed: chat.post(deed, task_id, body.text, body.reply_to), Message, 201)


@router.get("/messages", response_model=Listing[Message])
async def waiting(call: Annotated[Call, Depends(READ)], state: Literal["open"] = "open") -> Response:
    del state  # the inbox shows what waits; the rest of a conversation is read with its task
    return await call.show(lambda deed: Listing(items=chat.waiting(deed)), Listing[Message])


@router.post("/messages/{message_id}/answer", response_model=Message)
async def answer(call: Annotated[Call, Depends(ACT)], message_id: str, body: Answer) -> Response:
    return await call.do(lambda deed: chat.answer(deed, message_id, body.text), Message)
