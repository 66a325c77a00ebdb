"""How settings resolve: field by field, each layer over the one before; what is wrong is named."""

import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from enum import Enum
from typing import Any, get_type_hints

from taskyard.domain import permission
from taskyard.domain.branch import valid
from taskyard.domain.error import Invalid
from taskyard.domain.limit import COMMAND, COMMENT, LABELS, NAME
from taskyard.domain.project import Settings

_TYPES = get_type_hints(Settings)
DEFAULTS = {one.name: getattr(Settings(), one.name) for one in fields(Settings)}
LISTS = {"setup": 50, "checks": 50, "labels": LABELS, "fallback_agents": 10, "permissions": 200}
LONG = {"rules": COMMENT}
OPTION = 100_000  # characters of one agent option: a scenario fits
POSITIVE = {
    "max_attempts", "start_timeout", "silence_timeout", "run_timeout", "check_timeout", "human_wait", "approval_ttl"
}  # fmt: skip
OF_PROJECT = frozenset(
    {
        "project_budget_usd", "project_budget_tokens", "budget_window", "budget_soft", "repository_config",
        "approved_config",
    }
)  # fmt: skip
MOST = {
    "budget_usd": 1e9,
    "budget_tokens": 1e12,
    "project_budget_usd": 1e9,
    "project_budget_tokens": 1e12,
    "budget_soft": 1.0,
}
MOST_SECONDS = 30 * 24 * 3600.0
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")  # half of a pair has no UTF-8, and no row takes it
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
PREFIX = 100  # characters, so that a whole branch name still fits its own limit
_SHAPES = {  # what would make git refuse a commit hours later is refused here
    "agent": (re.compile(r"\S+"), "must be one word"),
    "profile": (
        re.compile(r"(\w[\w.-]{0,99})?"),
        "must be one word of letters, digits, dots and dashes, or empty",
    ),
    "tier": (re.compile(r"\S+"), "must be one word"),
    "commit_type": (re.compile(r"[A-Za-z][A-Za-z0-9_-]*!?"), "must be one word, like feat"),
    "trailer_task": (re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*"), "must be letters, digits and dashes"),
    "trailer_run": (re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*"), "must be letters, digits and dashes"),
    "approved_config": (
        re.compile(r"([0-9a-f]{64}( [0-9a-f]{64}){0,19})?"),
        "must be fingerprints as a run's transcript names them, with a space between",
    ),
    "author_name": (re.compile(r"[^<>]*[^<>\s.,:;\"'\\][^<>]*"), "must be a name without < and >"),
    "author_email": (re.compile(r"[^<>\s]+"), "must be one word without < and >"),
}


def resolve(*layers: Mapping[str, Any]) -> Settings:
    """Default first, then each layer over it. Raises Invalid and names the field.

    Of a field that maps names to texts, each layer says only the names it has something to say about.
    """
    values: dict[str, Any] = {}
    for given in layers:
        for name, value in given.items():
            good = _value(name, value)
            values[name] = {**values.get(name, {}), **good} if isinstance(good, dict) else good
    return Settings(**values)


def layer(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of one layer: a null says nothing. Raises Invalid and names the field."""
    kept = {name: value for name, value in given.items() if value is not None}
    resolve(kept)
    return kept


def check_task(given: Mapping[str, Any]) -> None:
    """Raises Invalid unless a task may bring these settings: it cannot lift what holds for the whole project."""
    resolve(given)
    for name in OF_PROJECT & given.keys():
        raise _bad(name, "is for a project, not for one task")


def to_json(settings: Settings) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(settings).items()}


def _value(name: str, value: Any) -> Any:
    if name not in _TYPES:
        raise _bad(name[:NAME], "there is no such setting")
    default = DEFAULTS[name]
    if isinstance(default, Enum):
        return _choice(name, value, type(default))
    if isinstance(default, tuple):
        return _rules(_texts(name, value)) if name == "permissions" else _texts(name, value)
    if isinstance(default, dict):
        return _options(name, value)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise _bad(name, "must be true or false")
        return value
    if isinstance(default, int | float):
        return _number(name, value, type(default))
    return _text(name, value, LONG.get(name, COMMAND))


def _choice(name: str, value: Any, kind: type[Enum]) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise _bad(name, f"must be one of {', '.join(str(one.value) for one in kind)}") from None


def _number(name: str, value: Any, kind: type[int | float]) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _bad(name, "must be a number")
    most = MOST.get(name, MOST_SECONDS)
    if not 0 <= value <= most or (name in POSITIVE and value == 0):  # nan and infinity fail here
        least = "be more than 0 and" if name in POSITIVE else "be 0 or more and"
        raise _bad(name, f"must {least} not more than {most:.0f}")
    if kind is int and value != int(value):
        raise _bad(name, "must be a whole number")
    return kind(value)


def _text(name: str, value: Any, limit: int) -> str:
    if not isinstance(value, str) or _UNKEEPABLE.search(value):
        raise _bad(name, "must be text")
    if len(value) > limit:
        raise _bad(name, f"must not be longer than {limit} characters")
    if name not in {"rules", "agent_command"} and _CONTROL.search(value):
        raise _bad(name, "must be one line")
    shape, words = _SHAPES.get(name, (None, ""))
    if shape is not None and shape.fullmatch(value) is None:
        raise _bad(name, words)
    return _prefix(value) if name == "branch_prefix" else value


def _prefix(value: str) -> str:
    try:
        valid(f"{value}0")
    except Invalid:
        raise _bad("branch_prefix", "must begin a branch name, like taskyard/") from None
    if len(value) > PREFIX:
        raise _bad("branch_prefix", f"must not be longer than {PREFIX} characters")
    return value


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise _bad(name, "must be a list of texts")
    if len(value) > LISTS[name]:
        raise _bad(name, f"must not have more than {LISTS[name]} parts")
    found = tuple(
        _text(name, one, NAME if name in {"labels", "fallback_agents"} else COMMAND) for one in value
    )
    if not all(one.strip() for one in found):
        raise _bad(name, "must not have empty parts")
    return found


def _rules(lines: tuple[str, ...]) -> tuple[str, ...]:
    for line in lines:
        permission.parse(line)
    return lines


def _options(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or len(value) > 100:
        raise _bad(name, "must map names to texts")
    for key, text in value.items():
        if not isinstance(key, str) or not isinstance(text, str) or _UNKEEPABLE.search(key + text):
            raise _bad(name, "must map names to texts")
        if len(key) > NAME or len(text) > OPTION:
            raise _bad(name, f"must not have a text longer than {OPTION} characters")
    return dict(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _bad(name: str, words: str) -> Invalid:
    return Invalid(f"settings.{name}: {words}", field=f"settings.{name}")
