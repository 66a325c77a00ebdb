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
    SessionStatus.TERMINATED: frozenset(),
}


@dataclass(frozen=True, kw_only=True)
class Session:
    id: str  # the agent's own session id
    org: str
    task: str
    agent: str
    status: SessionStatus = SessionStatus.ACTIVE
    first_run: str
    last_run: str
    started_at: datetime
    used_at: datetime


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
    if now - session.used_at > keep.idle:
        return f"idle for more than {keep.idle}"
    if now - session.started_at > keep.age:
        return f"older than {keep.age}"
    return None
