"""The library's own log: one JSON object a line, from a level on, apart from whatever the application logs with."""

from typing import Any, TextIO

from taskyard.domain.error import Invalid
from taskyard.library.config import LEVELS
from taskyard.log import make


def create_structured_logger(level: str = "info", stream: TextIO | None = None) -> Any:
    """`debug`, `info`, `warning` and `error`, each with a word for the event and fields. Raises Invalid."""
    if level not in LEVELS:
        raise Invalid(f"log_level: must be one of {', '.join(LEVELS)}", field="log_level")
    return make(level, stream)
