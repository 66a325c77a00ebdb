"""Transcript entries: what an agent said and did, normalised. Unknown input is `raw`: shown, never dropped."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EntryKind(StrEnum):
    SESSION_STARTED = "session_started"  # body: session
    PROMPT = "prompt"  # body: text — what we said to the agent
    TEXT = "text"  # body: text
    THINKING = "thinking"  # body: text
    TOOL_CALL = "tool_call"  # body: call, tool, input
    TOOL_RESULT = "tool_result"  # body: call, text, ok
    FILE_CHANGE = "file_change"  # body: path, change
    QUESTION = "question"  # body: message (id), text, choices
    PERMISSION_REQUEST = "permission_request"
    USAGE = "usage"  # body: the fields of Usage
    RESULT = "result"  # body: ok, subtype, text
    ERROR = "error"  # body: reason, text
    STATUS = "status"  # body: text — what the worker is doing: prepare, check, commit
    RAW = "raw"  # body: text — a line no parser understood


@dataclass(frozen=True, kw_only=True)
class Entry:
    seq: int  # per run, from 1, without a gap
    kind: EntryKind
    at: datetime  # the worker's clock: for people only
    body: Mapping[str, Any] = field(default_factory=dict)


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def encode(body: Mapping[str, Any]) -> str:
    """One form of a body on the wire, on disk, in the table and under the checksum."""
    return _encoder.encode(body)


def checksum(entries: Iterable[Entry], start: str = "", bodies: Sequence[str] | None = None) -> str:
    """SHA-256 chained over (seq, kind, body), hexadecimal; `start` continues an earlier one.

    `bodies`: the entries' bodies as `encode` gives them, where the caller has them already.
    """
    value = start
    for place, entry in enumerate(entries):
        body = encode(entry.body) if bodies is None else bodies[place]
        line = f"{value}\n{entry.seq}\n{entry.kind.value}\n{body}"
        value = hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()
    return value
