"""Profiles: files that say what an agent is: its model, its tools, and what it is told before every task.

A file is Markdown with front matter. Only a small part of YAML is read, and what is not understood is refused: a
restriction that was skipped without a word would be worse than none.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from taskyard.domain.error import Invalid, TooLarge
from taskyard.domain.limit import NAME

MOST_BYTES = 100_000  # of one file
MOST_FILES = 200  # of one folder
SHOWN = 300  # characters of a description or a problem in a list
FIELDS = ("name", "description", "model", "tools")
_MOST_TOOLS = 100
_NAME = re.compile(r"\w[\w.-]{0,99}")
_TOOL = re.compile(r"[A-Za-z][\w.:-]{0,199}")
_MODEL = re.compile(r"\S{1,100}")
_LINE = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
_SINGLE = re.compile(r"'((?:[^']|'')*)'(.*)")
_COMMENT = re.compile(r"(?:^|[ \t]+)#.*")
_NAMED = re.compile(rb"^name[ \t]*:[ \t]*[\"']?([\w.-]+)[\"']?[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Profile:
    name: str
    description: str = ""
    model: str = ""
    tools: tuple[str, ...] = ()  # all the agent has; none: those it has anyway
    text: str = ""  # added to the agent's system prompt


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a list shows of a file: enough to choose it, or to mend it."""

    name: str
    file: str
    description: str = ""
    model: str = ""
    problem: str = ""  # why it cannot be used


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """What a worker has found in its user's folder, and which request to look it has answered with that."""

    round: int = 0
    items: tuple[Card, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one worker has found, as people see it."""

    worker: str
    name: str  # of the worker
    asked: bool  # to look again, and has not yet
    profiles: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How many workers are to look again."""

    workers: int


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One file of a folder; without a profile it is broken, and its card says why."""

    card: Card
    profile: Profile | None = None


def parse(file: str, data: bytes) -> Profile:
    """Raises Invalid and says in which line. Without a name in it a profile is called like its file."""
    if len(data) > MOST_BYTES:
        raise TooLarge(f"is larger than {MOST_BYTES // 1000} kB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        raise Invalid("is not UTF-8") from bad
    if "\0" in text:
        raise Invalid("must not contain the NUL character")
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != "---":
        raise Invalid("must begin with a line --- and the fields of the profile below it")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise Invalid("has no second line --- at the end of its fields")
    known = _fields(lines[1:end])
    said = Profile(
        name=_one("name", known, _NAME, "must be one word of letters, digits, dots and dashes") or stem(file),
        description=_one("description", known),
        model=_one("model", known, _MODEL, "must be one word"),
        tools=_tools(known.get("tools", "")),
        text="\n".join(lines[end + 1 :]).strip(),
    )
    if _NAME.fullmatch(said.name) is None:
        raise Invalid("needs a name: its file's is not one word of letters, digits, dots and dashes")
    if not (said.text or said.model or said.tools):
        raise Invalid("says nothing: it has no model, no tools and no text")
    return said


def entry(file: str, data: bytes) -> Entry:
    try:
        profile = parse(file, data)
    except Invalid as bad:
        named = _NAMED.search(data[:MOST_BYTES])
        return broken(file, bad.message, named[1].decode() if named else "")
    card = Card(
        name=profile.name,
        file=_shown(file, NAME),
        description=_shown(profile.description, SHOWN),
        model=_shown(profile.model, NAME),
    )
    return Entry(card=card, profile=profile)


def broken(file: str, problem: str, name: str = "") -> Entry:
    shown = _shown(name or stem(file), NAME) or "?"
    return Entry(card=Card(name=shown, file=_shown(file, NAME), problem=_shown(problem, SHOWN)))


def shelve(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Of several in one folder that have one name the first counts."""
    found: list[Entry] = []
    names: dict[str, str] = {}
    for one in entries:
        card = one.card
        if one.profile is not None and card.name in names:
            found.append(broken(card.file, f"{names[card.name]} has that name already", card.name))
            continue
        if one.profile is not None:
            names[card.name] = card.file
        found.append(one)
    return tuple(found)


def choose(name: str, *shelves: Sequence[Entry]) -> Profile | None:
    """From the first shelf that has it. Raises Invalid when it is broken there: the next one's would be another."""
    for shelf in shelves:
        named = [one for one in shelf if one.card.name == name]
        for one in named:
            if one.profile is not None:
                return one.profile
        if named:
            raise Invalid(f"the profile {name!r} is broken: {named[0].card.file} {named[0].card.problem}")
    return None


def stem(file: str) -> str:
    return file.removesuffix(".md")


def _fields(lines: Sequence[str]) -> dict[str, str | list[str]]:
    """Texts by name; a list where lines with a dash follow."""
    found: dict[str, str | list[str]] = {}
    last = ""
    for number, line in enumerate(lines, 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if item := _ITEM.fullmatch(line):
            _append(found, last, number, item[1])
            continue
        pair = _LINE.fullmatch(line)
        if pair is None:
            raise Invalid(f"line {number}: must be `field: value`, all on one line")
        last = pair[1]
        if last not in FIELDS:
            raise Invalid(f"line {number}: there is no field {last[:NAME]!r}; there is {', '.join(FIELDS)}")
        if last in found:
            raise Invalid(f"line {number}: {last} is there twice")
        found[last] = _value(last, number, pair[2] or "")
    return found


def _append(found: dict[str, str | list[str]], name: str, number: int, text: str) -> None:
    known = found.get(name)
    if name != "tools" or (known and not isinstance(known, list)):
        raise Invalid(f"line {number}: only tools may be a list, and then a whole one")
    found[name] = [*(known or []), _scalar(number, text)]


def _value(name: str, number: int, text: str) -> str | list[str]:
    bare = _COMMENT.sub("", text).strip()
    if name != "tools" or not bare.startswith("["):
        return _scalar(number, text)
    if not bare.endswith("]"):
        raise Invalid(f"line {number}: the list has no ]")
    return [_scalar(number, part) for part in bare[1:-1].split(",") if part.strip()]


def _scalar(number: int, text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        try:
            value, end = json.JSONDecoder().raw_decode(text)
            value.encode()
        except ValueError as bad:
            raise Invalid(f"line {number}: the text in double quotes cannot be read") from bad
        return _alone(number, value, text[end:])
    if text.startswith("'"):
        single = _SINGLE.fullmatch(text)
        if single is None:
            raise Invalid(f"line {number}: the text has no second single quote")
        return _alone(number, single[1].replace("''", "'"), single[2])
    text = _COMMENT.sub("", text).strip()
    if text[:1] in set("|>{}[]&*!%@`"):
        raise Invalid(f"line {number}: put a text that begins with {text[0]} in quotes, on one line")
    return text


def _alone(number: int, value: str, rest: str) -> str:
    if _COMMENT.sub("", rest).strip() or "\0" in value:
        raise Invalid(f"line {number}: there is something behind the quotes, or a NUL character in them")
    return value


def _one(
    name: str, known: dict[str, str | list[str]], shape: re.Pattern[str] | None = None, words: str = ""
) -> str:
    value = known.get(name, "")
    if isinstance(value, list):
        raise Invalid(f"{name}: must be one text")
    if value and shape is not None and shape.fullmatch(value) is None:
        raise Invalid(f"{name}: {words}")
    return value


def _tools(value: str | list[str]) -> tuple[str, ...]:
    given = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    tools = tuple(dict.fromkeys(part for part in given if part))
    if len(tools) > _MOST_TOOLS:
        raise Invalid(f"tools: must not be more than {_MOST_TOOLS}")
    for tool in tools:
        if _TOOL.fullmatch(tool) is None:
            words = "is no tool's name; what a tool may do unasked is for the project's `permissions`"
            raise Invalid(f"tools: {tool[:NAME]!r} {words}")
    return tools


def _shown(text: str, most: int) -> str:
    """One line that every list, terminal and store can bear."""
    line = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in " ".join(text.split())
    )
    return line if len(line) <= most else f"{line[: most - 1]}…"
