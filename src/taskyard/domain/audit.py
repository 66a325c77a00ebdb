"""The ledger of what matters to security: who did what to what. Each line is sealed with the one before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from taskyard.domain.event import Draft

BEGIN = "0" * 64
_NOTED = frozenset(
    {
        "key.created", "key.rotated", "key.revoked", "browser.opened", "browser.closed",
        "org.created", "org.changed", "org.deleted",
        "project.created", "project.changed", "project.deleted",
        "message.answered", "review.given", "task.merging", "task.deleted",
        "worker.registered", "worker.gone", "workspace.asked",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    org: str
    seq: int  # 1, 2, 3 … in each organisation
    at: datetime
    actor: str
    act: str  # the fact's kind
    object: str  # noun:id
    detail: Mapping[str, Any]
    prev: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a look through the whole ledger found. `seq` is the first line that is not as it was written."""

    intact: bool
    lines: int
    seq: int | None = None
    problem: str = ""


def noted(fact: Draft) -> bool:
    merged = fact.kind == "run.ended" and fact.body.get("kind") == "merge"
    return merged or fact.kind in _NOTED


def line(fact: Draft, seq: int, at: datetime, prev: str) -> Line:
    detail = dict(fact.body) | {
        name: value
        for name in ("project", "task", "run", "worker")
        if (value := getattr(fact, name)) is not None
    }
    noun = fact.kind.partition(".")[0]
    about = detail.get(noun) or detail.get("task") or ""
    values: dict[str, Any] = {
        "org": fact.org,
        "seq": seq,
        "at": at,
        "actor": fact.actor,
        "act": fact.kind,
        "object": f"{noun}:{about}" if about else noun,
        "detail": detail,
        "prev": prev,
    }
    return Line(**values, hash=seal(values))


def seal(values: Mapping[str, Any]) -> str:
    """SHA-256 over everything the line says, with the seal of the line before it."""
    text = json.dumps({**values, "at": values["at"].isoformat()}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(lines: Iterable[Line], written: int) -> Verdict:
    """`written` is how many there ever were: without it a ledger whose last lines are gone would look whole."""
    prev, count = BEGIN, 0
    for one in lines:
        problem = _problem(one, count + 1, prev)
        if problem:
            return Verdict(intact=False, lines=count, seq=count + 1, problem=problem)
        prev, count = one.hash, count + 1
    if count != written:
        return Verdict(intact=False, lines=count, seq=count + 1, problem="lines are missing at the end")
    return Verdict(intact=True, lines=count)


def _problem(one: Line, seq: int, prev: str) -> str:
    if one.seq != seq:
        return "a line is missing"
    if one.prev != prev:
        return "it does not follow the line before it"
    values = {name: value for name, value in vars(one).items() if name != "hash"}
    return "" if seal(values) == one.hash else "it was changed"
