"""What Claude Code asks before it uses a tool, as a question to people, and their answer in its form."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import each, mapping, plain, said, text
from taskyard.domain.entry import EntryKind, encode

ALLOW, DENY = "allow", "deny"
_DENIED = "A person did not allow this."
_SHOWN = 4_000  # characters of an input in the words of a request
_WORDS = {
    "Bash": "Run the command: {command}",
    "Write": "Write the file {file_path} ({lines}):\n{content}",
    "Edit": "Change the file {file_path}: replace\n{old_string}\nwith\n{new_string}",
    "Read": "Read the file {file_path}",
    "NotebookEdit": "Change the notebook {notebook_path}:\n{new_source}",
    "WebFetch": "Fetch the address {url}",
    "WebSearch": "Search the web for: {query}",
    "ExitPlanMode": "Leave planning and carry out this plan:\n{plan}",
}


@dataclass
class Ask:
    """One request of the agent: what to ask, in order, and what was answered so far."""

    id: str
    tool: str
    input: Mapping[str, Any]
    entries: list[Said]
    answers: list[str] = field(default_factory=list)

    def take(self, answer: str) -> dict[str, Any] | None:
        """The reply, once everything is answered."""
        self.answers.append(answer)
        if len(self.answers) < len(self.entries):
            return None
        if self.entries[0].kind is EntryKind.QUESTION:
            asked = [text(one.body.get("text")) for one in self.entries]
            answers = dict(zip(asked, self.answers, strict=True))
            return {"behavior": "allow", "updatedInput": {**self.input, "answers": answers}}
        if answer.strip().lower() == ALLOW:
            return {"behavior": "allow"}  # with the input it has asked about
        words = answer.strip()
        return {"behavior": "deny", "message": _DENIED if words.lower() in {"", DENY} else words}


def ask(id_: str, request: Mapping[str, Any], *, cut: bool) -> Ask:
    tool, given = text(request.get("tool_name")) or "a tool", mapping(request.get("input"))
    questions = [
        one for one in each(given.get("questions")) if text(one.get("question"))
    ] if tool == "AskUserQuestion" and not cut else []  # fmt: skip
    entries = [_question(one) for one in questions] or [_permission(tool, given, request, cut=cut)]
    return Ask(id_, tool, given, entries)


def fingerprint(tool: str, given: Mapping[str, Any]) -> str:
    """What was allowed is exactly this, whatever is shown of it: SHA-256, hexadecimal."""
    return hashlib.sha256(encode({"tool": tool, "input": given}).encode("utf-8", "surrogatepass")).hexdigest()


def _question(one: Mapping[str, Any]) -> Said:
    choices = [label for option in each(one.get("options")) if (label := text(option.get("label")))]
    more = {"several": True} if one.get("multiSelect") is True else {}
    return said(EntryKind.QUESTION, text=text(one.get("question")), choices=choices, **more)


def _permission(tool: str, given: Mapping[str, Any], request: Mapping[str, Any], *, cut: bool) -> Said:
    words = describe(tool, given)
    if cut:
        words += "\n(It is too long: only its beginning is known here.)"
    if reason := text(request.get("decision_reason")):
        words += f"\nIt asks because: {reason}"
    return said(
        EntryKind.PERMISSION_REQUEST,
        cut=cut,
        text=words,
        choices=[ALLOW, DENY],
        hash=fingerprint(tool, given),
        tool=tool,
        call=text(request.get("tool_use_id")),
        input=given,
    )


def describe(tool: str, given: Mapping[str, Any]) -> str:
    """What will happen, in words for a person."""
    known = _WORDS.get(tool)
    if known is None:
        return f"Use the tool {tool} with: {_short(plain(given))}"
    values = {name: _short(value) for name, value in given.items() if isinstance(value, str)}
    return known.format_map(defaultdict(str, values, lines=_size(text(given.get("content")))))


def _size(content: str) -> str:
    count = len(content.splitlines())
    return f"{count} line" if count == 1 else f"{count} lines"


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]} … (cut)"
