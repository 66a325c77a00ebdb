"""SignalR's JSON hub protocol: records that end with 0x1e, a handshake, then messages with a number for a type.

Pure: text in, messages out. Written after the public description of the protocol, versions 1 and 2 of its JSON form.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from pydantic_core import from_json

from taskyard.domain.limit import BODY

END = "\x1e"
VERSIONS = frozenset({1, 2})


class Type(IntEnum):
    INVOCATION = 1
    STREAM_ITEM = 2
    COMPLETION = 3
    STREAM_INVOCATION = 4
    CANCEL_INVOCATION = 5
    PING = 6
    CLOSE = 7


class ProtocolError(Exception):
    """What came is no message of this protocol; there is no going on."""


@dataclass(frozen=True, kw_only=True)
class Message:
    type: int
    id: str | None = None  # None: no answer is wanted
    target: str = ""
    arguments: tuple[Any, ...] = ()


class Records:
    """Puts records together that came in pieces. Raises ProtocolError for one that never ends."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, text: str) -> Iterator[str]:
        *whole, self._rest = (self._rest + text).split(END)
        if len(self._rest) > BODY:
            raise ProtocolError("a record is too long")
        yield from whole


def shake(record: str) -> None:
    """Raises ProtocolError unless it asks for what is spoken here."""
    found = _object(record)
    if "type" in found:
        raise ProtocolError("expected a handshake request")
    if found.get("protocol") != "json":
        raise ProtocolError("only the json protocol is spoken here")
    version = found.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version not in VERSIONS:
        raise ProtocolError("that version of the protocol is not spoken here")


def parse(record: str) -> Message:
    found = _object(record)
    kind, given = found.get("type"), found.get("invocationId")
    if isinstance(kind, bool) or not isinstance(kind, int):
        raise ProtocolError("a message has a whole number for a type")
    if given is not None and not isinstance(given, str):
        raise ProtocolError("invocationId must be text")
    if kind not in {Type.INVOCATION, Type.STREAM_INVOCATION}:
        return Message(type=kind, id=given)
    target, arguments = found.get("target"), found.get("arguments")
    if not isinstance(target, str) or not isinstance(arguments, list):
        raise ProtocolError("an invocation has a target and arguments")
    return Message(type=kind, id=given, target=target, arguments=tuple(arguments))


def greeting(error: str | None = None) -> str:
    return _record({} if error is None else {"error": error})


def invocation(target: str, arguments: Sequence[Any]) -> str:
    return _record({"type": Type.INVOCATION, "target": target, "arguments": list(arguments)})


def completion(to: str, result: Any) -> str:
    return _record({"type": Type.COMPLETION, "invocationId": to, "result": result})


def failure(to: str, error: str) -> str:
    return _record({"type": Type.COMPLETION, "invocationId": to, "error": error})


def ping() -> str:
    return _record({"type": Type.PING})


def close(error: str, *, reconnect: bool) -> str:
    said = {"error": error} if error else {}
    return _record({"type": Type.CLOSE, **said, "allowReconnect": reconnect})


def _object(record: str) -> Mapping[str, Any]:
    try:
        found = from_json(record, allow_inf_nan=False)
    except ValueError:
        raise ProtocolError("a record is not JSON") from None
    if not isinstance(found, dict):
        raise ProtocolError("a message is an object")
    return found


def _record(message: Mapping[str, Any]) -> str:
    """Escaped, so that no 0x1e and no half of a pair is ever inside."""
    return json.dumps(message, ensure_ascii=True, allow_nan=False, default=str) + END
