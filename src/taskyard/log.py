"""Structured logging, set up once. Secrets are taken out and control characters made visible at the writer."""

import json
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

_SECRET = re.compile(r"\b(tk|rt)_[A-Za-z0-9_-]{20,}|(?<=code=)[0-9a-f]{16,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def redact(text: str) -> str:
    return _SECRET.sub("[secret]", text)


def visible(text: str) -> str:
    """No letter of it can move a cursor, forge a line or turn the reading order."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def set_up(stream: TextIO | None = None, *, as_json: bool = False) -> None:
    structlog.configure(
        processors=[*_steps(), _as_json if as_json else _as_line],
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=True,
    )


def get(name: str) -> Any:
    return structlog.get_logger(name)


def make(level: str, stream: TextIO | None = None) -> Any:
    """A logger of its own, JSON, from `level` on; what `set_up` has done does not count for it."""
    return structlog.wrap_logger(
        structlog.WriteLogger(stream or sys.stderr),
        processors=[*_steps(), _as_json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )


def _steps() -> list[structlog.typing.Processor]:
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]


def _as_json(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    return redact(json.dumps(dict(event), default=str))


def _as_line(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    at, level = event.pop("timestamp", ""), event.pop("level", "")
    words = visible(str(event.pop("event", "")))
    rest = " ".join(f"{name}={visible(str(value))}" for name, value in event.items())
    return redact(f"{at[11:19]} {level:<7} {words} {rest}".rstrip())
