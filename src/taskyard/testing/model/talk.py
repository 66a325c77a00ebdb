"""What every dialect's request is reduced to, and which turn of which script answers it.

The server keeps no conversation: the newest marker in the prompt names the script, and the number of the model's
own turns after it is the turn to play. So sessions may run side by side and be resumed in another process.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MARKER = re.compile(r"\[\[script:([\w.-]+)((?:\s+[\w.-]+=[^\s\]]+)*)\s*\]\]")


@dataclass(frozen=True)
class Place:
    """A turn of a script, as the conversation has got there."""

    script: str
    params: Mapping[str, str]
    turn: int


@dataclass
class Talk:
    model: str = "fake-model"
    stream: bool = False
    wants_json: bool = False  # the answer must fit a schema: a side request, like one for a title
    tools: dict[str, frozenset[str]] = field(default_factory=dict)  # offered: name → its parameters
    said: list[tuple[str, str]] = field(default_factory=list)  # user, assistant or tool; and the words

    def offer(self, name: Any, schema: Any) -> None:
        properties = schema.get("properties") if isinstance(schema, dict) else None
        if isinstance(name, str) and name:
            self.tools[name] = frozenset(properties if isinstance(properties, dict) else ())

    def add(self, role: str, words: str, *, joins: bool = False) -> None:
        """`joins`: a dialect that spreads one turn of the model over several items."""
        if joins and self.said and self.said[-1][0] == role:
            self.said[-1] = (role, self.said[-1][1] + words)
        else:
            self.said.append((role, words))

    @property
    def last_tool_result(self) -> str:
        return next((words for role, words in reversed(self.said) if role == "tool"), "")

    def place(self) -> Place:
        for at in range(len(self.said) - 1, -1, -1):
            role, words = self.said[at]
            if role == "user" and (found := list(MARKER.finditer(words))):
                params = dict(part.split("=", 1) for part in found[-1].group(2).split())
                done = sum(role == "assistant" for role, _ in self.said[at + 1 :])
                return Place(found[-1].group(1), params, done)
        return Place("default", {}, sum(role == "assistant" for role, _ in self.said))


def words(content: Any) -> str:
    """The text in a string, a block or a list of blocks, of any dialect."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(filter(None, map(words, content)))
    if isinstance(content, dict):
        return next((words(content[key]) for key in ("text", "content", "output") if key in content), "")
    return ""


def each(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
