"""OpenAI chat completions."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from taskyard.testing.model.event import Event, pieces
from taskyard.testing.model.operation import Answer
from taskyard.testing.model.talk import Talk, each, mapping, words

CREATED = 1_767_225_600  # the same for every answer: nobody looks


def read(body: dict[str, Any]) -> Talk:
    schema = mapping(body.get("response_format")).get("json_schema")
    talk = Talk(model=str(body.get("model")), stream=body.get("stream") is True, wants_json=bool(schema))
    for tool in each(body.get("tools")):
        function = mapping(tool.get("function")) or tool
        talk.offer(function.get("name"), function.get("parameters"))
    for message in each(body.get("messages")):
        role = {"function": "tool"}.get(str(message.get("role")), str(message.get("role")))
        if role in {"user", "assistant", "tool"}:
            talk.add(role, words(message.get("content")))
    return talk


def whole(answer: Answer, talk: Talk) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": answer.text or None}
    if answer.thinking:
        message["reasoning_content"] = answer.thinking
    if answer.calls:
        message["tool_calls"] = [
            {
                "id": f"call_{call.id}",
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(call.input)},
            }
            for call in answer.calls
        ]
    spend = answer.turn.spend
    prompt = spend.tokens_in + spend.cached
    finish = answer.turn.stop or ("tool_calls" if answer.calls else "stop")
    return {
        "id": f"chatcmpl-{uuid4().hex[:20]}",
        "object": "chat.completion",
        "created": CREATED,
        "model": talk.model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": spend.tokens_out,
            "total_tokens": prompt + spend.tokens_out,
            "prompt_tokens_details": {"cached_tokens": spend.cached},
        },
    }


def events(answer: Answer, talk: Talk) -> Iterator[Event]:
    done = whole(answer, talk)
    base = {**done, "object": "chat.completion.chunk"}
    del base["usage"]

    def chunk(delta: dict[str, Any], finish: str | None = None) -> Event:
        return Event(data={**base, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    yield chunk({"role": "assistant", "content": ""})
    for part in pieces(answer.thinking):
        yield chunk({"reasoning_content": part})
    for part in pieces(answer.text):
        yield chunk({"content": part})
    for index, call in enumerate(answer.calls):
        named = {"name": call.name, "arguments": ""}
        first = {"index": index, "id": f"call_{call.id}", "type": "function", "function": named}
        yield chunk({"tool_calls": [first]})
        for part in pieces(json.dumps(call.input)):
            yield chunk({"tool_calls": [{"index": index, "function": {"arguments": part}}]})
    yield chunk({}, done["choices"][0]["finish_reason"])
    yield Event(data={**base, "choices": [], "usage": done["usage"]})
    yield Event(data="[DONE]")


def error(kind: str, message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "code": kind, "param": None}}
