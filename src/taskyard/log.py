"""Logging, set up once. Whatever is said, no secret and no control character reaches the writer."""

import logging
import re
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

_SECRET = re.compile(r"\b(tk_[0-9a-z]{4}|rt_[a-z0-9-]{1,12})[0-9a-z_-]{8,}", re.IGNORECASE)
_PASSWORD = re.compile(r"(?<=://)([^/@:\s]*):([^/@\s]+)@")
_CODE = re.compile(r"(?<=[?&]code=)[0-9a-f]+")
# C0 without the tab, DEL, C1, and the marks that turn the direction of writing.
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def redact(text: str) -> str:
    """Keys and run tokens keep their beginning, so that two can be told apart; nothing else of them stays."""
    text = _SECRET.sub(r"\1…", text)
    return _CODE.sub("…", _PASSWORD.sub(r"\1:…@", text))


def escape(text: str) -> str:
    """One line that cannot move the cursor, ring the bell, or pretend to be the next line."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}" if ord(found[0]) < 256 else f"\\u{ord(found[0]):04x}", text)


def set_up(stream: TextIO | None = None, *, level: int = logging.INFO, as_json: bool | None = None) -> None:
    """`as_json` None: words for a terminal, JSON lines for anything else."""
    out = stream or sys.stderr
    plain = out.isatty() if as_json is None else not as_json
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _words if plain else structlog.processors.JSONRenderer(ensure_ascii=False),
            _clean,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    # What libraries log goes the same way.
    root = logging.getLogger()
    root.handlers[:] = [_Bridge()]
    root.setLevel(max(level, logging.WARNING))


class _Bridge(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        words = {"logger": record.name}
        if record.exc_info:
            words["exception"] = logging.Formatter().formatException(record.exc_info)
        structlog.get_logger().log(record.levelno, record.getMessage(), **words)


def _words(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    at = str(event.pop("timestamp", ""))[11:19]
    level = str(event.pop("level", ""))
    mark = "" if level == "info" else f"{level}: "
    rest = "".join(f"  {name}={value}" for name, value in event.items() if name != "event")
    return f"{at} {mark}{event.get('event', '')}{rest}"


def _clean(_logger: WrappedLogger, _method: str, text: Any) -> str:
    return escape(redact(str(text)))
