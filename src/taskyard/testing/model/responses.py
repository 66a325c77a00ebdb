"""OpenAI Responses, over HTTP."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from taskyard.testing.model import chat
from taskyard.testing.model.event import Event, pieces
from taskyard.testing.model.operation import Answer
from taskyard.testing.model.talk import Talk, each, mapping, words

error = chat.error


def read(body: dict[str, Any]) -> Talk:
    schema = mapping(mapping(body.get("text")).get("format")).get("schema")
    talk = Talk(model=str(body.get("model")), stream=body.get("stream") is True, wants_json=bool(schema))
    for tool in each(body.get("tools")):
        for one in each(tool.get("tools")) or [tool]:  # the tools of one MCP server come as a group
            talk.offer(one.get("name") or one.get("type"), one.get("parameters"))
    given = body.get("input")
    items = [{"role": "user", "content": given}] if isinstance(given, str) else each(given)
    for item in items:
        kind = str(item.get("type", "message"))
        if kind == "message":
            if item.get("role") in {"user", "assistant"}:
                talk.add(str(item["role"]), words(item.get("content")), joins=item["role"] == "assistant")
        elif kind.endswith("_output"):
            talk.add("tool", words(item.get("output")))
        else:
            talk.add("assistant", "", joins=True)
    return talk


def whole(answer: Answer, talk: Talk) -> dict[str, Any]:
    return _object(answer, talk, _items(answer), "completed")


def events(answer: Answer, talk: Talk) -> Iterator[Event]:
    items = _items(answer)
    opening = _object(answer, talk, [], "in_progress")
    number = 0

    def event(kind: str, **fields: Any) -> Event:
        nonlocal number
        number += 1
        return Event(name=kind, data={"type": kind, "sequence_number": number, **fields})

    yield event("response.created", response=opening)
    for at, item in enumerate(items):
        place = {"output_index": at, "item_id": item["id"]}
        if item["type"] == "message":
            part = {"type": "output_text", "text": "", "annotations": []}
            yield event("response.output_item.added", output_index=at, item={**item, "content": []})
            yield event("response.content_part.added", content_index=0, part=part, **place)
            for piece in pieces(answer.text):
                yield event("response.output_text.delta", content_index=0, delta=piece, **place)
            yield event("response.output_text.done", content_index=0, text=answer.text, **place)
        else:
            yield event("response.output_item.added", output_index=at, item={**item, "arguments": ""})
            for piece in pieces(item["arguments"]):
                yield event("response.function_call_arguments.delta", delta=piece, **place)
            yield event("response.function_call_arguments.done", arguments=item["arguments"], **place)
        yield event("response.output_item.done", output_index=at, item=item)
    done = _object(answer, talk, items, "completed")
    yield event("response.completed", response={**done, "id": opening["id"]})


def _items(answer: Answer) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    if answer.text:
        content = [{"type": "output_text", "text": answer.text, "annotations": []}]
        made = f"msg_{uuid4().hex[:16]}"
        items.append(
            {"type": "message", "id": made, "role": "assistant", "status": "completed", "content": content}
        )
    items += [
        {
            "type": "function_call",
            "id": f"fc_{call.id}",
            "call_id": f"call_{call.id}",
            "name": call.name,
            "arguments": json.dumps(call.input),
            "status": "completed",
        }
        for call in answer.calls
    ]
    return items


def _object(answer: Answer, talk: Talk, items: list[dict[str, Any]], status: str) -> dict[str, Any]:
    spend = answer.turn.spend
    usage = {
        "input_tokens": spend.tokens_in + spend.cached,
        "input_tokens_details": {"cached_tokens": spend.cached},
        "output_tokens": spend.tokens_out,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": spend.tokens_in + spend.cached + spend.tokens_out,
    }
    return {
        "id": f"resp_{uuid4().hex[:20]}",
        "object": "response",
        "created_at": chat.CREATED,
        "status": status,
        "model": talk.model,
        "output": items,
        "parallel_tool_calls": True,
        "error": None,
        "usage": usage if status == "completed" else None,
    }
