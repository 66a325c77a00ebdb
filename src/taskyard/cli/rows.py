"""Tasks out of another board's file: CSV with a head line, or JSON. Each bad row is named; nothing is guessed."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from taskyard.domain import limit
from taskyard.domain.error import Invalid
from taskyard.domain.task import Priority

# What other boards call the same things; the first one that is there counts.
_CALLED = {
    "title": ("title", "name", "summary", "subject"),
    "description": ("description", "body", "details"),
    "priority": ("priority",),
    "labels": ("labels", "tags", "label"),
}
_PRIORITIES = {
    "critical": "urgent", "highest": "urgent", "p0": "urgent", "p1": "high", "medium": "normal", "p2": "normal",
    "lowest": "low", "p3": "low", "p4": "low", "": "normal",
}  # fmt: skip
_LABEL = re.compile(r"\w[\w .:@+-]*")
_MOST = 64 * 1024 * 1024  # bytes of a file


@dataclass(frozen=True, kw_only=True)
class Row:
    """`where` is the line in a CSV file, the place in a JSON list."""

    where: int
    title: str = ""
    description: str = ""
    priority: Priority = Priority.NORMAL
    labels: tuple[str, ...] = ()
    problem: str = ""


def read_rows(data: bytes, kind: str) -> list[Row]:
    """Raises Invalid when the file as a whole cannot be read."""
    if len(data) > _MOST:
        raise Invalid(f"the file has more than {_MOST} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = data[: trouble.start].count(b"\n") + 1
        raise Invalid(f"line {line}: is not UTF-8") from trouble
    found = _csv(text) if kind == "csv" else _json(text)
    return [_row(where, values) for where, values in found]


def _csv(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    csv.field_size_limit(_MOST)
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        if not set(head) & set(_CALLED["title"]):
            raise Invalid("line 1: has no column `title`")
        line = reader.line_num + 1
        for values in reader:
            if values:
                more = {"": "has more fields than the head line"} if len(values) > len(head) else {}
                yield line, dict(zip(head, values, strict=False)) | more
            line = reader.line_num + 1
    except csv.Error as trouble:
        raise Invalid(f"line {reader.line_num}: {trouble}") from trouble


def _json(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise Invalid(f"the file is not JSON: {trouble}") from trouble
    items = (
        found
        if isinstance(found, list)
        else found.get("items", found.get("tasks"))
        if isinstance(found, dict)
        else None
    )
    if not isinstance(items, list):
        raise Invalid("the file is neither a list of tasks nor an object with one in `items` or `tasks`")
    for place, item in enumerate(items, 1):
        if isinstance(item, dict):
            yield place, {str(name).lower(): value for name, value in item.items()}
        else:
            yield place, {"": "is not an object"}


def _row(where: int, values: Mapping[str, Any]) -> Row:
    try:
        if "" in values and isinstance(values[""], str) and values[""]:
            raise Invalid(values[""])
        return Row(
            where=where,
            title=_title(_text(values, "title").strip()),
            description=_description(_text(values, "description")),
            priority=_priority(_text(values, "priority").strip().lower()),
            labels=_labels(_value(values, "labels")),
        )
    except Invalid as problem:
        return Row(where=where, problem=problem.message)


def _value(values: Mapping[str, Any], name: str) -> Any:
    return next((values[one] for one in _CALLED[name] if values.get(one) is not None), None)


def _text(values: Mapping[str, Any], name: str) -> str:
    found = _value(values, name)
    if found is not None and not isinstance(found, str):
        raise Invalid(f"{name}: is not text")
    return found or ""


def _title(text: str) -> str:
    if not 0 < len(text) <= limit.TITLE:
        raise Invalid(f"title: has 1 to {limit.TITLE} characters")
    if not text.isprintable():
        raise Invalid("title: is one line of printable characters")
    return text


def _description(text: str) -> str:
    if len(text) > limit.DESCRIPTION:
        raise Invalid(f"description: has {limit.DESCRIPTION} characters at the most")
    if "\x00" in text:
        raise Invalid("description: must not contain the NUL character")
    return text


def _priority(text: str) -> Priority:
    try:
        return Priority(_PRIORITIES.get(text, text))
    except ValueError:
        raise Invalid(f"priority: {text!r} is none of urgent, high, normal, low") from None


def _labels(found: Any) -> tuple[str, ...]:
    """A list, of names or of things with a name, or one text with commas or semicolons in it."""
    items = re.split("[,;]", found) if isinstance(found, str) else found or []
    if not isinstance(items, list):
        raise Invalid("labels: is neither a list nor text")
    given = [one.get("name") if isinstance(one, dict) else one for one in items]
    names = [one for one in given if isinstance(one, str)]
    if len(names) != len(given):
        raise Invalid("labels: one is not text")
    labels = tuple(dict.fromkeys(one.strip() for one in names if one.strip()))
    if len(labels) > limit.LABELS:
        raise Invalid(f"labels: {limit.LABELS} at the most")
    for one in labels:
        if len(one) > limit.NAME or not _LABEL.fullmatch(one):
            raise Invalid(f"labels: {one[:40]!r} is no label: letters, digits, blanks and .:@+-")
    return labels
