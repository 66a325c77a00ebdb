"""JSON-RPC as MCP speaks it over HTTP: one message in a body, answers as JSON or as events of a stream."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json
from starlette.responses import Response

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
UNKNOWN_METHOD = -32601
INVALID_PARAMS = -32602
NO_RESOURCE = -32002
_LONGEST = 200  # characters of an id
_HIGHEST = 2**63

Id = str | int


@dataclass(frozen=True, kw_only=True)
class Message:
    method: str
    id: Id | None  # None: a notification, which is never answered
    params: Mapping[str, Any] = field(default_factory=dict)


class RpcError(Exception):
    """`status` is of the HTTP answer: what is no message at all is refused there as well."""

    def __init__(self, code: int, words: str, *, id: Id | None = None, status: int = 200) -> None:  # noqa: A002
        super().__init__(words)
        self.code = code
        self.words = words
        self.id = id
        self.status = status


def parse(body: bytes) -> Message | None:
    """None for an answer: nothing was asked of the client. Raises RpcError."""
    try:
        found = from_json(body, allow_inf_nan=False)
    except ValueError:  # also what is nested too deeply, and half of a surrogate pair
        raise RpcError(PARSE_ERROR, "the body is not JSON", status=400) from None
    if isinstance(found, list):
        raise RpcError(INVALID_REQUEST, "send one message at a time, no batch", status=400)
    if not isinstance(found, dict):
        raise RpcError(INVALID_REQUEST, "a message is an object", status=400)
    given = found.get("id")
    own = given if is_id(given) else None
    method, params = found.get("method"), found.get("params")
    if found.get("jsonrpc") != "2.0":
        raise RpcError(INVALID_REQUEST, 'jsonrpc must be "2.0"', id=own, status=400)
    if method is None and ("result" in found or "error" in found):
        return None
    if not isinstance(method, str):
        raise RpcError(INVALID_REQUEST, "method must be text", id=own, status=400)
    if "id" in found and own is None:
        raise RpcError(INVALID_REQUEST, "id must be a text or a whole number", status=400)
    if params is not None and not isinstance(params, dict):
        if own is None:
            return Message(method=method, id=None)
        raise RpcError(INVALID_PARAMS, "params must be an object", id=own)
    return Message(method=method, id=own, params=params or {})


def is_id(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST
    return isinstance(value, int) and not isinstance(value, bool) and -_HIGHEST <= value < _HIGHEST


def answer(to: Id | None, result: Mapping[str, Any]) -> Response:
    return Response(_line({"jsonrpc": "2.0", "id": to, "result": result}), media_type="application/json")


def refusal(error: RpcError) -> Response:
    body = {"jsonrpc": "2.0", "id": error.id, "error": {"code": error.code, "message": error.words}}
    return Response(_line(body), status_code=error.status, media_type="application/json")


def answer_event(to: Id | None, result: Mapping[str, Any]) -> bytes:
    return _event({"jsonrpc": "2.0", "id": to, "result": result})


def progress_event(token: Id, count: int, words: str) -> bytes:
    params = {"progressToken": token, "progress": count, "message": words}
    return _event({"jsonrpc": "2.0", "method": "notifications/progress", "params": params})


def text_result(text: str, *, error: bool = False) -> dict[str, Any]:
    """What a tool gives. An error of this kind is for the model to read, not for its program."""
    return {"content": [{"type": "text", "text": text}], "isError": error}


def _event(message: Mapping[str, Any]) -> bytes:
    return f"event: message\ndata: {_line(message)}\n\n".encode()


def _line(message: Mapping[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=True, allow_nan=False)
