"""Messages: one line of the conversation between agent, human and system."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from taskyard.domain.error import AlreadyAnswered, Conflict, Invalid


class MessageKind(StrEnum):
    QUESTION = "question"
    PERMISSION = "permission"
    BUDGET = "budget"  # the run has used what it may: go on or stop
    ANSWER = "answer"
    COMMENT = "comment"  # a word from a person; to a running agent it is the next turn
    STATUS = "status"


ASKS = frozenset({MessageKind.QUESTION, MessageKind.PERMISSION, MessageKind.BUDGET})
GO_ON, STOP = "go on", "stop"  # the answers about a budget


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
    answer: str | None = None  # on a question: the answer's text
    answered_by: str | None = None
    answered_at: datetime | None = None
    delivered_at: datetime | None = None  # when the run acknowledged it; delivered once


def may_answer(question: Message, text: str) -> None:
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
    if question.kind is not MessageKind.QUESTION and text not in question.choices:
        raise Invalid("choose one of the given answers", choices=list(question.choices))
