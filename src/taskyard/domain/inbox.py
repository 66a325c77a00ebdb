"""What waits for a person: one list for questions, failures and reviews."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from taskyard.domain.chat import Message
from taskyard.domain.task import Priority, TaskStatus

WORDS = 200  # characters of the one line


class Tab(StrEnum):
    WAITING = "waiting"
    REVIEW = "review"
    FAILED = "failed"
    ANSWERED = "answered"


class InboxKind(StrEnum):
    QUESTION = "question"
    PERMISSION = "permission"
    BUDGET = "budget"
    FAILED = "failed"
    REVIEW = "review"


@dataclass(frozen=True, kw_only=True)
class InboxTask:
    id: str
    number: int
    title: str
    priority: Priority
    status: TaskStatus
    project: str  # its name


@dataclass(frozen=True, kw_only=True)
class InboxItem:
    kind: InboxKind
    at: datetime  # asked, failed, handed in; in the tab of answers: answered
    task: InboxTask
    run: str | None
    agent: str | None
    worker: str | None  # the name
    message: Message | None
    reason: str | None
    words: str  # one line


@dataclass(frozen=True, kw_only=True)
class InboxCounts:
    waiting: int
    review: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class Inbox:
    counts: InboxCounts
    items: tuple[InboxItem, ...]
    next: str | None = None  # the cursor of the next page
