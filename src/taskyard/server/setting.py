"""Settings in the API's description: what `domain/settings.py` takes, said as a JSON schema."""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any

from pydantic import WithJsonSchema

from taskyard.domain.limit import COMMAND, LABELS, NAME
from taskyard.domain.settings import (
    DEFAULTS,
    LISTS,
    LONG,
    MOST,
    MOST_SECONDS,
    OF_PROJECT,
    OPTION,
    POSITIVE,
    PREFIX,
)
from taskyard.server.character import BLANK
from taskyard.server.form import Fields

_NAMED = {"project": "ProjectSettings", "task": "TaskSettings"}
_CONTROL = r"\x00-\x1f\x7f"
_WORD = f"^[^{_CONTROL}{BLANK}]+$"
_LINE = f"^[^{_CONTROL}]*$"
_FULL = f"^[^{_CONTROL}]*[^{_CONTROL}{BLANK}][^{_CONTROL}]*$"  # a line that is not blank
_GAP = r"[ \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x85]*"  # blanks, but no controls
_ANY = ""
_PATTERNS = {
    "agent": _WORD,
    "tier": _WORD,
    "agent_command": _ANY,
    "rules": _ANY,
    "profile": r"^(\w[\w.-]{0,99})?$",
    "commit_type": "^[A-Za-z][A-Za-z0-9_-]*!?$",
    "trailer_task": "^[A-Za-z0-9][A-Za-z0-9-]*$",
    "trailer_run": "^[A-Za-z0-9][A-Za-z0-9-]*$",
    "approved_config": "^([0-9a-f]{64}( [0-9a-f]{64}){0,19})?$",
    "author_name": f"^[^<>{_CONTROL}]*[^<>.,:;\"'\\\\{_CONTROL}{BLANK}][^<>{_CONTROL}]*$",
    "author_email": f"^[^<>{_CONTROL}{BLANK}]+$",
    "branch_prefix": r"^(?!.*(?:\.\.|//|/\.|\.lock/))([A-Za-z0-9][A-Za-z0-9._/-]*)?$",
    "permissions": f"^{_GAP}(allow|ask|deny) [^{_CONTROL}]*[^{_CONTROL}{BLANK}][^{_CONTROL}]*$",
}
_SHORT = {"branch_prefix": PREFIX, "labels": NAME, "fallback_agents": NAME}

ProjectFields = Annotated[Fields, WithJsonSchema({"type": "object", "x-settings": "project"})]
TaskFields = Annotated[Fields, WithJsonSchema({"type": "object", "x-settings": "task"})]


def put_in(document: dict[str, Any]) -> None:
    """Names the two shapes, and lets every place that takes settings point at its own."""
    shapes = document["components"]["schemas"]
    shapes[_NAMED["project"]] = _shape(dict.fromkeys(DEFAULTS), null=True)
    shapes[_NAMED["task"]] = _shape([name for name in DEFAULTS if name not in OF_PROJECT], null=False)
    _point(document["paths"])
    _point(shapes)


def _point(node: Any) -> None:
    if isinstance(node, dict):
        if "x-settings" in node:
            name = _NAMED[node["x-settings"]]
            node.clear()
            node["$ref"] = f"#/components/schemas/{name}"
        for inner in node.values():
            _point(inner)
    elif isinstance(node, list):
        for inner in node:
            _point(inner)


def _shape(names: Any, *, null: bool) -> dict[str, Any]:
    """With `null`, a null says nothing; a task that names a setting means it."""
    fields = {name: _of(name, DEFAULTS[name]) for name in names}
    if null:
        fields = {name: {"anyOf": [one, {"type": "null"}]} for name, one in fields.items()}
    return {"type": "object", "properties": fields, "additionalProperties": False}


def _of(name: str, default: Any) -> Mapping[str, Any]:
    if isinstance(default, Enum):
        return {"type": "string", "enum": [one.value for one in type(default)]}
    if isinstance(default, bool):
        return {"type": "boolean"}
    if isinstance(default, int | float):
        least = "exclusiveMinimum" if name in POSITIVE else "minimum"
        kind = "integer" if isinstance(default, int) else "number"
        return {"type": kind, least: 0, "maximum": MOST.get(name, MOST_SECONDS)}
    if isinstance(default, tuple):
        item = _text(_PATTERNS.get(name, _FULL), _SHORT.get(name, COMMAND))
        return {"type": "array", "items": item, "maxItems": LISTS.get(name, LABELS)}
    if isinstance(default, dict):
        names = _text(_ANY, NAME)
        return {"type": "object", "maxProperties": 100, "propertyNames": names,
                "additionalProperties": _text(_ANY, OPTION)}  # fmt: skip
    return _text(_PATTERNS.get(name, _LINE), _SHORT.get(name, LONG.get(name, COMMAND)))


def _text(pattern: str, most: int) -> dict[str, Any]:
    told = {"pattern": pattern} if pattern else {}
    return {"type": "string", **told, "maxLength": most}
