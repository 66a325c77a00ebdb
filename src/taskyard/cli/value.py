"""name=value on the command line, as settings."""

import json

from taskyard.domain.error import Invalid
from taskyard.domain.settings import resolve


def parse(given: list[str]) -> dict[str, object]:
    """A value is JSON where it reads as JSON of the right type, else the text itself. Raises Invalid."""
    found: dict[str, object] = {}
    for one in given:
        name, equals, text = one.partition("=")
        if not equals:
            raise Invalid(f"{one!r}: write name=value", field="set")
        found[name] = _value(name, text)
    return found


def _value(name: str, text: str) -> object:
    try:
        value: object = json.loads(text)
        resolve({name: value})
    except ValueError:
        return text
    except Invalid:
        return text
    return value
