"""Values of rows as JSON, and back with every doubt: a file may have been written by anybody."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, SmallInteger, Table

from taskyard.domain import id as ids
from taskyard.domain.chat import MessageKind, MessageState
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import Invalid
from taskyard.domain.run import Reason, RunKind, RunStatus
from taskyard.domain.session import SessionStatus
from taskyard.domain.task import BY_RANK, TaskStatus, TaskType
from taskyard.domain.worker import WorkerStatus
from taskyard.store.column import Id, Json, Moment

_WORDS: Mapping[tuple[str, str], type[StrEnum]] = {
    ("task", "status"): TaskStatus,
    ("task", "task_type"): TaskType,
    ("run", "kind"): RunKind,
    ("run", "status"): RunStatus,
    ("run", "reason"): Reason,
    ("entry", "kind"): EntryKind,
    ("message", "kind"): MessageKind,
    ("message", "state"): MessageState,
    ("worker", "status"): WorkerStatus,
    ("session", "status"): SessionStatus,
}
_MOST = 2**63
_BITS = ((BigInteger, 63), (SmallInteger, 15), (Integer, 31))


def shown(column: Column[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, Moment):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def checked(table: Table, wanted: Sequence[Column[Any]], row: Mapping[str, Any]) -> dict[str, Any]:
    """Raises Invalid, naming the field, unless the row has exactly the `wanted` columns with values that fit."""
    names = {column.name for column in wanted}
    if set(row) != names:
        odd = sorted(set(row) ^ names)
        raise Invalid(f"{table.name}: {', '.join(odd)}: missing, or not known to this version of Taskyard")
    return {column.name: _value(table, column, row[column.name]) for column in wanted}


def _value(table: Table, column: Column[Any], value: Any) -> Any:
    if value is None and column.nullable:
        return None
    try:
        good, found = _read(column, value)
    except (ValueError, OverflowError):
        good, found = False, None
    words = _WORDS.get((table.name, column.name))
    if good and words is not None:
        good = value in set(words)
    if good and column.name == "priority":
        good = 0 <= value < len(BY_RANK)
    if not good:
        raise Invalid(f"{table.name}.{column.name}: not a value that it can have", field=column.name)
    return found


def _read(column: Column[Any], value: Any) -> tuple[bool, Any]:
    kind = column.type
    if isinstance(kind, Moment):
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return moment is not None and moment.tzinfo is not None, moment
    if isinstance(kind, Json):
        return True, value
    if isinstance(kind, Boolean | Integer):
        whole = isinstance(value, bool) == isinstance(kind, Boolean) and isinstance(value, int)
        return whole and -_most(column) <= value < _most(column), value
    if isinstance(kind, Float):
        return isinstance(value, int | float) and math.isfinite(value), value
    if kind is Id:
        return isinstance(value, str) and ids.is_id(value), value
    return isinstance(value, str) and "\x00" not in value and len(value) <= _length(column), value


def _most(column: Column[Any]) -> int:
    """One more than the database keeps."""
    bits = next((bits for kind, bits in _BITS if isinstance(column.type, kind)), 31)
    return 1 << bits


def _length(column: Column[Any]) -> int:
    return getattr(column.type, "length", None) or _MOST
