"""The settings of the library: plain values, proved when they are made. A wrong one is named by its full path."""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from taskyard.domain.error import Invalid

C = TypeVar("C", bound="WorkerConfig")
LEVELS = ("debug", "info", "warn", "error")
ENV = {
    "GOOSE_MODEL": "goose.model",
    "GOOSE_PROVIDER": "goose.provider",
    "OPENROUTER_API_KEY": "api_keys.openrouter",
}


def _refuse(name: str, words: str) -> Invalid:
    return Invalid(f"{name}: {words}", field=name)


@dataclass(frozen=True, kw_only=True)
class UserConfig:
    """Who makes the commits: never whoever this machine's git thinks it belongs to."""

    name: str = "Taskyard"
    email: str = "taskyard@localhost"

    def __post_init__(self) -> None:
        for part in ("name", "email"):
            value = getattr(self, part)
            if not value.strip() or any(sign in value for sign in "<>\n\0"):
                raise _refuse(
                    f"git.user_config.{part}", "must be on one line, without < and >, and not empty"
                )


@dataclass(frozen=True, kw_only=True)
class GitConfig:
    user_config: UserConfig = field(default_factory=UserConfig)
    isolation: bool = True  # nothing is pushed


@dataclass(frozen=True, kw_only=True)
class GooseConfig:
    model: str = "anthropic/claude-sonnet-4"
    provider: str = "openrouter"
    process_timeout: float = 300.0  # seconds until it is asked to end
    hard_timeout: float | None = None  # seconds until its whole tree is killed; None: five more
    instructions_file: str = "goose-instructions.md"  # a name: it lies outside the repository
    program: str = "goose"
    env: Mapping[str, str] = field(default_factory=dict, repr=False)  # added to its environment

    def __post_init__(self) -> None:
        for name in ("model", "provider", "program"):
            if not getattr(self, name).strip():
                raise _refuse(f"goose.{name}", "must not be empty")
        if not 0 < self.process_timeout < 1e9:
            raise _refuse("goose.process_timeout", "must be more than 0 seconds")
        if self.hard_timeout is not None and not self.process_timeout <= self.hard_timeout < 1e9:
            raise _refuse("goose.hard_timeout", "must not be shorter than goose.process_timeout")
        if Path(self.instructions_file).name != self.instructions_file or self.instructions_file in {
            "",
            "..",
        }:
            raise _refuse("goose.instructions_file", "must be the name of a file, without a folder")

    @property
    def grace(self) -> float:
        """Seconds between the two limits."""
        return 5.0 if self.hard_timeout is None else self.hard_timeout - self.process_timeout


@dataclass(frozen=True, kw_only=True)
class ApiKeys:
    openrouter: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class WorkerConfig:
    working_directory: Path
    log_level: Literal["debug", "info", "warn", "error"] = "info"
    max_retries: int = 3  # of one command, for what passes by itself
    git: GitConfig = field(default_factory=GitConfig)

    def __post_init__(self) -> None:
        if not self.working_directory.is_dir():
            raise _refuse("working_directory", f"{self.working_directory} is not a folder")
        if self.log_level not in LEVELS:
            raise _refuse("log_level", f"must be one of {', '.join(LEVELS)}")
        if not 0 <= self.max_retries <= 10:
            raise _refuse("max_retries", "must be from 0 to 10")


@dataclass(frozen=True, kw_only=True)
class GooseWorkerConfig(WorkerConfig):
    goose: GooseConfig = field(default_factory=GooseConfig)
    api_keys: ApiKeys = field(default_factory=ApiKeys)


def read_config(cls: type[C], values: Mapping[str, Any]) -> C:
    """From nested mappings by the names of the fields. Raises Invalid and names the field."""
    made = _build(cls, values, "")
    assert isinstance(made, cls)
    return made


def load_config(
    cls: type[C],
    *,
    file: Path | None = None,
    env: Mapping[str, str] | None = None,
    values: Mapping[str, Any] | None = None,
) -> C:
    """`values` counts more than `env`, that more than `file` (TOML or JSON), that more than the defaults."""
    layers = [_from_file(file) if file is not None else {}]
    given = {ENV[name]: value for name, value in (env or {}).items() if name in ENV and value}
    known = {one.name for one in fields(cls)}
    for path, value in given.items():
        outer, inner = path.split(".")
        if outer in known:
            layers.append({outer: {inner: value}})
    whole: dict[str, Any] = {}
    for layer in (*layers, values or {}):
        whole = _over(whole, layer)
    return read_config(cls, whole)


def _from_file(file: Path) -> Mapping[str, Any]:
    try:
        text = file.read_text("utf-8")
        found = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as bad:
        raise Invalid(f"{file}: {bad}", field="file") from bad
    if not isinstance(found, dict):
        raise Invalid(f"{file}: must hold a table", field="file")
    return found


def _over(under: Mapping[str, Any], layer: Mapping[str, Any]) -> dict[str, Any]:
    whole = dict(under)
    for name, value in layer.items():
        old = whole.get(name)
        whole[name] = _over(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return whole


def _build(cls: type[Any], values: Any, path: str) -> Any:
    if isinstance(values, cls):
        return values
    if not isinstance(values, Mapping):
        raise _refuse(path.rstrip("."), "must be a table of settings")
    types = get_type_hints(cls)
    for name in values:
        if name not in types:
            raise _refuse(f"{path}{name}", f"is not a setting; there is {', '.join(types)}")
    for one in fields(cls):
        if one.name not in values and one.default is MISSING and one.default_factory is MISSING:
            raise _refuse(f"{path}{one.name}", "is missing")
    return cls(**{name: _value(types[name], value, f"{path}{name}") for name, value in values.items()})


def _value(wanted: Any, value: Any, path: str) -> Any:
    if is_dataclass(wanted):
        assert isinstance(wanted, type)
        return _build(wanted, value, f"{path}.")
    kinds = get_args(wanted) if get_origin(wanted) is UnionType else (wanted,)
    if value is None and NoneType in kinds:
        return None
    words, fits = _SHAPES.get(kinds[0], _SHAPES[str])
    if not fits(value):
        raise _refuse(path, f"must be {words}")
    return Path(value) if wanted is Path else value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(each, str) for pair in value.items() for each in pair
    )


_SHAPES: Mapping[Any, tuple[str, Callable[[Any], bool]]] = {
    str: ("text", lambda value: isinstance(value, str)),
    Path: ("a path", lambda value: isinstance(value, str | Path)),
    bool: ("true or false", lambda value: isinstance(value, bool)),
    int: ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    float: ("a number of seconds", _number),
    Mapping[str, str]: ("a table of texts", _texts),
}
