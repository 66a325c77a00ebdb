"""What a worker says about a run it holds: every call carries run and fence, and may be repeated safely."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from taskyard.client.http import Http
from taskyard.client.wire import dump, read
from taskyard.domain.chat import Message, MessageKind
from taskyard.domain.claim import Claim, Orders
from taskyard.domain.entry import Entry
from taskyard.domain.run import Outcome, RunStatus
from taskyard.domain.task import Task
from taskyard.domain.worker import Offer


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The server's word on an outcome: `incomplete` asks for the entries from `expected` on."""

    accepted: bool = True
    incomplete: bool = False
    expected: int = 1


class QueueCalls:
    http: Http

    async def enqueue_task(self, task: str) -> Task:
        return read(Task, await self.http.send("POST", "/queue/enqueue", {"task": task}))

    async def claim(self, worker: str, key: str, offer: Offer, *, wait: float = 25.0) -> Claim | None:
        """`key` names this claim: after a lost answer, the same key returns the same run."""
        body = {"worker": worker, "key": key, "offer": dump(offer)}
        answer = await self.http.report("/queue/claim", body, timeout=wait + 10, wait=wait)
        return None if answer is None else read(Claim, answer)

    async def renew(self, run: str, fence: int, *, timeout: float | None = None) -> Orders:
        return await self._orders("/queue/renew", {"run": run, "fence": fence}, timeout)

    async def orders(self, run: str, fence: int, known: Sequence[str], *, wait: float = 25.0) -> Orders:
        """As soon as there is a cancel, or a message that is not `known`; after `wait` seconds what there is."""
        body = {"fence": fence, "known": list(known)}
        answer = await self.http.report(f"/runs/{run}/orders", body, timeout=wait + 10, wait=wait)
        return read(Orders, answer)

    async def run_status(self, run: str, fence: int, status: RunStatus, **facts: str | None) -> Orders:
        """`facts`: session, tier, branch, base_commit."""
        known = {name: value for name, value in facts.items() if value is not None}
        return await self._orders(f"/runs/{run}/status", {"fence": fence, "status": status.value, **known})

    async def entries(self, run: str, fence: int, first: int, entries: Sequence[Entry]) -> Orders:
        body = {"fence": fence, "first": first, "entries": [dump(entry) for entry in entries]}
        return await self._orders(f"/runs/{run}/entries", body)

    async def ask(
        self,
        run: str,
        fence: int,
        text: str,
        choices: Sequence[str] = (),
        *,
        kind: MessageKind = MessageKind.QUESTION,
        binds: str = "",
        key: str | None = None,
    ) -> Message:
        """`key` names this question: after a lost answer, the same key returns the same message."""
        body = {"fence": fence, "text": text, "choices": list(choices), "kind": kind.value, "binds": binds}
        return read(Message, await self.http.send("POST", f"/runs/{run}/ask", body, key=key))

    async def delivered(self, run: str, fence: int, messages: Sequence[str]) -> Orders:
        return await self._orders(f"/runs/{run}/delivered", {"fence": fence, "messages": list(messages)})

    async def complete(self, run: str, fence: int, outcome: Outcome) -> Finished:
        return await self._finish("/queue/complete", run, fence, outcome)

    async def fail(self, run: str, fence: int, outcome: Outcome) -> Finished:
        return await self._finish("/queue/fail", run, fence, outcome)

    async def release(self, run: str, fence: int) -> None:
        await self.http.report("/queue/release", {"run": run, "fence": fence})

    async def queue_status(self) -> dict[str, Any]:
        return dict(await self.http.get("/queue/status") or {})

    async def _finish(self, path: str, run: str, fence: int, outcome: Outcome) -> Finished:
        body = {"run": run, "fence": fence, "outcome": dump(outcome)}
        return read(Finished, await self.http.report(path, body, timeout=60.0))

    async def _orders(self, path: str, body: object, timeout: float | None = None) -> Orders:
        return read(Orders, await self.http.report(path, body, timeout=timeout))
