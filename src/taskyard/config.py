"""The only place that reads the environment. Flag over environment over default; every value can say where it is from."""

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from socket import gethostname
from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from taskyard.domain.error import Invalid

PREFIX = "TASKYARD_"
_USUAL = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/opt/homebrew/bin")
_GIVEN = frozenset({"RUN", "RUN_NUMBER", "TASK", "TOKEN"})  # what we ourselves tell a process about its run
_PASSWORD = re.compile(r"(?<=://)([^:/@]*):.*@|([?&][a-z]*password=)[^&]*", re.IGNORECASE)


def default_data() -> Path:
    """Per platform: the user's own data directory."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "taskyard"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "taskyard"


def user_profiles() -> Path:
    """Where a user's own profiles of agents lie."""
    return Path.home() / ".taskyard" / "agents"


class Settings(BaseSettings):
    """Names are fixed: TASKYARD_ and the field in capitals. An empty variable counts as not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    data: Path = Field(default_factory=default_data, description="where everything is kept")
    database_url: str = Field("", description="postgresql://… when SQLite in the data directory is too small")
    url: str = Field("", description="the server that commands and workers speak to")
    key: str = Field("", description="the key they show")
    worker_name: str = Field(default_factory=gethostname, max_length=100, description="this worker's name")
    host: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(4747, ge=0, le=65535, description="0: any that is free")
    slots: int = Field(1, ge=1, le=256, description="runs at once on this worker, beside one for run now")
    behind_tls_proxy: bool = Field(default=False, description="listen beyond this machine: a proxy adds TLS")
    allowed_hosts: str = Field("", description="further Host headers, comma separated, with their port")
    lease: float = Field(
        90.0, ge=1, le=3600, description="seconds a run is held without a word from its worker"
    )
    agents: str = Field(
        "", description="agents this worker offers, comma separated; none: those that can start here"
    )
    agent_env: str = Field(
        "", description="variables of this machine that agents get, comma separated: keys of models"
    )
    max_running: int = Field(0, ge=0, description="runs at once in the whole organisation; 0: no limit")

    @field_validator("database_url")
    @classmethod
    def _spoken(cls, url: str) -> str:
        if url and not url.startswith(("postgresql:", "postgresql+", "postgres:", "sqlite:")):
            raise PydanticCustomError("database_url", "must begin with postgresql:// or sqlite:///")
        return url

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'taskyard.db'}"

    @property
    def local(self) -> Path:
        """Where the server of this data directory leaves its address and a key for this user."""
        return self.data / "local.json"


@dataclass(frozen=True, kw_only=True)
class Origin:
    name: str
    value: str  # secrets masked
    source: str  # flag, environment or default
    about: str


def load(flags: Mapping[str, Any] | None = None) -> Settings:
    """`flags` that are None count as not given. Raises Invalid and names the flag or the variable."""
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as bad:
        first = bad.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise Invalid(
            f"{name if name in given else PREFIX + name.upper()}: {first['msg']}", field=name
        ) from bad


def origins(settings: Settings, flags: Mapping[str, Any] | None = None) -> list[Origin]:
    found = []
    for name, field in Settings.model_fields.items():
        value = str(getattr(settings, name))
        if (flags or {}).get(name) is not None:
            source = "flag"
        elif os.environ.get(variable := PREFIX + name.upper()):
            source = variable
        else:
            source = "default"
        shown = _masked(name, value)
        found.append(Origin(name=name, value=shown, source=source, about=field.description or ""))
    return found


def _masked(name: str, value: str) -> str:
    """A key is nothing but secret; of a database's URL it is the password."""
    if not value or name not in {"key", "database_url"}:
        return value
    if name == "key" or "://" not in value:
        return "…"
    return _PASSWORD.sub(lambda found: f"{found[2]}…" if found[2] else f"{found[1]}:…@", value)


def strangers() -> list[str]:
    """Variables that look like settings and are none, each with the name that was probably meant."""
    known = [name.upper() for name in Settings.model_fields]
    found = []
    for variable in sorted(name for name in os.environ if name.startswith(PREFIX)):
        name = variable.removeprefix(PREFIX)
        if name not in known and name not in _GIVEN:
            near = "".join(f": {PREFIX}{one}?" for one in get_close_matches(name, known, n=1))
            found.append(f"{variable} is set, but there is no such setting{near}")
    return found


def agent_environment(settings: Settings) -> dict[str, str]:
    """What agents get of this machine's environment: only the names that were named, with a value here."""
    names = [name.strip() for name in settings.agent_env.split(",")]
    return {name: os.environ[name] for name in names if name in os.environ}


def search_path() -> str:
    """Where programs are looked for: this process's own path, and behind it the usual places."""
    own = os.environ.get("PATH", "").split(os.pathsep)
    usual = [f"{Path.home()}/.local/bin", *_USUAL]
    return os.pathsep.join(dict.fromkeys(part for part in [*own, *usual] if part.startswith("/")))


def local(settings: Settings) -> dict[str, str]:
    """Address and keys that the server of this data directory has left for its own user; empty without one."""
    if not settings.local.is_file():
        return {}
    found = json.loads(settings.local.read_text())
    return {str(name): str(value) for name, value in found.items()}


def child_environment() -> dict[str, str]:
    """What a child of ours that is Taskyard itself inherits: only what finds programs and settings."""
    keep = ("PATH", "HOME", "LANG", "TERM", "TMPDIR", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
    return {name: os.environ[name] for name in keep if name in os.environ}
