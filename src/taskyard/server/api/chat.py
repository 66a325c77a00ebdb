"""Messages: a task's conversation, the inbox of open questions, and answers; and the same in the chat dialect."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from taskyard.domain import limit
from taskyard.domain.chat import Message
from taskyard.server.auth import ACT, READ, Call
from taskyard.server.form import MOST, Form, Id, Said, Short
from taskyard.server.listing import Listing
from taskyard.service import chat, talk
from taskyard.service.talk import ChatMessage
from taskyard.service.yard import Deed

router = APIRouter(tags=["message"])


class Post(Form):
    text: Said
    reply_to: Id | None = None


class Answer(Form):
    text: Said


class ChatPost(Form):
    message: Said
    conversation_id: Id | None = None
    parent_message_id: Id | None = None
    message_type: Literal["response"] | None = None  # given: it must answer a request
    sender_type: Literal["human"] = "human"
    sender_id: Short | None = None  # not believed: the key says who it is


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


@router.get("/chat/messages", response_model=Listing[ChatMessage])
async def conversation(
    call: Annotated[Call, Depends(READ)],
    conversation_id: Annotated[str | None, Query(max_length=100)] = None,
    since: Annotated[int, Query(ge=0, le=MOST)] = 0,
    size: Annotated[int, Query(alias="limit", ge=1, le=limit.PAGE)] = limit.PAGE,
) -> Response:
    """In the order of the log. `since` is a `seq`, or the `next` of the page before."""

    def work(deed: Deed) -> Listing[ChatMessage]:
        items, following = talk.since(deed, since, size, conversation_id)
        return Listing(items=items, next=None if following is None else str(following))

    return await call.show(work, Listing[ChatMessage])


@router.post("/chat/messages", response_model=ChatMessage, status_code=201)
async def say(call: Annotated[Call, Depends(ACT)], body: ChatPost) -> Response:
    """Answers the request that is named, else the only one that waits there; else it is a word to the task."""
    said = talk.Said(
        text=body.message,
        conversation=body.conversation_id,
        parent=body.parent_message_id,
        answers=body.message_type is not None,
    )
    return await call.do(lambda deed: talk.say(deed, said), ChatMessage, 201)
