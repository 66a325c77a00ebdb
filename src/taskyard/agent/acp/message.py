"""What we say to an agent. Tests hold every one of these against the published schema."""

from collections.abc import Mapping, Sequence
from typing import Any

VERSION = 1
METHOD_NOT_FOUND = -32601
CANCELLED_PERMISSION: Mapping[str, Any] = {"outcome": {"outcome": "cancelled"}}
CANCELLED_FORM: Mapping[str, Any] = {"action": "cancel"}
DECLINED_FORM: Mapping[str, Any] = {"action": "decline"}


def initialize() -> dict[str, Any]:
    """No files and no terminals of ours are offered: agents then work in their workspace themselves."""
    return {
        "protocolVersion": VERSION,
        "clientCapabilities": {
            "fs": {"readTextFile": False, "writeTextFile": False},
            "terminal": False,
            "elicitation": {"form": {}},
        },
        "clientInfo": {"name": "taskyard", "title": "Taskyard", "version": "0"},
    }


def new(cwd: str, servers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"cwd": cwd, "mcpServers": [dict(one) for one in servers]}


def again(session: str, cwd: str, servers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """For session/load and session/resume alike."""
    return {"sessionId": session, **new(cwd, servers)}


def mode(session: str, name: str) -> dict[str, Any]:
    return {"sessionId": session, "modeId": name}


def option(session: str, name: str, value: str) -> dict[str, Any]:
    return {"sessionId": session, "configId": name, "value": value}


def prompt(session: str, text: str) -> dict[str, Any]:
    return {"sessionId": session, "prompt": [{"type": "text", "text": text}]}


def cancel(session: str) -> dict[str, Any]:
    return {"sessionId": session}


def chosen(option_id: str) -> dict[str, Any]:
    return {"outcome": {"outcome": "selected", "optionId": option_id}}


def filled(content: Mapping[str, Any]) -> dict[str, Any]:
    return {"action": "accept", "content": dict(content)}
