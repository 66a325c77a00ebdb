"""One line out of any text: what a card, a list or a notification has room for."""

from collections.abc import Mapping
from typing import Any

from taskyard.domain.entry import EntryKind

_READ = 4000  # characters of a text that are looked at


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def line(text: str, most: int) -> str:
    """All of it on one line. Controls become blanks: it may end in a terminal or a title bar."""
    shown = "".join(char if char.isprintable() else " " for char in text[:_READ])
    return cut(" ".join(shown.split()), most)


def said(kind: EntryKind, body: Mapping[str, Any], most: int) -> str:
    """What an agent does now, as its newest entry tells it; empty when that entry has no words."""
    match kind:
        case EntryKind.TOOL_CALL:
            return line(f"{body.get('tool') or ''} {_main(body.get('input'))}", most)
        case EntryKind.FILE_CHANGE:
            return line(f"{body.get('change') or ''} {body.get('path') or ''}", most)
        case EntryKind.TEXT | EntryKind.THINKING:
            lines = str(body.get("text") or "").strip()[-_READ:].splitlines()
            return line(lines[-1], most) if lines else ""
        case _:
            return line(str(body.get("text") or ""), most)


def _main(given: Any) -> str:
    """The first words of what a tool was given: a command, a path."""
    if isinstance(given, Mapping):
        return next((value for value in given.values() if isinstance(value, str) and value.strip()), "")
    return str(given or "")
