"""Inputs: strict, with limits, and with every character that some store or terminal cannot bear refused."""

import math
import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from taskyard.domain import limit
from taskyard.server.character import CLEAN, ID, ONE_LINE, TITLE, without

MOST = 2**31 - 1  # what an integer column holds
_DEEP = 40  # levels of nesting in free JSON
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EARLIEST, _LATEST = 1970, 9000  # years that a row can hold


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As tools are told it; the description of the API is made elsewhere and has all of it."""
        return dict(without(super().model_json_schema(*args, **kwargs)))


def _json(value: Any) -> Any:
    _walk(value, 0)
    return value


def _walk(value: Any, depth: int) -> None:
    if depth > _DEEP:
        raise ValueError("is nested too deeply")
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("must not contain NaN or infinity")
    elif isinstance(value, dict):
        for key, inner in value.items():
            key.encode()
            _walk(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _walk(inner, depth + 1)


def _no_nul(value: Any) -> Any:
    if "\\u0000" in _escaped(value):
        raise ValueError("must not contain the NUL character")
    return value


def _escaped(value: Any) -> str:
    return ascii(value).replace("\\x00", "\\u0000")


def _written(value: Any) -> Any:
    """A number is no moment, also when it stands in a text."""
    if isinstance(value, int | float) or (isinstance(value, str) and _DAY.match(value) is None):
        raise ValueError("must be written as RFC 3339 says, like 2026-01-31T12:00:00Z")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str) and _DAY.fullmatch(value) is None:
        raise ValueError("must be written like 2026-01-31")
    return value


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 7.0 is a whole one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _when(moment: datetime) -> datetime:
    if not _EARLIEST <= moment.year <= _LATEST:
        raise ValueError(f"must lie between the years {_EARLIEST} and {_LATEST}")
    return moment


def either(one: str, other: str) -> dict[str, Any]:
    """For a form's description: one of the two is left out, or null."""
    absent = [{"properties": {name: {"type": "null"}}} for name in (one, other)]
    return {"allOf": [{"anyOf": absent}]}


def utf8(value: Any) -> Any:
    """What a program printed, in a form that every store can keep."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
    return value


# The limits come first in each list: they are checked, and blanks stripped, before the characters are.
Title = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limit.TITLE, strip_whitespace=True),
    CLEAN,
    TITLE,
]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limit.NAME, pattern=r"^\w[\w .:@+-]*$"),
    CLEAN,
    ONE_LINE,
]
Words = Annotated[str, StringConstraints(max_length=limit.COMMENT), CLEAN]
Said = Annotated[str, StringConstraints(min_length=1, max_length=limit.COMMENT), CLEAN]
Description = Annotated[str, StringConstraints(max_length=limit.DESCRIPTION), CLEAN]
Short = Annotated[str, StringConstraints(max_length=200), CLEAN, ONE_LINE]
Key = Annotated[str, StringConstraints(min_length=1, max_length=limit.IDEMPOTENCY_KEY), CLEAN, ONE_LINE]
Path = Annotated[str, StringConstraints(min_length=1, max_length=4096), CLEAN, ONE_LINE]
Id = Annotated[str, StringConstraints(min_length=26, max_length=26), CLEAN, ID]
Ref = Annotated[
    str, StringConstraints(pattern=r"^([0-9]{1,10}|[0-9a-z]{26})$")
]  # a task: its number or its id
Sought = Annotated[str, StringConstraints(max_length=limit.NAME), CLEAN]
Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}(?:[0-9a-f]{24})?$")]
Digest = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]  # SHA-256, or nothing
Labels = Annotated[tuple[Name, ...], Field(max_length=limit.LABELS)]
Dependencies = Annotated[tuple[Ref, ...], Field(max_length=limit.DEPENDENCIES)]
Count = Annotated[int, Field(ge=0, le=MOST, strict=True), BeforeValidator(_whole)]
Ordinal = Annotated[int, Field(ge=1, le=MOST, strict=True), BeforeValidator(_whole)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_when)]
Loose = Annotated[dict[str, Any], BeforeValidator(_json)]  # an agent's words: NUL may be in them, escaped
Anything = Annotated[Any, BeforeValidator(_json)]
Fields = Annotated[dict[str, Any], BeforeValidator(_json), AfterValidator(_no_nul), Field(max_length=100)]
