"""Live sessions: which conversation belongs to which task, and ending one."""

from dataclasses import dataclass

from taskyard.client.http import Http
from taskyard.client.wire import read
from taskyard.domain.session import Session, SessionStatus


@dataclass(frozen=True, kw_only=True)
class SessionPage:
    items: tuple[Session, ...]
    next: str | None = None


class SessionCalls:
    http: Http

    async def create_session(
        self, session_id: str, worker: str, task: str | None = None, *, agent: str | None = None
    ) -> Session:
        """`session_id` is the agent's own; Conflict when it is known already."""
        body = {"session_id": session_id, "worker": worker, "task": task, "agent": agent}
        return read(Session, await self.http.send("POST", "/sessions", body))

    async def sessions(
        self,
        *,
        status: SessionStatus | None = None,
        session_id: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> SessionPage:
        answer = await self.http.get(
            "/sessions", status=status and status.value, session_id=session_id, cursor=cursor, limit=limit
        )
        return read(SessionPage, answer)

    async def session(self, session: str) -> Session:
        return read(Session, await self.http.get(f"/sessions/{session}"))

    async def session_heartbeat(self, session: str) -> Session:
        return read(Session, await self.http.send("POST", f"/sessions/{session}/heartbeat"))

    async def end_session(self, session: str) -> Session:
        return read(Session, await self.http.send("DELETE", f"/sessions/{session}"))
