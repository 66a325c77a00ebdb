"""Workers: how one registers, is seen, and is asked to stop."""

from collections.abc import Sequence

from taskyard.client.http import Http
from taskyard.client.wire import dump, read, read_many
from taskyard.domain.profile import Asked, Found, Shelf
from taskyard.domain.worker import Offer, Wish, Worker, WorkerStatus
from taskyard.domain.workspace import Survey


class WorkerCalls:
    http: Http

    async def register(
        self,
        name: str,
        slots: int,
        offer: Offer,
        *,
        version: str = "",
        host: str = "",
        profiles: Shelf | None = None,
    ) -> Worker:
        body = {"name": name, "slots": slots, "offer": dump(offer), "version": version, "host": host}
        body["profiles"] = dump(profiles or Shelf())
        return read(Worker, await self.http.send("POST", "/workers", body))

    async def workers(self) -> list[Worker]:
        return read_many(Worker, await self.http.get("/workers"))

    async def worker(self, worker: str) -> Worker:
        return read(Worker, await self.http.get(f"/workers/{worker}"))

    async def heartbeat(
        self,
        worker: str,
        status: WorkerStatus,
        runs: Sequence[str] = (),
        note: str = "",
        *,
        profiles: Shelf | None = None,
        survey: Survey | None = None,
    ) -> Wish:
        """What the worker should do: stop when it has finished, look for profiles again."""
        body = {"status": status.value, "runs": list(runs), "note": note}
        told = {} if profiles is None else {"profiles": dump(profiles)}
        told |= {} if survey is None else {"survey": dump(survey)}
        return read(Wish, await self.http.report(f"/workers/{worker}/heartbeat", body | told))

    async def profiles(self) -> list[Found]:
        """What the workers have found in their users' folders."""
        return read_many(Found, await self.http.get("/profiles"))

    async def refresh_profiles(self) -> int:
        """Asks the workers to look again; how many were asked."""
        return read(Asked, await self.http.send("POST", "/profiles/refresh")).workers

    async def drain(self, worker: str) -> None:
        await self.http.send("POST", f"/workers/{worker}/drain")

    async def deregister(self, worker: str) -> None:
        await self.http.send("DELETE", f"/workers/{worker}")
