"""Fields of objects that nobody vouches for: the wrong type reads as nothing, and no text grows without end."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.domain.entry import EntryKind
from taskyard.domain.limit import LINE_SHOWN

MARK = " … (cut)"
_DEEP = 20  # levels of a value that are kept as a value
_PART = 16  # bytes that count for a number or a bracket
_NAME = 200  # characters of a field name


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def each(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a list; what is no list has none."""
    for one in value if isinstance(value, list) else ():
        yield mapping(one)


def number(value: Any) -> float:
    """0 for what is no number, and for those that are no use."""
    usable = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
    return float(value) if usable and math.isfinite(value) else 0.0


def count(value: Any) -> int:
    return int(max(0.0, number(value)))


def whole(value: Any) -> int | None:
    usable = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1e15
    return int(value) if usable else None


def plain(value: Any) -> str:
    """Words for a person: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def content(value: Any) -> str:
    """The text of a content list, in the form that Claude, MCP and goose share. Pictures are named only."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return "" if value is None else plain(value)
    parts = []
    for one in value:
        inner = mapping(one)
        parts.append(
            one if isinstance(one, str) else text(inner.get("text")) or f"[{text(inner.get('type'))}]"
        )
    return "\n".join(parts)


def said(kind: EntryKind, /, *, cut: bool = False, **body: Any) -> Said:
    """An entry whose texts together stay below the limit; that something is missing is marked."""
    kept: dict[str, Any] = {}
    room = LINE_SHOWN
    for name, value in body.items():
        kept[name], room = _fit(value, max(room, 0), 0)
        cut = cut or room < 0
    return Said(kind=kind, body={**kept, "cut": True} if cut else kept)


def _fit(value: Any, room: int, depth: int) -> tuple[Any, int]:
    """The value within `room` bytes, and what is left of it: below zero when something was dropped."""
    if isinstance(value, str):
        data = value.encode("utf-8", "replace")
        if len(data) <= room:
            return data.decode(), room - len(data)
        return data[:room].decode("utf-8", "ignore") + MARK, -1
    if isinstance(value, dict | list):
        return (MARK.strip(), -1) if depth == _DEEP else _fit_parts(value, room, depth + 1)
    return value, max(room - _PART, 0)


def _fit_parts(value: dict[str, Any] | list[Any], room: int, depth: int) -> tuple[Any, int]:
    pairs = list(value.items()) if isinstance(value, dict) else [("", one) for one in value]
    kept = []
    for name, inner in pairs:
        if room <= 0:
            room = -1
            break
        fitted, room = _fit(inner, max(room - _PART - len(name), 0), depth)
        kept.append((name[:_NAME], fitted))
    return (dict(kept) if isinstance(value, dict) else [one for _, one in kept]), room
