"""The conversation in the words of the chat dialect: a task is a conversation, an answer is a message of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from taskyard.domain.chat import ASKS, Message, MessageKind
from taskyard.domain.error import Conflict, Invalid, NotFound
from taskyard.domain.event import Event
from taskyard.domain.session import SessionStatus
from taskyard.service import ask, chat, session
from taskyard.service import event as events
from taskyard.service import task as tasks
from taskyard.service.yard import Deed
from taskyard.store import chat as rows
from taskyard.store import run as runs
from taskyard.store import session as sessions

POSTED, ANSWERED = "message.posted", "message.answered"
KINDS = frozenset({POSTED, ANSWERED})


class SenderType(StrEnum):
    WORKER = "worker"
    HUMAN = "human"
    SYSTEM = "system"


class MessageType(StrEnum):
    REQUEST = "request"
    RESPONSE = "response"
    STATUS = "status"


@dataclass(frozen=True, kw_only=True)
class ChatMessage:
    id: str
    conversation_id: str
    sender_type: SenderType
    sender_id: str
    message: str
    message_type: MessageType
    parent_message_id: str | None
    created_at: datetime
    run_id: str | None = None
    kind: MessageKind
    choices: tuple[str, ...] = ()
    seq: int | None = None  # its place in the log; None in the answer that has just made it


@dataclass(frozen=True, kw_only=True)
class Said:
    """A person's word: to a request, to a conversation, or to the only request there is."""

    text: str
    conversation: str | None = None
    parent: str | None = None
    answers: bool = True  # False: also a word that answers nothing is welcome


def as_posted(message: Message) -> ChatMessage:
    kind, sender = message.kind, _sender(message.author)
    spoken = MessageType.RESPONSE if sender is SenderType.HUMAN else MessageType.STATUS
    return ChatMessage(
        id=message.id,
        conversation_id=message.task,
        sender_type=sender,
        sender_id=message.author,
        message=message.text,
        message_type=MessageType.REQUEST if kind in ASKS else spoken,
        parent_message_id=message.reply_to,
        created_at=message.at,
        run_id=message.run,
        kind=kind,
        choices=message.choices,
    )


def as_answer(question: Message) -> ChatMessage:
    by = question.answered_by or "system"
    return ChatMessage(
        id=f"{question.id}-answer",
        conversation_id=question.task,
        sender_type=_sender(by),
        sender_id=by,
        message=question.answer or "",
        message_type=MessageType.RESPONSE,
        parent_message_id=question.id,
        created_at=question.answered_at or question.at,
        run_id=question.run,
        kind=MessageKind.ANSWER,
    )


def of_facts(deed: Deed, facts: Iterable[Event]) -> dict[int, ChatMessage]:
    """What each says to a conversation, by its number; not there: nothing, or its message has gone with its task."""
    wanted = {fact.seq: fact for fact in facts if fact.kind in KINDS}
    if not wanted:
        return {}
    ids = {fact.body["message"] for fact in wanted.values()}
    known = {message.id: message for message in rows.some(deed.tx, deed.org, ids)}
    found = {}
    for seq, fact in wanted.items():
        message = known.get(fact.body["message"])
        if message is not None:
            told = as_answer(message) if fact.kind == ANSWERED else as_posted(message)
            found[seq] = replace(told, seq=seq)
    return found


def since(deed: Deed, seq: int, limit: int, conversation: str | None) -> tuple[list[ChatMessage], int | None]:
    """A page of messages, and where the next one begins; None at the end of the log."""
    task = None if conversation is None else tasks.get(deed, conversation).id
    facts = events.after(deed, seq, limit, task=task, kinds=KINDS)
    found = list(of_facts(deed, facts).values())
    return found, facts[-1].seq if len(facts) == limit else None


def say(deed: Deed, said: Said) -> ChatMessage:
    """Stores it. Raises Conflict when it could be the answer to more than one request, or to none."""
    task = None if said.conversation is None else tasks.get(deed, said.conversation).id
    question = _asked(deed, said, task)
    if question is not None and question.kind in ASKS:
        return as_answer(chat.answer(deed, question.id, said.text))
    if said.answers:
        raise Conflict("nothing there waits for an answer")
    if question is not None:
        return as_posted(chat.post(deed, question.task, said.text, question.id))
    if task is None:
        raise Invalid("conversation_id: say where", field="conversation_id")
    return as_posted(chat.post(deed, task, said.text, None))


def request(
    deed: Deed, run_id: str, fence: int, text: str, choices: tuple[str, ...]
) -> tuple[ChatMessage, ChatMessage | None]:
    """A run asks; its session is alive. Asked again in the same words, also the answer that is there by now."""
    question = ask.begin(deed, run_id, fence, text, choices).question
    run = runs.get(deed.tx, deed.org, run_id)
    if run is not None and run.session is not None:
        alive = sessions.by_session_id(deed.tx, deed.org, run.session)
        if alive is not None and alive.status is SessionStatus.ACTIVE:
            session.heartbeat(deed, alive.id)
    return as_posted(question), None if question.answer is None else as_answer(question)


def _asked(deed: Deed, said: Said, task: str | None) -> Message | None:
    if said.parent is not None:
        found = rows.get(deed.tx, deed.org, said.parent)
        if found is None or task not in {None, found.task}:
            raise NotFound("there is no message by that id in this conversation")
        return found
    waiting = [one for one in rows.open(deed.tx, deed.org) if task in {None, one.task}]
    if len(waiting) > 1:
        raise Conflict(
            "several requests wait; name one with parent_message_id",
            requests=[one.id for one in waiting[:20]],
        )
    return waiting[0] if waiting else None


def _sender(author: str) -> SenderType:
    if author.startswith("agent:"):
        return SenderType.WORKER
    return SenderType.SYSTEM if author == "system" else SenderType.HUMAN
