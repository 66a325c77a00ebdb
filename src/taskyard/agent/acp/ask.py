"""What an agent wants a person to decide: the question in plain words, and the person's words as its answer."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from taskyard.agent.acp.message import CANCELLED_PERMISSION, chosen
from taskyard.agent.acp.tool import Call
from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import each, mapping, plain, said, text
from taskyard.domain.entry import EntryKind, encode

_SHOWN = 20_000  # characters of a tool's input in the question
_YES = frozenset({"allow", "allow once", "yes", "y", "ok", "okay", "approve", "approved"})


class Ask(Protocol):
    """Asks once or several times; `take` gives the result for the agent after the last answer."""

    def questions(self) -> Sequence[Said]: ...

    def take(self, answer: str) -> Mapping[str, Any] | None: ...

    @property
    def cancelled(self) -> Mapping[str, Any]: ...


class Permission:
    """Only a choice that is clearly named allows anything; whatever else a person says does not."""

    cancelled = CANCELLED_PERMISSION

    def __init__(self, params: Mapping[str, Any], call: Call, who: str) -> None:
        self._call = replace(call, diffs=dict(call.diffs))  # what is asked may not be what is called
        self._call.merge(mapping(params.get("toolCall")))
        self._who = who
        self._options = [one for one in each(params.get("options")) if text(one.get("optionId"))]

    def questions(self) -> Sequence[Said]:
        """None when there is nothing to choose from."""
        call = self._call
        given = {} if call.input is None else call.input
        entry = said(
            EntryKind.PERMISSION_REQUEST,
            text=self._words(given),
            choices=self._names(),
            hash=digest(call.tool, given),
            call=call.id,
            tool=call.tool,
            input=given,  # last: where an entry is cut, it is here
        )
        return [entry] if self._options else []

    def take(self, answer: str) -> Mapping[str, Any]:
        wanted = squeeze(answer)
        names = [squeeze(one) for one in self._names()]
        if wanted in names:
            return chosen(text(self._options[names.index(wanted)].get("optionId")))
        ids = [squeeze(text(one.get("optionId"))) for one in self._options]
        if wanted in ids:
            return chosen(text(self._options[ids.index(wanted)].get("optionId")))
        kind = "allow_once" if wanted in _YES else "reject_once"
        found = next((one for one in self._options if one.get("kind") == kind), None)
        return CANCELLED_PERMISSION if found is None else chosen(text(found.get("optionId")))

    def _names(self) -> list[str]:
        names = [text(one.get("name")) or text(one.get("optionId")) for one in self._options]
        return [
            name if names.count(name) == 1 else f"{name} ({text(one.get('optionId'))})"
            for name, one in zip(names, self._options, strict=True)
        ]

    def _words(self, given: Any) -> str:
        call = self._call
        what = f"{self._who} asks for permission to use its tool {call.tool}"
        lines = [f"{what}: {call.title}" if call.title and call.title != call.tool else what]
        if isinstance(given, dict):
            lines += [f"{name}: {plain(value)}" for name, value in given.items()]
        else:
            lines.append(plain(given))
        words = "\n".join(line for line in lines if line)
        return words if len(words) <= _SHOWN else f"{words[:_SHOWN]} … (cut)"


def digest(tool: str, given: Any) -> str:
    """What a person's yes is bound to: SHA-256 of the tool and its whole input, also where less is shown."""
    data = encode({"tool": tool, "input": given})
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def squeeze(words: str) -> str:
    """For comparing what people type and what was cleaned on its way to them."""
    return " ".join(words.split()).casefold()
