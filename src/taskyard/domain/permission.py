"""What an agent may do without asking: rules of a project, first match wins; what no rule names is asked.

A rule is one line: `allow|ask|deny TOOL [WHAT]`, both patterns as in file names: `allow Bash git *`,
`deny * *.env`, `ask WebFetch`. WHAT is matched against the command, the path or the address of the call.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from taskyard.domain.error import Invalid

# One command line can hold several commands: a rule that allows the first must not allow the others.
_COMPOUND = re.compile(r"[;&|<>`\n]|\$\(")
_NAMES = ("command", "cmd", "file_path", "path", "notebook_path", "url", "query", "pattern")


class Effect(StrEnum):
    ALLOW = "allow"
    ASK = "ask"
    DENY = "deny"


@dataclass(frozen=True, kw_only=True)
class Rule:
    effect: Effect
    tool: str
    what: str = "*"


def parse(line: str) -> Rule:
    """Raises Invalid and says what a rule looks like."""
    effect, _, rest = line.strip().partition(" ")
    tool, _, what = rest.strip().partition(" ")
    if effect not in set(Effect) or not tool:
        words = (
            f"settings.permissions: {line!r} must be `allow|ask|deny TOOL [PATTERN]`, like `allow Bash git *`"
        )
        raise Invalid(words, field="settings.permissions")
    return Rule(effect=Effect(effect), tool=tool, what=what.strip() or "*")


def decide(lines: Sequence[str], tool: str, given: Mapping[str, Any]) -> Effect:
    """What the project says to this call of a tool."""
    what = subject(given)
    return next((rule.effect for rule in map(parse, lines) if _meets(rule, tool, what)), Effect.ASK)


def subject(given: Mapping[str, Any]) -> str:
    """What a call is about, as one text: its command, path or address, else all of it as JSON."""
    for name in _NAMES:
        value = given.get(name)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            return " ".join(value)
    return json.dumps(given, ensure_ascii=False, sort_keys=True, default=str)


def _meets(rule: Rule, tool: str, what: str) -> bool:
    if not fnmatchcase(tool, rule.tool) or not fnmatchcase(what, rule.what):
        return False
    return rule.effect is not Effect.ALLOW or rule.what == "*" or not _COMPOUND.search(what)
