"""From a printed line to an object: garbage before it is set aside, a line cut at its limit is closed."""

import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import said
from taskyard.domain.entry import EntryKind

_BEGIN = re.compile(r'\{\s*"type"')
_ENDS = 64  # places from the end where a cut line is tried to be closed
_SIGNS = re.compile(r'\\.|["{}\[\],]', re.DOTALL)
_HALF_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$")
_CLOSERS = {"{": "}", "[": "]"}


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a line holds: an object, or words that are none, or first words and then an object."""

    words: str = ""
    message: Mapping[str, Any] | None = None
    cut: bool = False


def read(line: str, *, cut: bool = False) -> Read:
    """Blank lines hold nothing. Never raises."""
    bare = line.strip(" \t\r\n\x00\ufeff")
    if not bare:
        return Read()
    for start in _starts(bare):
        message = _load(bare[start:])
        if message is None and cut:
            message = _load(_closed(bare[start:]))
        if message is not None:
            return Read(words=bare[:start].strip(), message=message, cut=cut)
    return Read(words=line, cut=cut)


def entries(
    line: str, take: Callable[[Mapping[str, Any], bool], list[Said] | None], *, cut: bool
) -> list[Said]:
    """What `take` makes of the line's object; RAW for words without one, and for an object it does not know."""
    found = read(line, cut=cut)
    words = [raw(found.words, cut=cut)] if found.words else []
    if found.message is None:
        return words
    taken = take(found.message, found.cut)
    return words + ([raw(line, cut=cut)] if taken is None else taken)


def raw(line: str, *, cut: bool = False) -> Said:
    return said(EntryKind.RAW, cut=cut, text=line)


def _starts(line: str) -> list[int]:
    """Agents print objects behind words without a line end (goose, when it is interrupted)."""
    if line.startswith("{"):
        return [0]
    found = _BEGIN.search(line)
    return [found.start()] if found else []


def _load(text: str) -> Mapping[str, Any] | None:
    try:
        value = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):  # also: too many digits, too many brackets
        return None
    return value if isinstance(value, dict) else None


def _no_number(_: str) -> None:
    """NaN and Infinity are not JSON: no row and no page would take them."""


def _closed(text: str) -> str:
    """The cut object with what is open closed, so that its first fields can still be read."""
    quoted = False
    open_: list[str] = []
    commas: deque[tuple[int, str]] = deque(maxlen=_ENDS)  # everything before such a place is whole
    for found in _SIGNS.finditer(text):
        sign = found.group()
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in _CLOSERS:
            open_.append(_CLOSERS[sign])
        elif not quoted and sign in "}]" and open_:
            open_.pop()
        elif not quoted and sign == ",":
            commas.append((found.start(), _rest(open_)))
    tail = _HALF_ESCAPE.sub(r"\1", text) + '"' if quoted else text
    tries = [tail + _rest(open_), *(text[:place] + rest for place, rest in reversed(commas))]
    return next((one for one in tries if _load(one) is not None), "")


def _rest(open_: list[str]) -> str:
    return "".join(reversed(open_))
