"""Where settings come from: flag over environment over `.env` file over configuration file.

Pure but for the files it is told to read. Names of other boards' programs are understood as well; two names of one
setting that say different things are an error. No file of the current directory is read by itself: a repository that
somebody else wrote must not say where keys go.
"""

import io
import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from taskyard.domain.error import Invalid

PREFIX = "TASKYARD_"
FILES = (PREFIX + "CONFIG", PREFIX + "ENV_FILE")  # told by a flag or a variable, never by a line in a file
# Other boards' names for ours, in the environment and in their files.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "url": ("TASKINFA_API_URL", "API_URL"),
    "key": ("TASKINFA_API_KEY",),
    "worker_name": ("WORKER_NAME", "BOT_NAME"),
    "poll_interval": ("POLL_INTERVAL",),
    "database_url": ("DATABASE_URL",),
    "redis_url": ("REDIS_URL",),
}
FILE_ALIASES: Mapping[str, tuple[str, ...]] = {
    "port": ("signalr_port",),
    "database_url": ("db_path",),
    "poll_interval": ("queue_backstop_interval_ms",),
}
SECRETS = frozenset({"key", "database_url", "redis_url"})
_LARGEST = 1_000_000  # bytes of a file that holds settings or a secret


@dataclass(frozen=True, kw_only=True)
class Given:
    """One value as it was found."""

    value: Any
    source: str  # "flag", the variable, or the name and the file it stands in


def gather(
    known: Collection[str],
    flags: Mapping[str, Any],
    environment: Mapping[str, str],
    usual: Path | None = None,
) -> dict[str, Given]:
    """What was given for each known setting, by the strongest layer that names it.

    `usual` is the configuration file when none is named. Raises Invalid for a file that cannot be read, with the line
    and column where it has one, and for names that contradict each other.
    """
    told = {name: value for name, value in flags.items() if value is not None}
    config = told.pop("config", None) or environment.get(FILES[0]) or usual
    dotenv = told.pop("env_file", None) or environment.get(FILES[1])
    layers = [{name: Given(value=value, source="flag") for name, value in told.items()}]
    layers.append(_variables(known, environment, ""))
    if dotenv:
        text = _read(Path(dotenv), FILES[1])
        layers.append(
            _variables(known, dotenv_values(stream=io.StringIO(text), interpolate=False), f" in {dotenv}")
        )
    if config:
        layers.append(_table(known, Path(config)))
    found: dict[str, Given] = {}
    for layer in reversed(layers):
        found |= layer
    return found


def variables(known: Collection[str]) -> Iterator[str]:
    """Every variable that is read."""
    yield from FILES
    for name in known:
        for variable in (PREFIX + name.upper(), *ALIASES.get(name, ())):
            yield variable
            if name in SECRETS:
                yield f"{variable}_FILE"


def _variables(known: Collection[str], environment: Mapping[str, str | None], place: str) -> dict[str, Given]:
    """Also `…_FILE` of a secret: the value is what that file holds, as container platforms hand secrets out."""
    found = {}
    for name in known:
        told = {}
        for variable in (PREFIX + name.upper(), *ALIASES.get(name, ())):
            if value := environment.get(variable):
                told[variable] = _ours(name, variable, value)
            if name in SECRETS and (file := environment.get(f"{variable}_FILE")):
                told[f"{variable}_FILE"] = _read(Path(file), f"{variable}_FILE{place}").strip()
        if told:
            found[name] = _agreed(name, told, place)
    return found


def _table(known: Collection[str], file: Path) -> dict[str, Given]:
    table = _parsed(file)
    found = {}
    for name in known:
        told = {one: table.pop(one) for one in (name, *FILE_ALIASES.get(name, ())) if one in table}
        told = {one: _ours(name, one, value) for one, value in told.items()}
        if told:
            found[name] = _agreed(name, told, f" in {file}")
    if table:
        raise Invalid(f"{file}: there is no setting {min(table)!r}", field="config")
    return found


def _parsed(file: Path) -> dict[str, Any]:
    text = _read(file, FILES[0])
    try:
        table = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as bad:
        raise Invalid(f"{file}: {bad}", field="config") from bad
    if not isinstance(table, dict):
        raise Invalid(f"{file}: must hold names and values", field="config")
    return table


def _agreed(name: str, told: Mapping[str, Any], place: str) -> Given:
    if len({str(value) for value in told.values()}) > 1:
        raise Invalid(f"{' and '.join(told)}{place} say different things: keep one of them", field=name)
    first = next(iter(told))
    return Given(value=told[first], source=first + place)


def _ours(name: str, alias: str, value: Any) -> Any:
    """Another board's value in our terms: its address is that of its API, its database a path, its pause in ms."""
    if name == "url" and not alias.startswith(PREFIX) and isinstance(value, str):
        return value.rstrip("/").removesuffix("/api")
    if alias == "db_path" and isinstance(value, str):
        return f"sqlite:///{Path(value).expanduser()}"
    if alias == "queue_backstop_interval_ms" and isinstance(value, int):
        return value / 1000
    return value


def _read(file: Path, named_by: str) -> str:
    try:
        with file.expanduser().open("rb") as opened:
            found = opened.read(_LARGEST + 1)
    except OSError as problem:
        raise Invalid(f"{named_by}: {file}: {problem.strerror}", field=named_by) from problem
    if len(found) > _LARGEST:
        raise Invalid(f"{named_by}: {file}: is larger than {_LARGEST} bytes", field=named_by)
    try:
        return found.decode()
    except UnicodeDecodeError as bad:
        raise Invalid(f"{named_by}: {file}: is not UTF-8", field=named_by) from bad
