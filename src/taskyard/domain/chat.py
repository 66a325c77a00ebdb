"""Messages: one line of the conversation between agent, human and system."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from taskyard.domain.error import AlreadyAnswered, ApprovalExpired, Conflict, Invalid


class MessageKind(StrEnum):
    QUESTION = "question"
    PERMISSION = "permission"
    BUDGET = "budget"  # the run has used what it may: go on or stop
    ANSWER = "answer"
    COMMENT = "comment"  # a word from a person; to a running agent it is the next turn
    STATUS = "status"  # how it goes
    SUMMARY = "summary"
    ERROR = "error"
    NOTE = "note"  # among people: no agent hears it


ASKS = frozenset({MessageKind.QUESTION, MessageKind.PERMISSION, MessageKind.BUDGET})
NOBODY = "Nobody answered; decide yourself and say what you assumed."
GO_ON, STOP = "go on", "stop"  # the answers about a budget
ASK_AGAIN = "ask again"  # to a request that can no longer be allowed
EXPIRED = "This request has expired: it is not allowed. Ask again if it is still needed."
_NO = frozenset({"deny", "reject", "reject once", "reject always", "no"})


class MessageState(StrEnum):
    OPEN = "open"  # a question nobody has answered
    ANSWERED = "answered"
    EXPIRED = "expired"  # the run ended before an answer came
    POSTED = "posted"  # anything that wants no answer


@dataclass(frozen=True, kw_only=True)
class Message:
    id: str
    org: str
    project: str
    task: str
    run: str | None
    kind: MessageKind
    state: MessageState
    text: str
    choices: tuple[str, ...] = ()
    reply_to: str | None = None
    author: str
    at: datetime
    binds: str = ""  # a permission: SHA-256 of what will really happen; empty: not known whole
    expires_at: datetime | None = None  # a permission: until when it may be allowed, and the word holds
    answer: str | None = None  # on a question: the answer's text
    answered_by: str | None = None
    answered_at: datetime | None = None
    delivered_at: datetime | None = None  # when the run acknowledged it; delivered once


def may_answer(question: Message, text: str, now: datetime) -> None:
    """Raises when `text` cannot answer `question`: first valid answer wins, the others are told."""
    if question.kind not in ASKS:
        raise Invalid("that message is not a question")
    if question.state is MessageState.ANSWERED:
        raise AlreadyAnswered(
            f"already answered by {question.answered_by}", answer=question.answer, by=question.answered_by
        )
    if question.state is not MessageState.OPEN:
        raise Conflict("that question no longer waits for an answer")
    if not text.strip():
        raise Invalid("an answer needs words")
    late = expired(question, now)
    if late and text not in {*filter(refuses, question.choices), ASK_AGAIN}:
        raise ApprovalExpired(
            f"that request has expired; answer `{ASK_AGAIN}` and the agent asks anew",
            expires_at=question.expires_at,
        )
    if question.kind is not MessageKind.QUESTION and text not in question.choices and not late:
        raise Invalid("choose one of the given answers", choices=list(question.choices))


def without_people(question: Message) -> str:
    """What an agent is told where the project lets it go on when nobody has answered."""
    return "deny" if question.kind is MessageKind.PERMISSION else NOBODY


def expired(message: Message, now: datetime) -> bool:
    return message.expires_at is not None and message.expires_at <= now


def refuses(answer: str) -> bool:
    """Whether it is plainly a no. Whatever else an agent offers to choose from may allow something."""
    return " ".join(answer.split()).casefold() in _NO


def as_heard(message: Message, now: datetime) -> Message:
    """As the run hears it: a yes that comes too late is none, and a no stays one."""
    if message.kind is not MessageKind.PERMISSION or message.answer is None or refuses(message.answer):
        return message
    too_late = expired(message, now) or message.answer not in message.choices
    return replace(message, answer=EXPIRED) if too_late else message


def same(message: Message, kind: MessageKind, text: str, choices: tuple[str, ...], binds: str) -> bool:
    """Whether it asks exactly this."""
    return (message.kind, message.text, message.choices, message.binds) == (kind, text, choices, binds)


def stands(message: Message, now: datetime) -> bool:
    """Whether the same request may be joined to it; else it is asked anew."""
    if message.kind is not MessageKind.PERMISSION:
        return True
    if message.answer is None:
        return not expired(message, now)
    return refuses(message.answer) or holds(message, now)


def holds(message: Message, now: datetime) -> bool:
    """Whether it is a permission that was given, not used, and is good still, for exactly what it binds."""
    given = message.kind is MessageKind.PERMISSION and message.answer in message.choices
    unused = message.state is MessageState.ANSWERED and message.delivered_at is None
    yes = message.answer is not None and not refuses(message.answer)
    return given and unused and yes and bool(message.binds) and not expired(message, now)
