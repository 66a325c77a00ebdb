"""The only reader of the environment. A flag beats a variable, a variable beats `local.json`, that beats a default."""

import json
import os
import re
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from taskyard.domain.error import Invalid
from taskyard.domain.limit import NAME

PREFIX = "TASKYARD_"
LOCAL = "local.json"  # in the data folder: where `taskyard up` listens, and a key for this user
DEFAULT_PORT = 4747
_PASSWORD = re.compile(r"(?<=://)([^/@:]*):([^/@]*)@")


class BadSetting(Invalid):
    """A flag, a variable or a file says something that cannot be."""

    code = "bad_setting"


def default_data() -> Path:
    """Where the platform wants an application's data."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "taskyard"
    base = os.environ.get("XDG_DATA_HOME", "")
    # The XDG specification: a relative path is to be ignored.
    root = Path(base) if base.startswith("/") else Path.home() / ".local" / "share"
    return root / "taskyard"


def environment() -> dict[str, str]:
    """For programs we start as ourselves: a copy of our own environment."""
    return dict(os.environ)


def _name(text: str) -> str:
    if not 0 < len(text) <= NAME or not text.isprintable() or text != text.strip():
        raise ValueError(f"must be 1 to {NAME} printable characters")
    return text


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must begin with http:// or https:// and name a host")
    return text.rstrip("/")


def _database(text: str) -> str:
    if text and not text.startswith(("sqlite:", "postgresql:", "postgresql+", "postgres:")):
        raise ValueError("must begin with sqlite: or postgresql:")
    return text


def _folder(path: Path) -> Path:
    return path.expanduser().absolute()


def _key(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"(tk_[0-9a-z_]+)?", secret.get_secret_value()):
        raise ValueError("is no key: keys begin with tk_")
    return secret


Url = Annotated[str, AfterValidator(_url)]


class Settings(BaseSettings):
    """Every setting of the programs. Names of variables: the field in capitals after TASKYARD_."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore", populate_by_name=True
    )

    data: Annotated[Path, AfterValidator(_folder)] = Field(default_factory=default_data)
    database_url: Annotated[str, AfterValidator(_database)] = ""  # empty: SQLite in the data folder
    url: Url = f"http://127.0.0.1:{DEFAULT_PORT}"
    key: Annotated[SecretStr, AfterValidator(_key)] = SecretStr("")
    worker_name: Annotated[str, AfterValidator(_name)] = Field(default_factory=socket.gethostname)
    host: Annotated[str, AfterValidator(_name)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = DEFAULT_PORT
    public_url: Url | None = None  # how others reach the server, when a proxy stands before it
    slots: Annotated[int, Field(ge=1, le=64)] = 1

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'taskyard.db'}"


@dataclass(frozen=True)
class Loaded:
    settings: Settings
    sources: Mapping[str, str]  # field → flag, a variable's name, local.json or default

    def shown(self) -> list[tuple[str, str, str]]:
        """(name, value, source) for people: secrets masked."""
        rows = [(name, _masked(value), self.sources[name]) for name, value in self.settings]
        return [
            (name, _masked(self.settings.database) if name == "database_url" else value, source)
            for name, value, source in rows
        ]


def load(**flags: Any) -> Loaded:
    """`flags` that are None were not given. Raises BadSetting, naming the flag or the variable."""
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as problem:
        first = problem.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "settings"
        where = f"--{field.replace('_', '-')}" if field in given else PREFIX + field.upper()
        words = first["msg"].removeprefix("Value error, ")
        raise BadSetting(f"{where}: {words}", field=field) from None
    sources = {
        name: "flag" if name in given else PREFIX + name.upper() if name in settings.model_fields_set else "default"
        for name in Settings.model_fields
    }
    return _with_local(settings, sources)


def _with_local(settings: Settings, sources: dict[str, str]) -> Loaded:
    local = _read_local(settings.data)
    known: dict[str, Any] = {}
    if "url" in local and sources["url"] == "default":
        known["url"] = local["url"]
    # The key belongs to the server that wrote it: it is never sent to another one.
    same = known.get("url", settings.url) == local.get("url")
    if "key" in local and same and sources["key"] == "default":
        known["key"] = SecretStr(local["key"])
    return Loaded(settings.model_copy(update=known), sources | dict.fromkeys(known, LOCAL))


def _read_local(data: Path) -> dict[str, str]:
    path = data / LOCAL
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {"url": _url(str(found["url"])), "key": _key(SecretStr(str(found["key"]))).get_secret_value()}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except PermissionError:
        return {}  # another user's server: its key is not for us
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadSetting(f"{path} cannot be read ({problem}); remove it and start `taskyard up` anew") from problem


def write_local(data: Path, url: str, key: str) -> None:
    """Only this user may read it. Written beside and renamed, so that nobody sees half of it."""
    path = data / f"{LOCAL}.new"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"url": url, "key": key}, file)
    path.replace(data / LOCAL)


def forget_local(data: Path) -> None:
    (data / LOCAL).unlink(missing_ok=True)


def _masked(value: object) -> str:
    if isinstance(value, SecretStr):
        text = value.get_secret_value()
        return f"{text[:9]}…" if text else "(none)"
    return "(none)" if value is None else _PASSWORD.sub(r"\1:…@", str(value))
