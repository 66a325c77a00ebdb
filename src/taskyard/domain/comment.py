"""Comments: a task's conversation as a flat list, each with a type. The same messages, in another order of words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from taskyard.domain.chat import Message, MessageKind


class CommentType(StrEnum):
    PROGRESS = "progress"
    QUESTION = "question"  # a run asks it, and waits
    SUMMARY = "summary"
    ERROR = "error"
    COMMENT = "comment"  # among people
    HUMAN_MESSAGE = "human_message"  # the only one that an agent hears


class AuthorType(StrEnum):
    HUMAN = "human"
    AGENT = "agent"
    SYSTEM = "system"


KIND: Mapping[CommentType, MessageKind] = {
    CommentType.PROGRESS: MessageKind.STATUS,
    CommentType.QUESTION: MessageKind.QUESTION,
    CommentType.SUMMARY: MessageKind.SUMMARY,
    CommentType.ERROR: MessageKind.ERROR,
    CommentType.COMMENT: MessageKind.NOTE,
    CommentType.HUMAN_MESSAGE: MessageKind.COMMENT,
}
_TYPE: Mapping[MessageKind, CommentType] = {kind: type_ for type_, kind in KIND.items()} | {
    MessageKind.PERMISSION: CommentType.QUESTION,
    MessageKind.BUDGET: CommentType.QUESTION,
    MessageKind.ANSWER: CommentType.HUMAN_MESSAGE,
}


@dataclass(frozen=True, kw_only=True)
class Comment:
    id: str
    task: str
    run: str | None
    type: CommentType
    text: str
    answer: str | None  # to a question
    author: str
    author_type: AuthorType
    at: datetime


def comment(message: Message) -> Comment:
    return Comment(
        id=message.id,
        task=message.task,
        run=message.run,
        type=_TYPE[message.kind],
        text=message.text,
        answer=message.answer,
        author=message.author,
        author_type=_author_type(message.author),
        at=message.at,
    )


def _author_type(author: str) -> AuthorType:
    if author.startswith(("agent:", "run:")):
        return AuthorType.AGENT
    return AuthorType.SYSTEM if author == "system" else AuthorType.HUMAN
