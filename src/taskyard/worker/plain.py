"""Words from an agent as they can be stored anywhere: valid Unicode, without NUL, not endless."""

from typing import Any


def plain(text: str, limit: int) -> str:
    """At most `limit` characters; a cut is marked."""
    clean = text.encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return clean if len(clean) <= limit else f"{clean[: limit - 8]} … (cut)"[:limit]


def plain_json(value: Any, limit: int) -> Any:
    """The same for every text inside a JSON value."""
    match value:
        case str():
            return plain(value, limit)
        case dict():
            return {plain(str(name), limit): plain_json(inner, limit) for name, inner in value.items()}
        case list():
            return [plain_json(inner, limit) for inner in value]
        case _:
            return value
