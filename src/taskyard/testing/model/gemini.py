"""Gemini. Whether an answer is streamed is said by the path, not by the request."""

from collections.abc import Iterator
from typing import Any

from taskyard.testing.model.event import Event, pieces
from taskyard.testing.model.operation import Answer
from taskyard.testing.model.talk import Talk, each, mapping, words

_CODES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "rate_limit_error": 429,
    "api_error": 500,
}


def read(body: dict[str, Any], *, stream: bool) -> Talk:
    wanted = mapping(body.get("generationConfig"))
    schema = wanted.get("responseJsonSchema") or wanted.get("responseSchema")
    talk = Talk(stream=stream, wants_json=bool(schema))
    for group in each(body.get("tools")):
        for tool in each(group.get("functionDeclarations")):
            talk.offer(tool.get("name"), tool.get("parametersJsonSchema") or tool.get("parameters"))
    for message in each(body.get("contents")):
        parts = each(message.get("parts"))
        results = [
            mapping(part["functionResponse"]).get("response") for part in parts if "functionResponse" in part
        ]
        for result in results:
            talk.add("tool", words(result))
        told = words([part for part in parts if "functionResponse" not in part])
        if message.get("role") == "model":
            talk.add("assistant", told)
        elif told:
            talk.add("user", told)
    return talk


def read_whole(body: dict[str, Any]) -> Talk:
    return read(body, stream=False)


def read_stream(body: dict[str, Any]) -> Talk:
    return read(body, stream=True)


def whole(answer: Answer, talk: Talk) -> dict[str, Any]:
    calls = [{"functionCall": {"name": one.name, "args": one.input, "id": one.id}} for one in answer.calls]
    return _part(
        [*_thought(answer), *([{"text": answer.text}] if answer.text else []), *calls], answer, talk, "STOP"
    )


def events(answer: Answer, talk: Talk) -> Iterator[Event]:
    for thought in _thought(answer):
        yield Event(data=_part([thought], answer, talk))
    for piece in pieces(answer.text):
        yield Event(data=_part([{"text": piece}], answer, talk))
    for one in answer.calls:
        call = {"functionCall": {"name": one.name, "args": one.input, "id": one.id}}
        yield Event(data=_part([call], answer, talk))
    yield Event(data=_part([{"text": ""}], answer, talk, "STOP"))


def error(kind: str, message: str) -> dict[str, Any]:
    return {"error": {"code": _CODES.get(kind, 500), "message": message, "status": kind.upper()}}


def _thought(answer: Answer) -> list[dict[str, Any]]:
    return [{"text": answer.thinking, "thought": True}] if answer.thinking else []


def _part(parts: list[dict[str, Any]], answer: Answer, talk: Talk, finish: str = "") -> dict[str, Any]:
    spend = answer.turn.spend
    prompt = spend.tokens_in + spend.cached
    one: dict[str, Any] = {"index": 0, "content": {"role": "model", "parts": parts}}
    return {
        "candidates": [one | ({"finishReason": finish} if finish else {})],
        "usageMetadata": {
            "promptTokenCount": prompt,
            "candidatesTokenCount": spend.tokens_out,
            "cachedContentTokenCount": spend.cached,
            "totalTokenCount": prompt + spend.tokens_out,
        },
        "modelVersion": talk.model,
    }
