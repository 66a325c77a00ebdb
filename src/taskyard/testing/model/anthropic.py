"""Anthropic Messages."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from taskyard.testing.model.event import Event, pieces
from taskyard.testing.model.operation import Answer
from taskyard.testing.model.talk import Talk, each, mapping, words


def read(body: dict[str, Any]) -> Talk:
    wished = mapping(body.get("output_format")) or mapping(mapping(body.get("output_config")).get("format"))
    talk = Talk(
        model=str(body.get("model")), stream=body.get("stream") is True, wants_json="schema" in wished
    )
    for tool in each(body.get("tools")):
        talk.offer(tool.get("name"), tool.get("input_schema"))
    for message in each(body.get("messages")):
        content = message.get("content")
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else each(content)
        if message.get("role") == "assistant":
            talk.add("assistant", words(blocks), joins=True)
            continue
        rest = []
        for block in blocks:  # results first: a prompt that was queued behind them is the newer of the two
            if block.get("type") == "tool_result":
                talk.add("tool", words(block.get("content")))
            else:
                rest.append(block)
        if rest:
            talk.add("user", words(rest))
    return talk


def whole(answer: Answer, talk: Talk) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    if answer.thinking:
        content.append({"type": "thinking", "thinking": answer.thinking, "signature": "ZmFrZQ=="})
    if answer.text:
        content.append({"type": "text", "text": answer.text})
    content += [
        {"type": "tool_use", "id": f"toolu_{call.id}", "name": call.name, "input": call.input}
        for call in answer.calls
    ]
    spend = answer.turn.spend
    return {
        "id": f"msg_{uuid4().hex[:22]}",
        "type": "message",
        "role": "assistant",
        "model": talk.model,
        "content": content,
        "stop_reason": answer.turn.stop or ("tool_use" if answer.calls else "end_turn"),
        "stop_sequence": None,
        "usage": {
            "input_tokens": spend.tokens_in,
            "output_tokens": spend.tokens_out,
            "cache_read_input_tokens": spend.cached,
            "cache_creation_input_tokens": 0,
        },
    }


def events(answer: Answer, talk: Talk) -> Iterator[Event]:
    message = whole(answer, talk)
    usage = message["usage"]
    start = {**message, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    yield _event("message_start", message=start)
    for index, block in enumerate(message["content"]):
        empty, deltas = _block(block)
        yield _event("content_block_start", index=index, content_block=empty)
        for delta in deltas:
            yield _event("content_block_delta", index=index, delta=delta)
        yield _event("content_block_stop", index=index)
    stop = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=stop, usage=usage)
    yield _event("message_stop")


def error(kind: str, message: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_fake"}


def _event(kind: str, **fields: Any) -> Event:
    return Event(name=kind, data={"type": kind, **fields})


def _block(block: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    match block["type"]:
        case "tool_use":
            parts = [
                {"type": "input_json_delta", "partial_json": p} for p in pieces(json.dumps(block["input"]))
            ]
            return {**block, "input": {}}, parts
        case "thinking":
            parts = [{"type": "thinking_delta", "thinking": p} for p in pieces(block["thinking"])]
            parts.append({"type": "signature_delta", "signature": block["signature"]})
            return {"type": "thinking", "thinking": "", "signature": ""}, parts
        case _:
            return {"type": "text", "text": ""}, [
                {"type": "text_delta", "text": p} for p in pieces(block["text"])
            ]
