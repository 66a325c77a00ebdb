"""The words on the live socket of the page: what a tab may send, and what it is sent."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import from_json, to_json

from taskyard.domain.error import Invalid, TaskyardError
from taskyard.server.form import Count, Form, Id

EVENTS = "events"
_DATA = b"data: "


class _Named(Form):
    run: Id | None = None

    @property
    def name(self) -> str:
        """What is followed: the events, or a run by its id."""
        return self.run or EVENTS

    def _fits(self, what: str) -> None:
        if (what == "run") != (self.run is not None):
            raise ValueError("run: an id belongs to a run, and to nothing else")


class Follow(_Named):
    """`after`: the number of the last one that the tab has; without it a run from its beginning, events from now."""

    follow: Literal["events", "run"]
    after: Count | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Follow":
        self._fits(self.follow)
        return self


class Leave(_Named):
    leave: Literal["events", "run"]

    @model_validator(mode="after")
    def _whole(self) -> "Leave":
        self._fits(self.leave)
        return self


class Ping(Form):
    ping: Annotated[int, Field(ge=0, lt=2**53, strict=True)]


Word = Follow | Leave | Ping
_WORDS: dict[str, type[Word]] = {"follow": Follow, "leave": Leave, "ping": Ping}


def parse(text: str | None) -> Word:
    """Raises Invalid."""
    if text is None:
        raise Invalid("send text, not bytes")
    try:
        found = from_json(text, allow_inf_nan=False)
    except ValueError:
        raise Invalid("that is not JSON") from None
    kind = next((kind for name, kind in _WORDS.items() if isinstance(found, dict) and name in found), None)
    if kind is None:
        raise Invalid(f"a message is an object with one of: {', '.join(_WORDS)}")
    try:
        return kind.model_validate(found)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "run"
        raise Invalid(f"{field}: {first['msg']}", field=field) from None


def bodies(told: Iterable[bytes]) -> str:
    """The JSON in what was made for SSE, as the items of a list: made once, it serves both kinds of lines."""
    return b",".join(text[text.index(_DATA) + len(_DATA) : -2] for text in told).decode()


def apart(piece: bytes) -> list[bytes]:
    """The events of SSE that stand in one piece."""
    return [text + b"\n\n" for text in piece.split(b"\n\n")[:-1]]


def events(items: str, seq: int) -> str:
    return f'{{"events":[{items}],"seq":{seq}}}'


def entries(run: str, items: str) -> str:
    return f'{{"run":"{run}","entries":[{items}]}}'


def end(run: str, status: str, *, incomplete: bool) -> str:
    return word(run=run, end={"status": status, "incomplete": incomplete})


def problem(error: TaskyardError, run: str | None = None) -> str:
    about = {} if run is None else {"run": run}
    return word(problem={**about, "code": error.code, "detail": error.message})


def word(**fields: Any) -> str:
    return to_json(fields).decode()
