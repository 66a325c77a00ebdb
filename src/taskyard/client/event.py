"""Facts and transcripts: pages of them, and streams that survive a broken connection."""

from collections.abc import AsyncIterator
from typing import Any

from taskyard.client.http import Http
from taskyard.client.wire import read, read_many
from taskyard.domain.entry import Entry
from taskyard.domain.event import Event
from taskyard.domain.run import Run


class EventCalls:
    http: Http

    async def event_page(self, after: int = 0, *, limit: int | None = None) -> list[Event]:
        return read_many(Event, await self.http.get("/events", after=after, limit=limit))

    async def newest_event(self) -> int:
        """The number of the newest fact, 0 when there is none: where to begin for whoever wants only what comes."""
        low, high = 0, 1
        while await self.event_page(high - 1, limit=1):
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            if await self.event_page(middle - 1, limit=1):
                low = middle
            else:
                high = middle
        return low

    async def events(
        self, after: int = 0, *, project: str | None = None, task: str | None = None, run: str | None = None
    ) -> AsyncIterator[Event]:
        """Never ends by itself; each fact comes once, in order, also across a restart of the server."""
        async for _, seq, data in self.http.stream(
            "/events/stream", after, project=project, task=task, run=run
        ):
            if isinstance(data, dict) and "kind" in data and seq > after:
                after = seq
                yield read(Event, data)

    async def run(self, run: str) -> Run:
        return read(Run, await self.http.get(f"/runs/{run}"))

    async def transcript(self, run: str, after: int = 0, limit: int | None = None) -> list[Entry]:
        return read_many(Entry, await self.http.get(f"/runs/{run}/transcript", after=after, limit=limit))

    async def follow_run(self, run: str, after: int = 0) -> AsyncIterator[Entry]:
        """Entries as they arrive; ends when the server says that the run has ended."""
        async for kind, seq, data in self.http.stream(f"/runs/{run}/stream", after):
            if kind in {"end", "ended"}:
                return
            if isinstance(data, dict) and "seq" in data and seq > after:
                after = seq
                yield read(Entry, data)

    async def run_patch(self, run: str) -> str:
        answer = await self.http.get(f"/runs/{run}/patch")
        return str(answer.get("patch", "")) if isinstance(answer, dict) else str(answer or "")

    async def run_outcome(self, run: str) -> dict[str, Any]:
        return dict(await self.http.get(f"/runs/{run}/outcome") or {})
