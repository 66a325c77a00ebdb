"""A form that an agent wants filled (elicitation/create): one question for each of its fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from taskyard.agent.acp.ask import squeeze
from taskyard.agent.acp.message import CANCELLED_FORM, DECLINED_FORM, filled
from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import content, each, mapping, plain, said, text
from taskyard.domain.entry import EntryKind

_OTHER = "_custom"  # claude: `x_custom` is where words go that are none of the choices of `x`
_YES = frozenset({"yes", "y", "true", "ok", "1"})
_FIELDS = 20


class Form:
    """A field that only takes the free words for another one is not asked for by itself."""

    cancelled = CANCELLED_FORM

    def __init__(self, params: Mapping[str, Any]) -> None:
        self._message = text(params.get("message"))
        every = mapping(mapping(params.get("requestedSchema")).get("properties"))
        self._every = {name: mapping(one) for name, one in every.items()}
        own = [name for name in self._every if name.removesuffix(_OTHER) not in set(self._every) - {name}]
        self._fields = own[:_FIELDS] if text(params.get("mode")) in {"form", ""} else []
        self._content: dict[str, Any] = {}
        self._answered = 0

    def questions(self) -> Sequence[Said]:
        """None when there is nothing that a person could fill in here."""
        return [
            said(EntryKind.QUESTION, text=self._words(name), choices=list(_choices(self._every[name])))
            for name in self._fields
        ]

    def take(self, answer: str) -> Mapping[str, Any] | None:
        name = self._fields[self._answered]
        self._answered += 1
        self._fill(name, answer.strip())
        if self._answered < len(self._fields):
            return None
        return filled(self._content) if self._content else DECLINED_FORM

    def _fill(self, name: str, answer: str) -> None:
        schema, other = self._every[name], name + _OTHER
        choices = {squeeze(label): value for label, value in _choices(schema).items()}
        kind = schema.get("type")
        if kind == "array":
            parts = [choices.get(squeeze(one), one.strip()) for one in answer.split(",") if one.strip()]
            self._content[name] = parts
        elif squeeze(answer) in choices:
            self._content[name] = choices[squeeze(answer)]
        elif choices and other in self._every:
            self._content[other] = answer
        elif kind in {"number", "integer"}:
            self._number(name, answer, whole=kind == "integer")
        elif kind == "boolean":
            self._content[name] = squeeze(answer) in _YES
        else:
            self._content[name] = answer

    def _number(self, name: str, answer: str, *, whole: bool) -> None:
        try:
            self._content[name] = int(answer) if whole else float(answer)
        except ValueError:  # the agent is told of no number rather than of a wrong one
            self._content.pop(name, None)

    def _words(self, name: str) -> str:
        schema = self._every[name]
        title = text(schema.get("title"))
        alone = len(self._fields) == 1
        lines = [self._message, "" if alone else title or name, text(schema.get("description"))]
        lines += [
            f"- {_label(one)}: {content(one.get('description'))}"
            for one in _options(schema)
            if one.get("description")
        ]
        return "\n".join(line for line in lines if line) or title or name


def _options(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = mapping(schema.get("items"))
    return [
        one
        for place in (schema, items)
        for key in ("oneOf", "anyOf")
        for one in each(place.get(key))
        if "const" in one
    ]


def _label(option: Mapping[str, Any]) -> str:
    return text(option.get("title")) or plain(option.get("const"))


def _choices(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What a person may choose → the value for the agent."""
    found = {_label(one): one.get("const") for one in _options(schema)}
    for place in (schema, mapping(schema.get("items"))):
        values = place.get("enum")
        for value in values if isinstance(values, list) else ():
            found.setdefault(plain(value), value)
    if not found and schema.get("type") == "boolean":
        return {"yes": True, "no": False}
    return found
