"""Sessions: the agent's conversation. Its id is kept for ever; the live part has an age."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Session:
    id: str  # the agent's own session id
    org: str
    task: str
    agent: str
    first_run: str
    last_run: str
    started_at: datetime
    used_at: datetime
