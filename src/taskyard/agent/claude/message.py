"""The messages that we send to Claude Code, in its dialogue mode."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

Message = dict[str, Any]


def prompt(text: str) -> Message:
    return {"type": "user", "message": {"role": "user", "content": [{"type": "text", "text": text}]}}


def request(subtype: str) -> Message:
    """`initialize` or `interrupt`."""
    return {"type": "control_request", "request_id": f"yard-{uuid4().hex}", "request": {"subtype": subtype}}


def reply(to: str, response: Mapping[str, Any]) -> Message:
    return _response(to, subtype="success", response=response)


def refusal(to: str, words: str) -> Message:
    return _response(to, subtype="error", error=words)


def encode(message: Mapping[str, Any]) -> bytes:
    """One line, in ASCII: half a surrogate pair from somewhere must not stop the conversation."""
    return json.dumps(message).encode("ascii") + b"\n"


def _response(to: str, **fields: Any) -> Message:
    return {"type": "control_response", "response": {"request_id": to, **fields}}
