"""The words on the chat socket: what a client may send, and what it is sent."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from taskyard.domain.error import Invalid, TaskyardError
from taskyard.server.auth import adapter
from taskyard.server.form import Count, Form, Id, Said, Short
from taskyard.service.talk import ChatMessage, MessageType, SenderType


class _Word(Form):
    ref: Short | None = None  # the sender's own mark; comes back with the answer


class HumanResponse(_Word):
    """Answers a request: the one named, else the only one that waits."""

    type: Literal["human_response"]
    message: Said
    conversation_id: Id | None = None
    parent_message_id: Id | None = None


class ChatWord(_Word):
    """A word that need not answer anything."""

    type: Literal["chat_message"]
    message: Said
    conversation_id: Id
    parent_message_id: Id | None = None


class WorkerRequest(_Word):
    """A run asks. An agent's own token names its run already."""

    type: Literal["worker_request"]
    message: Said
    choices: Annotated[tuple[Said, ...], Field(max_length=20)] = ()
    run_id: Id | None = None
    fence: Count | None = None


class Received(_Word):
    """The run has the answer, and goes on."""

    type: Literal["message_received"]
    message_id: Id
    run_id: Id | None = None
    fence: Count | None = None


class Ping(_Word):
    type: Literal["ping"]


Word = HumanResponse | ChatWord | WorkerRequest | Received | Ping
_WORD: TypeAdapter[Word] = TypeAdapter(Annotated[Word, Field(discriminator="type")])


def parse(text: str | None) -> Word:
    """Raises Invalid, with the sender's `ref` where there is one."""
    if text is None:
        raise Invalid("send text, not bytes")
    try:
        found = from_json(text, allow_inf_nan=False)
    except ValueError:
        raise Invalid("that is not JSON") from None
    if not isinstance(found, dict):
        raise Invalid("a message is an object with a type")
    try:
        return _WORD.validate_python(found)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"][1:]) or "type"
        ref = found.get("ref")
        mark = {"ref": ref} if isinstance(ref, str) and len(ref) <= 200 else {}
        raise Invalid(f"{field}: {first['msg']}", field=field, **mark) from None


def told(message: ChatMessage) -> str:
    """As everybody sees it. `type` says what it is; the rest is the message with the fields that REST gives."""
    if message.message_type is MessageType.REQUEST:
        kind = "worker_request"
    else:
        answer = message.sender_type is SenderType.HUMAN and message.kind == "answer"
        kind = "human_response" if answer else "chat_message"
    return word(kind, **shown(message))


def shown(message: ChatMessage) -> dict[str, Any]:
    found: dict[str, Any] = adapter(ChatMessage).dump_python(message, mode="json")
    return found


def refusal(error: TaskyardError, ref: str | None) -> str:
    detail: Mapping[str, Any] = {"ref": ref} | dict(error.detail)
    return word("error", **{**detail, "code": error.code, "message": error.message})


def word(kind: str, /, **fields: Any) -> str:
    return json.dumps({"type": kind, **fields}, allow_nan=False, default=str)
