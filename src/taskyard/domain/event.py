"""Facts: what happened, numbered without a gap, never changed. Low rate; the transcript is apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A fact before it has its number."""

    org: str
    kind: str  # noun.verb in the past tense: task.created
    project: str | None = None
    task: str | None = None
    run: str | None = None
    worker: str | None = None
    actor: str = "system"
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Event:
    seq: int  # one order for the whole database, without a gap
    at: datetime
    org: str
    kind: str
    project: str | None = None
    task: str | None = None
    run: str | None = None
    worker: str | None = None
    actor: str = "system"
    body: Mapping[str, Any] = field(default_factory=dict)


KINDS = frozenset(
    {
        "project.created", "project.changed", "project.deleted",
        "task.created", "task.changed", "task.moved", "task.deleted",
        "task.queued", "task.parked", "task.running", "task.review", "task.merging", "task.done",
        "task.failed", "task.cancelled", "task.reset", "task.requeued",
        "run.queued", "run.claimed", "run.status", "run.ended", "run.cancel_requested", "run.released",
        "message.posted", "message.answered", "message.delivered", "message.expired",
        "review.given",
        "worker.registered", "worker.changed", "worker.gone",
        "session.started", "session.idle", "session.terminated",
        "key.created", "key.rotated", "key.revoked", "browser.opened", "browser.closed",
        "org.created", "org.changed", "org.deleted", "workspace.asked",
        "workspace.changed",
    }
)  # fmt: skip
