"""Scripts: what the fake model says and does, turn by turn, and how it goes wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    HANG = "hang"  # takes the request and answers nothing
    HANG_MID = "hang_mid"  # half the stream, then silence
    DROP = "drop"  # the connection breaks at once
    DROP_MID = "drop_mid"  # half the stream, then the connection breaks
    ERROR_MID = "error_mid"  # half the stream, then an error event
    GARBAGE = "garbage"  # not the promised format


@dataclass(frozen=True, kw_only=True)
class Spend:
    tokens_in: int = 100
    tokens_out: int = 20
    cached: int = 0


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One answer of the model. `{name}` in its texts is filled from the marker; `{last_tool_result}` as well.

    A call is `{"op": "write" | "edit" | "shell" | "ask_human", …}`, which becomes a tool that the request offers,
    or exactly `{"tool": NAME, "input": {…}}`.
    """

    text: str = ""
    thinking: str = ""
    calls: Sequence[Mapping[str, Any]] = ()
    spend: Spend = field(default_factory=Spend)
    stop: str = ""  # another stop reason than the usual one
    status: int = 200  # another one is an error of the API
    retry_after: str = ""  # its header
    kind: str = ""  # the API's name of the error
    message: str = "scripted failure"
    fault: Fault | None = None
    times: int = 0  # only the first tries go wrong; 0: all


Script = Sequence[Turn]
DONE = Turn(text="Nothing left to do.")


def error(status: int, kind: str, **more: Any) -> Script:
    return (Turn(status=status, kind=kind, **more),)


SCRIPTS: Mapping[str, Script] = {
    "default": (Turn(text="Hello from the fake model."),),
    "hello": (Turn(text="Hello from the fake model. Zażółć 🦆"),),
    "task": (
        Turn(
            thinking="First the file.",
            text="Writing.",
            calls=[{"op": "write", "path": "{cwd}/hello.txt", "content": "hello world\n"}],
        ),
        Turn(calls=[{"op": "edit", "path": "{cwd}/hello.txt", "old": "world", "new": "duck"}]),
        Turn(calls=[{"op": "shell", "command": "cat hello.txt"}]),
        Turn(text="All done: {last_tool_result}"),
    ),
    "question": (
        Turn(calls=[{"op": "ask_human", "text": "Which database?", "choices": ["sqlite", "postgres"]}]),
        Turn(text="The answer was: {last_tool_result}"),
    ),
    "shell": (
        Turn(calls=[{"op": "shell", "command": "touch {cwd}/made.txt"}]),
        Turn(text="The shell said: {last_tool_result}"),
    ),
    "outside": (
        Turn(calls=[{"op": "write", "path": "{path}", "content": "x\n"}]),
        Turn(text="The tool said: {last_tool_result}"),
    ),
    "wait": (
        Turn(calls=[{"op": "shell", "command": "touch {cwd}/waiting; tail -f /dev/null"}]),
        Turn(text="It is over."),
    ),
    "loop": tuple(Turn(calls=[{"op": "shell", "command": "echo again"}]) for _ in range(50)),
    "costly": tuple(
        Turn(calls=[{"op": "shell", "command": "echo again"}], spend=Spend(tokens_in=400_000))
        for _ in range(50)
    ),
    "long": (Turn(text="x" * 200_000),),
    "refusal": (Turn(text="No.", stop="refusal"), Turn(text="Still no.", stop="refusal")),
    "e400": error(400, "invalid_request_error", message="Your credit balance is too low"),
    "e401": error(401, "authentication_error", message="invalid x-api-key"),
    "e429": error(429, "rate_limit_error", retry_after="1"),
    "e429once": (Turn(status=429, kind="rate_limit_error", retry_after="0", times=1, text="At last."),),
    "e500": error(500, "api_error"),
    "e529": error(529, "overloaded_error", message="Overloaded"),
    **{fault.value: (Turn(text="This is a longer text. " * 20, fault=fault),) for fault in Fault},
}
