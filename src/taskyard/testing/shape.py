"""JSON schemas in a few words, for the reference of the API."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from taskyard.server.character import ID, ONE_LINE, TITLE

Schema = Mapping[str, Any]
_REF = "#/components/schemas/"
_SHOWN = 60  # characters of a pattern
_SAID = {ONE_LINE.pattern: " in one line", TITLE.pattern: " in one line", ID.pattern: ""}
_FORMATS = {"date-time": "moment", "date": "day"}


@dataclass(frozen=True)
class Shapes:
    known: Mapping[str, Schema]

    def words(self, schema: Schema) -> str:
        """In one phrase; what has a name is named."""
        if "$ref" in schema:
            return self._named(schema["$ref"].removeprefix(_REF))
        for key in ("anyOf", "oneOf"):
            if key in schema:
                return " or ".join(dict.fromkeys(self.words(one) for one in schema[key]))
        if "const" in schema:
            return f"`{schema['const']}`"
        if "enum" in schema:
            return " · ".join(f"`{one}`" for one in schema["enum"])
        return self._plain(schema)

    def field(self, schema: Schema) -> str:
        words = self.words(schema)
        if schema.get("default") not in (None, "", [], {}):
            words += f" = `{json.dumps(schema['default'], ensure_ascii=False)}`"
        return words + (f". {schema['description']}" if schema.get("description") else "")

    def fields(self, schema: Schema) -> Iterator[tuple[str, bool, str]]:
        """Of an object, or of the one object among several: name, whether it must be there, and what it is."""
        named = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
        for one in named:
            whole = self.known[one["$ref"].removeprefix(_REF)] if "$ref" in one else one
            for name, inner in whole.get("properties", {}).items():
                yield name, name in whole.get("required", ()), self.field(inner)

    def all(self) -> Iterator[str]:
        for name, schema in sorted(self.known.items(), key=lambda one: _short(one[0])):
            if name.startswith("Listing_"):
                continue
            lines = [f"### {_short(name)}\n"]
            about = " ".join(str(schema.get("description", "")).split())
            lines += [f"{about}\n"] if about and not about.startswith(f"{_short(name)}(") else []
            rows = [f"- `{field}`{'' if must else '?'}: {what}" for field, must, what in self.fields(schema)]
            yield "\n".join([*lines, *(rows or [self.words(schema)]), ""])

    def _named(self, name: str) -> str:
        if name.startswith("Listing_"):
            return f"list of {self._named(name.removeprefix('Listing_').removesuffix('_'))}, `next`"
        anchor = re.sub(r"[^a-z0-9_-]", "", _short(name).lower())
        return f"[{_short(name)}](#{anchor})"

    def _plain(self, schema: Schema) -> str:
        kind = schema.get("type")
        if kind == "array":
            inner = self.words(schema.get("items", {})) or "anything"
            return f"list{_range(schema, 'minItems', 'maxItems')} of {inner}"
        if kind == "string":
            shape = _like(schema.get("pattern", ""))
            word = _FORMATS.get(schema.get("format", ""), "text")
            return f"{word}{_range(schema, 'minLength', 'maxLength')}{shape}"
        if kind in {"integer", "number"}:
            word = "whole number" if kind == "integer" else "number"
            return f"{word}{_range(schema, 'minimum', 'maximum')}"
        if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
            return f"object of {self.words(schema['additionalProperties']) or 'anything'}"
        return {"boolean": "true or false", "null": "null", "object": "object", None: ""}[kind]


def _like(pattern: str) -> str:
    """A long one is for programs: it is in the document beside."""
    if pattern in _SAID:
        return _SAID[pattern]
    return f" like `{pattern}`" if 0 < len(pattern) <= _SHOWN else ""


def _short(name: str) -> str:
    """Two shapes of one name are told apart by where they live."""
    return ".".join(name.split("__")[-2:])


def _range(schema: Schema, least: str, most: str) -> str:
    low, high = schema.get(least), schema.get(most)
    if high is None:
        return f" ≥ {low:.0f}" if low else ""
    return f" {low or 0:.0f}–{high:.0f}" if low != high else f" {high:.0f}"
