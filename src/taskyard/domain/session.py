"""Live sessions: an agent's conversation that is kept ready between runs, and when that ends.

The agent's own session id is something else: a text on the run, good for ever. Ending a live session never deletes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class SessionStatus(StrEnum):
    ACTIVE = "active"  # a run works in it
    IDLE = "idle"
    TERMINATED = "terminated"


MOVES: Mapping[SessionStatus, frozenset[SessionStatus]] = {
    SessionStatus.ACTIVE: frozenset({SessionStatus.IDLE, SessionStatus.TERMINATED}),
    SessionStatus.IDLE: frozenset({SessionStatus.ACTIVE, SessionStatus.TERMINATED}),
    # Only by a later run that goes on with the conversation: its time begins anew.
    SessionStatus.TERMINATED: frozenset({SessionStatus.ACTIVE}),
}


@dataclass(frozen=True, kw_only=True)
class Session:
    id: str
    org: str
    session_id: str  # the agent's own
    worker: str | None = None
    task: str | None = None  # none also when the task was removed
    run: str | None = None  # which works in it, or did last
    agent: str = ""
    status: SessionStatus = SessionStatus.ACTIVE
    created_at: datetime
    started_at: datetime  # later than `created_at` once it has begun anew
    last_activity_at: datetime
    terminated_at: datetime | None = None
    reason: str = ""  # why it was ended, in words


@dataclass(frozen=True, kw_only=True)
class KeepAlive:
    """How long a live session is kept; a run at work is never ended by it, that is for its `run_timeout`."""

    idle: timedelta = timedelta(minutes=30)
    age: timedelta = timedelta(hours=1)


def overdue(session: Session, now: datetime, policy: KeepAlive | None = None) -> str | None:
    """Why the session is to be ended now, in words; None when it may go on."""
    keep = policy or KeepAlive()
    if session.status is not SessionStatus.IDLE:
        return None
    if now - session.last_activity_at > keep.idle:
        return f"idle for more than {keep.idle}"
    if now - session.started_at > keep.age:
        return f"older than {keep.age}"
    return None
