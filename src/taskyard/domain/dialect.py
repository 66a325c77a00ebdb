"""Other systems' words for our things: read in either vocabulary, spoken back on request. Nothing is stored in one."""

from collections.abc import Mapping
from enum import StrEnum

from taskyard.domain.error import IllegalMove, Invalid
from taskyard.domain.task import Act, Priority, TaskStatus
from taskyard.domain.worker import WorkerStatus


class Dialect(StrEnum):
    TASKINFA = "taskinfa"
    AGENTVINE = "agentvine"
    CLAUDEDO = "claudedo"


_S = TaskStatus
_D = Dialect
# The columns of another board: what each of our states is called there.
STATUS: Mapping[Dialect, Mapping[TaskStatus, str]] = {
    _D.TASKINFA: {
        _S.BACKLOG: "backlog", _S.QUEUED: "todo", _S.RUNNING: "in_progress", _S.REVIEW: "review",
        _S.MERGING: "review", _S.DONE: "done", _S.FAILED: "todo", _S.CANCELLED: "backlog",
    },
    _D.AGENTVINE: {
        _S.BACKLOG: "queued", _S.QUEUED: "queued", _S.RUNNING: "in_progress", _S.REVIEW: "completed",
        _S.MERGING: "completed", _S.DONE: "completed", _S.FAILED: "failed", _S.CANCELLED: "failed",
    },
    _D.CLAUDEDO: {
        _S.BACKLOG: "Manual", _S.QUEUED: "queued", _S.RUNNING: "running", _S.REVIEW: "done",
        _S.MERGING: "done", _S.DONE: "done", _S.FAILED: "failed", _S.CANCELLED: "Manual",
    },
}  # fmt: skip
# What a word asks for when it is written. A canonical word asks for itself wherever the dialect has no other use.
_WISH: Mapping[Dialect, Mapping[str, TaskStatus]] = {
    _D.TASKINFA: {"todo": _S.QUEUED, "in_progress": _S.RUNNING},
    _D.AGENTVINE: {"in_progress": _S.RUNNING, "completed": _S.DONE},
    _D.CLAUDEDO: {"manual": _S.BACKLOG, "idle": _S.BACKLOG, "waitingforreview": _S.REVIEW},
}
_PRIORITY: Mapping[str, Priority] = {"critical": Priority.URGENT, "medium": Priority.NORMAL}
_PRIORITY_OUT: Mapping[Dialect, Mapping[Priority, str]] = {
    _D.TASKINFA: {Priority.NORMAL: "medium"},
    _D.AGENTVINE: {Priority.URGENT: "high"},
    _D.CLAUDEDO: {},
}
_WORKER: Mapping[str, WorkerStatus] = {"working": WorkerStatus.BUSY}

PRIORITY_WORDS = (*(one.value for one in Priority), *_PRIORITY)
WORKER_WORDS = (*(one.value for one in WorkerStatus), *_WORKER)
STATUS_WORDS = tuple(
    dict.fromkeys(
        [one.value for one in TaskStatus]
        + [word for words in STATUS.values() for word in words.values()]
        + [word for words in _WISH.values() for word in words]
    )
)

_INTENT: Mapping[tuple[TaskStatus, TaskStatus], Act] = {
    (_S.BACKLOG, _S.QUEUED): Act.ENQUEUE,
    (_S.QUEUED, _S.BACKLOG): Act.PARK,
    (_S.REVIEW, _S.QUEUED): Act.REQUEST_CHANGES,
    (_S.REVIEW, _S.DONE): Act.ACCEPT,  # merged first, where there is something to merge
    (_S.REVIEW, _S.BACKLOG): Act.RESET,
    (_S.FAILED, _S.QUEUED): Act.RETRY,
    (_S.FAILED, _S.BACKLOG): Act.RESET,
    (_S.DONE, _S.QUEUED): Act.CONTINUE,
    (_S.CANCELLED, _S.BACKLOG): Act.RESET,
    (_S.CANCELLED, _S.QUEUED): Act.ENQUEUE,
} | {(one, _S.CANCELLED): Act.CANCEL for one in (_S.BACKLOG, _S.QUEUED, _S.RUNNING, _S.REVIEW, _S.FAILED)}


def status(word: str) -> TaskStatus:
    """What the word asks for when somebody writes it. Raises ValueError for one that nobody uses."""
    return _wish(word, None)


def priority(word: str) -> Priority:
    """Raises ValueError for a word that nobody uses."""
    try:
        return _PRIORITY.get(word) or Priority(word)
    except ValueError:
        raise ValueError(f"one of {', '.join(PRIORITY_WORDS)}") from None


def worker(word: str) -> WorkerStatus:
    """Raises ValueError for a word that nobody uses."""
    try:
        return _WORKER.get(word) or WorkerStatus(word)
    except ValueError:
        raise ValueError(f"one of {', '.join(WORKER_WORDS)}") from None


def act(now: TaskStatus, wish: TaskStatus) -> Act | None:
    """What people mean who set this status; None when the task has it already.

    Raises IllegalMove when they cannot: work is begun by claims and ended by outcomes.
    """
    if now is wish:
        return None
    try:
        return _INTENT[now, wish]
    except KeyError:
        can = sorted({then.value for (one, then) in _INTENT if one is now})
        words = (
            f"a task in {now.value} cannot be set to {wish.value}; possible: {', '.join(can) or 'nothing'}"
        )
        raise IllegalMove(words, status=now.value, wish=wish.value, possible=can) from None


def wish(now: TaskStatus, word: str, dialect: Dialect | None) -> TaskStatus:
    """The state that `word` asks for. One that the task shows already asks for nothing: it stays as it is.

    Raises Invalid for a word that nobody uses.
    """
    if dialect is not None and shown(now, dialect).casefold() == word.casefold():
        return now
    try:
        return _wish(word, dialect)
    except ValueError as unknown:
        raise Invalid(f"status: {unknown}", field="status") from None


def shown(status: TaskStatus, dialect: Dialect | None) -> str:
    return status.value if dialect is None else STATUS[dialect][status]


def column(status: TaskStatus, dialect: Dialect | None) -> frozenset[TaskStatus]:
    """The states that stand under one heading with this one."""
    return found_by(shown(status, dialect), dialect)


def found_by(word: str, dialect: Dialect | None) -> frozenset[TaskStatus]:
    """The states that a filter finds. Without a dialect, a foreign word finds what it means in any of them.

    Raises Invalid for a word that nobody uses.
    """
    known = word.casefold()
    if dialect is None and known in {one.value for one in TaskStatus}:
        return frozenset({TaskStatus(known)})
    tables = STATUS.values() if dialect is None else [STATUS[dialect]]
    found = {one for words in tables for one, name in words.items() if name.casefold() == known}
    try:
        return frozenset(found) or frozenset({_wish(word, dialect)})
    except ValueError as unknown:
        raise Invalid(f"status: {unknown}", field="status") from None


def priority_shown(priority: Priority, dialect: Dialect) -> str:
    return _PRIORITY_OUT[dialect].get(priority, priority.value)


def worker_shown(status: WorkerStatus, holds: int, dialect: Dialect) -> str:
    """`holds`: runs in its hands, which tell whether one that drains is still at work."""
    if status is WorkerStatus.GONE:
        return WorkerStatus.OFFLINE.value
    if status is WorkerStatus.DRAINING:
        status = WorkerStatus.BUSY if holds else WorkerStatus.IDLE
    if dialect is Dialect.TASKINFA and status in {WorkerStatus.BUSY, WorkerStatus.WAITING}:
        return "working"
    return status.value


def _wish(word: str, dialect: Dialect | None) -> TaskStatus:
    known = word.casefold()
    tables = _WISH.values() if dialect is None else [_WISH[dialect]]
    for words in tables:
        if known in words:
            return words[known]
    try:
        return TaskStatus(known)
    except ValueError:
        raise ValueError(f"one of {', '.join(STATUS_WORDS)}") from None
