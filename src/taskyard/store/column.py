"""Kinds of columns. Times are microseconds since 1970; JSON is text; ids are ULIDs."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, String, Text, TypeDecorator

Convert = Callable[[Any], Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def to_micros(value: datetime) -> int:
    return (value - _EPOCH) // _MICRO


def from_micros(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


class Moment(TypeDecorator[datetime]):
    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Convert:  # noqa: ARG002 - the base's form
        return lambda value: None if value is None else to_micros(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:  # noqa: ARG002 - the base's form
        return lambda value: None if value is None else from_micros(value)


_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


class Json(TypeDecorator[Any]):
    """The processors are given whole: the base would wrap each in one more call, for every value of every row."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Convert:  # noqa: ARG002 - the base's form
        return _to_json

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:  # noqa: ARG002 - the base's form
        return _from_json


def _to_json(value: Any) -> str | None:
    # Most lists of a run are empty most of the time.
    if value is None:
        return None
    if not value and isinstance(value, list | tuple):
        return "[]"
    return _encode(value)


def _from_json(value: str | None) -> Any:
    if value == "[]":
        return []
    return None if value is None else _decode(value)


Id = String(26)
# Rank keys are compared byte by byte on both databases.
Rank = String(200).with_variant(String(200, collation="C"), "postgresql")
Serial = BigInteger().with_variant(Integer, "sqlite")
