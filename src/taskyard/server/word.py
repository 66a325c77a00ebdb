"""Words of other systems in requests: taken in either vocabulary, refused before anything is written."""

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema

from taskyard.domain import dialect, limit
from taskyard.domain.dialect import Dialect
from taskyard.domain.task import Priority
from taskyard.domain.worker import WorkerStatus
from taskyard.server.character import CLEAN, ONE_LINE


def _status(word: str) -> str:
    dialect.status(word)
    return word


def _priority(word: object) -> object:
    return dialect.priority(word) if isinstance(word, str) else word


def _worker(word: object) -> object:
    return dialect.worker(word) if isinstance(word, str) else word


Speak = Annotated[
    Dialect | None, Query(description="Whose words the answer uses, and what an ambiguous word means.")
]
StatusWord = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limit.NAME),
    CLEAN,
    ONE_LINE,
    AfterValidator(_status),
    WithJsonSchema({"type": "string", "enum": list(dialect.STATUS_WORDS)}),
]
PriorityWord = Annotated[
    Priority,
    BeforeValidator(_priority),
    WithJsonSchema({"type": "string", "enum": list(dialect.PRIORITY_WORDS)}),
]
WorkerWord = Annotated[
    WorkerStatus,
    BeforeValidator(_worker),
    WithJsonSchema({"type": "string", "enum": list(dialect.WORKER_WORDS)}),
]
