"""How settings resolve: field by field, each layer over the one before; what is wrong is named."""

import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from enum import Enum
from typing import Any, get_type_hints

from taskyard.domain.error import Invalid
from taskyard.domain.limit import COMMAND, COMMENT, LABELS, NAME
from taskyard.domain.project import Settings

_TYPES = get_type_hints(Settings)
_DEFAULTS = {one.name: getattr(Settings(), one.name) for one in fields(Settings)}
_LISTS = {"setup": 50, "checks": 50, "labels": LABELS}
_LONG = {"rules": COMMENT}
_OPTION = 100_000  # characters of one agent option: a scenario fits
_POSITIVE = {"max_attempts", "start_timeout", "silence_timeout", "run_timeout", "check_timeout", "human_wait"}
MOST_SECONDS = 30 * 24 * 3600.0


def resolve(*layers: Mapping[str, Any]) -> Settings:
    """Default first, then each layer over it. Raises Invalid and names the field."""
    values: dict[str, Any] = {}
    for layer in layers:
        for name, value in layer.items():
            values[name] = _value(name, value)
    return Settings(**values)


def to_json(settings: Settings) -> dict[str, Any]:
    return {name: _plain(value) for name, value in asdict(settings).items()}


def _value(name: str, value: Any) -> Any:
    if name not in _TYPES:
        raise Invalid(f"settings.{name}: there is no such setting", field=f"settings.{name}")
    default = _DEFAULTS[name]
    if isinstance(default, Enum):
        return _choice(name, value, type(default))
    if isinstance(default, tuple):
        return _texts(name, value)
    if isinstance(default, dict):
        return _options(name, value)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise _bad(name, "must be true or false")
        return value
    if isinstance(default, int | float):
        return _number(name, value, type(default))
    return _text(name, value, _LONG.get(name, COMMAND))


def _choice(name: str, value: Any, kind: type[Enum]) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise _bad(name, f"must be one of {', '.join(str(one.value) for one in kind)}") from None


def _number(name: str, value: Any, kind: type[int | float]) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _bad(name, "must be a number")
    if kind is int and value != int(value):
        raise _bad(name, "must be a whole number")
    if value < 0 or value > MOST_SECONDS or (name in _POSITIVE and value == 0):
        raise _bad(name, f"must lie between {'1' if name in _POSITIVE else '0'} and {MOST_SECONDS:.0f}")
    return kind(value)


def _text(name: str, value: Any, limit: int) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise _bad(name, "must be text")
    if len(value) > limit:
        raise _bad(name, f"must not be longer than {limit} characters")
    if name not in {"rules", "agent_command"} and any(ord(letter) < 32 for letter in value):
        raise _bad(name, "must be one line")
    return value


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise _bad(name, "must be a list of texts")
    if len(value) > _LISTS[name]:
        raise _bad(name, f"must not have more than {_LISTS[name]} parts")
    found = tuple(_text(name, one, NAME if name == "labels" else COMMAND) for one in value)
    if not all(one.strip() for one in found):
        raise _bad(name, "must not have empty parts")
    return found


def _options(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or len(value) > 100:
        raise _bad(name, "must map names to texts")
    for key, text in value.items():
        good = isinstance(key, str) and isinstance(text, str) and "\0" not in key + text
        if not good or len(key) > NAME or len(text) > _OPTION:
            raise _bad(name, "must map names to texts")
    return dict(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _bad(name: str, words: str) -> Invalid:
    return Invalid(f"settings.{name}: {words}", field=f"settings.{name}")
