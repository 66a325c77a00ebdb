"""The only place that reads the environment. Flag over environment over default; every value can say where it is from."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from socket import gethostname
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from taskyard.domain.error import Invalid

SECRETS = frozenset({"key", "database_url"})


def default_data() -> Path:
    """Per platform: the user's own data directory."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "taskyard"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "taskyard"


class Settings(BaseSettings):
    """Names are fixed: TASKYARD_ and the field in capitals."""

    model_config = SettingsConfigDict(env_prefix="TASKYARD_", extra="ignore", frozen=True)

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
    agent_env: str = Field(
        "", description="variables of this machine that agents get, comma separated: keys of models"
    )
    max_running: int = Field(0, ge=0, description="runs at once in the whole organisation; 0: no limit")

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
    """`flags` that are None count as not given. Raises Invalid and names the setting."""
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as bad:
        first = bad.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise Invalid(f"TASKYARD_{name.upper()}: {first['msg']}", field=name) from bad


def origins(settings: Settings, flags: Mapping[str, Any] | None = None) -> list[Origin]:
    found = []
    for name, field in Settings.model_fields.items():
        value = str(getattr(settings, name))
        if (flags or {}).get(name) is not None:
            source = "flag"
        elif f"TASKYARD_{name.upper()}" in os.environ:
            source = f"TASKYARD_{name.upper()}"
        else:
            source = "default"
        shown = "…" if name in SECRETS and value else value
        found.append(Origin(name=name, value=shown, source=source, about=field.description or ""))
    return found


def agent_environment(settings: Settings) -> dict[str, str]:
    """What agents get of this machine's environment: only the names that were named, with a value here."""
    names = [name.strip() for name in settings.agent_env.split(",")]
    return {name: os.environ[name] for name in names if name in os.environ}


def child_environment() -> dict[str, str]:
    """What a child of ours that is Taskyard itself inherits: only what finds programs and settings."""
    keep = ("PATH", "HOME", "LANG", "TERM", "TMPDIR", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
    return {name: os.environ[name] for name in keep if name in os.environ}
