"""Which characters a text may have: refused here, and told in the API's description, in the same words."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

# Controls, line breaks, and what turns the direction or is not seen: a line that holds one shows as another.
HIDDEN = r"\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
BLANK = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # what is stripped


@dataclass(frozen=True)
class Characters:
    """An annotation of a text. Of several the last one is told, but for a pattern of the text's own.

    That a text has no NUL character is true of all of them, and goes without saying.
    """

    pattern: str
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        found = handler(schema)
        if self is not CLEAN and found.get("pattern", "") in OURS:
            found["pattern"] = self.pattern
        return found

    def check(self, text: str) -> str:
        text.encode()  # a lone surrogate is no text: UnicodeEncodeError is a ValueError
        if re.fullmatch(self.pattern, text) is None:
            raise ValueError(self.words)
        return text


CLEAN = Characters(r"^[^\x00]*$", "must not contain the NUL character")
ONE_LINE = Characters(f"^[^{HIDDEN}]*$", "must be one line of printable characters")
ID = Characters("^[0-9a-z]{26}$", "must be an id: 26 small letters and digits")
# Blanks around it are taken away before it is looked at.
TITLE = Characters(
    f"^[{BLANK}]*[^{HIDDEN}{BLANK}](?:[^{HIDDEN}]*[^{HIDDEN}{BLANK}])?[{BLANK}]*$", ONE_LINE.words
)
ABSOLUTE = Characters(
    f"^/(?!(?:.*/)?\\.\\.(?:/|$))[^{HIDDEN}]*$", "give the absolute path on the worker's machine"
)
OURS = frozenset({"", ONE_LINE.pattern, ID.pattern, TITLE.pattern, ABSOLUTE.pattern})


def without(node: Any) -> Any:
    """A JSON schema for readers who pay for every word of it: a text's bare characters are left out."""
    if isinstance(node, dict):
        return {
            name: without(inner)
            for name, inner in node.items()
            if not (name == "pattern" and isinstance(inner, str) and inner in OURS)
        }
    return [without(inner) for inner in node] if isinstance(node, list) else node
