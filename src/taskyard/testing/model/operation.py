"""Abstract operations become whatever tool this agent offered in this very request: one script drives all agents."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from taskyard.testing.model.script import Turn
from taskyard.testing.model.talk import Talk

Given = Mapping[str, Any]
Build = Callable[[Given], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Call:
    id: str
    name: str
    input: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A turn with its places filled and its calls resolved."""

    turn: Turn
    text: str
    thinking: str
    calls: tuple[Call, ...]


def _path(call: Given) -> dict[str, Any]:
    return dict.fromkeys(("file_path", "filePath", "path"), call["path"])


def _write(call: Given) -> dict[str, Any]:
    return {**_path(call), "content": call["content"], "file_text": call["content"], "command": "write"}


def _edit(call: Given) -> dict[str, Any]:
    old, new = call["old"], call["new"]
    return {
        **_path(call), "old_string": old, "new_string": new, "oldString": old, "newString": new, "old_str": old,
        "new_str": new, "before": old, "after": new, "command": "str_replace", "instruction": "edit",
    }  # fmt: skip


def _shell(call: Given) -> dict[str, Any]:
    return {"command": call["command"], "cmd": call["command"], "description": "run"}


def _ask(call: Given) -> dict[str, Any]:
    choices = list(call.get("choices", ()))
    options = [{"label": one, "description": one} for one in choices]
    question = {"question": call["text"], "header": "Choice", "multiSelect": False, "options": options}
    return {"questions": [question], "question": call["text"], "text": call["text"], "choices": choices}


_TOOLS: Mapping[str, tuple[tuple[str, ...], Build]] = {
    "write": (("Write", "write_file", "write", "create_file", "text_editor"), _write),
    "edit": (("Edit", "replace", "edit", "text_editor"), _edit),
    "shell": (
        ("Bash", "bash", "run_shell_command", "exec_command", "shell_command", "shell", "execute_command"),
        _shell,
    ),
    "ask_human": (("ask_human", "AskUserQuestion"), _ask),
}


def answer(turn: Turn, talk: Talk, params: Mapping[str, str]) -> Answer:
    known = {**params, "last_tool_result": talk.last_tool_result}
    calls = tuple(_call(_fill(call, known), talk) for call in turn.calls)
    return Answer(turn=turn, text=_fill(turn.text, known), thinking=_fill(turn.thinking, known), calls=calls)


def _call(call: Given, talk: Talk) -> Call:
    made = uuid4().hex[:20]
    if "op" not in call:
        return Call(id=made, name=call["tool"], input=call.get("input", {}))
    names, build = _TOOLS[call["op"]]
    offered = next((found for name in names if (found := _offered(name, talk))), None)
    if offered is None and call["op"] in {"write", "edit"}:
        return _call({"op": "shell", "command": _by_shell(call)}, talk)
    given = build(call)
    takes = talk.tools.get(offered or "", frozenset())
    kept = {name: value for name, value in given.items() if name in takes} or given
    return Call(id=made, name=offered or names[0], input=kept)


def _offered(name: str, talk: Talk) -> str | None:
    """Exactly, or behind the name of its server: mcp__human__ask_human."""
    if name in talk.tools:
        return name
    return next((tool for tool in talk.tools if re.split(r"__|\.", tool)[-1] == name), None)


def _by_shell(call: Given) -> str:
    if call["op"] == "write":
        return f"cat > '{call['path']}' <<'FAKE_EOF'\n{call['content'].removesuffix(chr(10))}\nFAKE_EOF"
    return f"sed -i 's/{call['old']}/{call['new']}/' '{call['path']}'"


def _fill(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for name, words in known.items():
            value = value.replace("{" + name + "}", words)
        return value
    if isinstance(value, Mapping):
        return {name: _fill(one, known) for name, one in value.items()}
    return [_fill(one, known) for one in value] if isinstance(value, list) else value
