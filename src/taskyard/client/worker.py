"""Workers: how one registers, is seen, and is asked to stop."""

from collections.abc import Sequence

from taskyard.client.http import Http
from taskyard.client.wire import dump, read, read_many
from taskyard.domain.worker import Offer, Worker, WorkerStatus


class WorkerCalls:
    http: Http

    async def register(
        self, name: str, slots: int, offer: Offer, *, version: str = "", host: str = ""
    ) -> Worker:
        body = {"name": name, "slots": slots, "offer": dump(offer), "version": version, "host": host}
        return read(Worker, await self.http.send("POST", "/workers", body))

    async def workers(self) -> list[Worker]:
        return read_many(Worker, await self.http.get("/workers"))

    async def worker(self, worker: str) -> Worker:
        return read(Worker, await self.http.get(f"/workers/{worker}"))

    async def heartbeat(
        self, worker: str, status: WorkerStatus, runs: Sequence[str] = (), note: str = ""
    ) -> bool:
        """Whether the worker should drain."""
        body = {"status": status.value, "runs": list(runs), "note": note}
        answer = await self.http.report(f"/workers/{worker}/heartbeat", body)
        return bool(isinstance(answer, dict) and answer.get("drain"))

    async def drain(self, worker: str) -> None:
        await self.http.send("POST", f"/workers/{worker}/drain")

    async def deregister(self, worker: str) -> None:
        await self.http.send("DELETE", f"/workers/{worker}")
