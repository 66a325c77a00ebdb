"""The only place that reads the environment. Every setting has one model here, and can say where its value is from."""

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from socket import gethostname
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from taskyard.domain.error import Invalid
from taskyard.domain.session import KeepAlive
from taskyard.source import PREFIX, SECRETS, Given, gather, variables

_USUAL = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/opt/homebrew/bin")
# What we ourselves tell a process about its run.
_GIVEN = frozenset(PREFIX + name for name in ("MCP_URL", "RUN", "RUN_NUMBER", "TASK", "TOKEN"))
_BASE = re.compile(r"/?([\w~-][\w.~-]*/)*([\w~-][\w.~-]*)?", re.ASCII)
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


class Settings(BaseModel):
    """By a flag, by TASKYARD_ and the field in capitals, or by the field in a file. An empty variable is none."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    data: Path = Field(default_factory=default_data, description="where everything is kept")
    log_root: str = Field(
        "", description="where a worker writes status.log and transcripts; none: log in the data directory"
    )
    sandbox_root: str = Field(
        "", description="where this worker's checkouts lie; none: worker/workspace in the data directory"
    )
    database_url: str = Field("", description="postgresql://… when SQLite in the data directory is too small")
    redis_url: str = Field(
        "", description="redis://…: the doorbell between several servers; else PostgreSQL is"
    )
    url: str = Field("", description="the server that commands and workers speak to")
    key: str = Field("", description="the key they show")
    worker_name: str = Field(default_factory=gethostname, max_length=100, description="this worker's name")
    host: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(4747, ge=0, le=65535, description="0: any that is free")
    slots: int = Field(1, ge=1, le=256, description="runs at once on this worker, beside one for run now")
    poll_interval: float = Field(
        30.0,
        ge=0.1,
        le=3600,
        description="seconds after which an idle worker asks again, though no bell rang",
    )
    behind_tls_proxy: bool = Field(default=False, description="listen beyond this machine: a proxy adds TLS")
    allowed_hosts: str = Field("", description="further Host headers, comma separated, with their port")
    base_path: str = Field(
        "/", description="the path of the board's address, where a proxy serves it below one"
    )
    lease: float = Field(
        90.0, ge=1, le=3600, description="seconds a run is held without a word from its worker"
    )
    agents: str = Field(
        "", description="agents this worker offers, comma separated; none: those that can start here"
    )
    claude_bin: str = Field("", description="this machine's Claude Code; none: the one that is found here")
    agent_env: str = Field(
        "", description="variables of this machine that agents get, comma separated: keys of models"
    )
    session_idle: float = Field(
        1800.0, ge=1, le=31_536_000, description="seconds a live session is kept while nothing happens in it"
    )
    session_age: float = Field(
        3600.0,
        ge=1,
        le=31_536_000,
        description="seconds a live session is kept at all, while no run is in it",
    )
    rate_act: int = Field(600, ge=0, description="changes by one key or browser, a minute; 0: no limit")
    rate_sign_in: int = Field(
        10, ge=0, description="tries to sign in from one address, a minute; 0: no limit"
    )
    rate_keys: int = Field(10, ge=0, description="keys that one key makes or rotates, an hour; 0: no limit")
    rate_refused: int = Field(60, ge=0, description="wrong keys from one address, a minute; 0: no limit")
    max_running: int = Field(0, ge=0, description="runs at once in the whole organisation; 0: no limit")

    @field_validator("database_url")
    @classmethod
    def _spoken(cls, url: str) -> str:
        if url and not url.startswith(("postgresql:", "postgresql+", "postgres:", "sqlite:")):
            raise PydanticCustomError("database_url", "must begin with postgresql:// or sqlite:///")
        return url

    @field_validator("base_path")
    @classmethod
    def _path(cls, path: str) -> str:
        """With a slash at both ends, however it was written."""
        if not _BASE.fullmatch(path):
            raise PydanticCustomError(
                "base_path", "must be like /yard: letters, digits and - . _ ~ between slashes"
            )
        return f"/{path.strip('/')}/".replace("//", "/")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'taskyard.db'}"

    @property
    def logs(self) -> Path:
        return Path(self.log_root).expanduser() if self.log_root else self.data / "log"

    @property
    def checkouts(self) -> Path | None:
        """None: the worker's own folder. Never relative: git works in other places than this process."""
        return Path(self.sandbox_root).expanduser().absolute() if self.sandbox_root else None

    @property
    def keep(self) -> KeepAlive:
        return KeepAlive(idle=timedelta(seconds=self.session_idle), age=timedelta(seconds=self.session_age))

    @property
    def local(self) -> Path:
        """Where the server of this data directory leaves its address and a key for this user."""
        return self.data / "local.json"


@dataclass(frozen=True, kw_only=True)
class Origin:
    name: str
    value: str  # secrets masked
    source: str  # flag, the variable, the file, or default
    about: str


def load(flags: Mapping[str, Any] | None = None) -> Settings:
    """`flags` that are None count as not given. Raises Invalid and names the flag, the variable or the file."""
    return _settle(_given(flags))


def origins(flags: Mapping[str, Any] | None = None) -> list[Origin]:
    """Every setting with its value and where it is from. Raises Invalid like `load`."""
    given = _given(flags)
    settings = _settle(given)
    return [
        Origin(
            name=name,
            value=_masked(name, str(getattr(settings, name))),
            source=given[name].source if name in given else "default",
            about=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def _given(flags: Mapping[str, Any] | None) -> dict[str, Given]:
    return gather(tuple(Settings.model_fields), flags or {}, os.environ, _usual_file())


def _usual_file() -> Path | None:
    """The user's own configuration, where there is one."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    file = Path(base) / "taskyard" / "taskyard.toml"
    return file if file.is_file() else None


def _settle(given: Mapping[str, Given]) -> Settings:
    try:
        return Settings(**{name: one.value for name, one in given.items()})
    except ValidationError as bad:
        first = bad.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        source = given[name].source if name in given else "default"
        raise Invalid(f"{name if source == 'flag' else source}: {first['msg']}", field=name) from bad


def _masked(name: str, value: str) -> str:
    """A key is nothing but secret; of a database's URL it is the password."""
    if not value or name not in SECRETS:
        return value
    if name == "key" or "://" not in value:
        return "…"
    return _PASSWORD.sub(lambda found: f"{found[2]}…" if found[2] else f"{found[1]}:…@", value)


def strangers() -> list[str]:
    """Variables that look like settings and are none, each with the name that was probably meant."""
    ours = [name for name in variables(tuple(Settings.model_fields)) if name.startswith(PREFIX)]
    known = {name.removeprefix(PREFIX): name for name in ours}
    found = []
    for variable in sorted(name for name in os.environ if name.startswith(PREFIX)):
        if variable not in known.values() and variable not in _GIVEN:
            name = variable.removeprefix(PREFIX)
            near = "".join(f": {known[one]}?" for one in get_close_matches(name, sorted(known), n=1))
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
