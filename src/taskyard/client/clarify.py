"""A worker of one's own asks a person in the middle of a run, and goes on with the answer in words."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TypeVar

import anyio

from taskyard.client.api import Client
from taskyard.domain.chat import Message
from taskyard.domain.error import Conflict, HumanTimeout, StorageFull, TaskyardError, TooMany, Unavailable
from taskyard.domain.run import RunStatus
from taskyard.domain.worker import WorkerStatus

T = TypeVar("T")
LIMIT = timedelta(minutes=30)
BEAT = 20.0  # seconds between heartbeats
POLL = 25.0  # seconds of one long poll
_PAUSE, _PAUSE_MAX = 0.2, 5.0  # seconds between two tries; doubles
_LAST = 5.0  # seconds for a last heartbeat
_AGAIN = (Unavailable, TooMany, StorageFull)


async def request_clarification(
    client: Client,
    run: str,
    fence: int,
    question: str,
    choices: Sequence[str] = (),
    limit: timedelta = LIMIT,
    *,
    worker: str | None = None,
) -> str:
    """The answer of the first person who gives one. The run must be `running`, and is so again afterwards.

    Renews the lease meanwhile. `worker` is the id of the run's worker, which then says `waiting` with its
    heartbeats; whoever has other runs to tell of leaves it out and sends heartbeats of their own. A server that
    is away is waited for. Asked again in the same words, by a caller that was restarted, it takes up the question
    that is open, or its answer that nobody has taken.

    Raises HumanTimeout after `limit`; the question stays open until the run ends, and may be asked again. Raises
    LeaseLost when the run is no longer held, Conflict when it is being cancelled.
    """
    asked = _Asked(client, run, fence, worker)
    answer = await asked.settle(question, tuple(choices), limit.total_seconds())
    if answer is None:
        words = f"nobody answered within {limit.total_seconds():g} s"
        raise HumanTimeout(words, question=asked.question, run=run)
    return answer


class _Asked:
    def __init__(self, client: Client, run: str, fence: int, worker: str | None) -> None:
        self._client, self._run, self._fence, self._worker = client, run, fence, worker
        self.question: str | None = None

    async def settle(self, text: str, choices: tuple[str, ...], seconds: float) -> str | None:
        answer: str | None = None
        problem: TaskyardError | None = None
        async with anyio.create_task_group() as group:

            async def wait() -> None:
                nonlocal answer
                found: Message | None = None
                # The limit is for people only: cut short, the word that the answer has come might lose it.
                with anyio.move_on_after(seconds):
                    found = await self._answer(text, choices)
                if found is not None:
                    await _persist(partial(self._client.delivered, self._run, self._fence, [found.id]))
                    answer = found.answer
                await _persist(partial(self._client.run_status, self._run, self._fence, RunStatus.RUNNING))

            async def ends(work: Callable[[], Awaitable[None]]) -> None:
                nonlocal problem
                try:
                    await work()
                except TaskyardError as trouble:  # kept: a task group would wrap it
                    problem = problem or trouble
                group.cancel_scope.cancel()

            group.start_soon(ends, wait)
            group.start_soon(ends, self._renew)
            group.start_soon(self._beat)
        with anyio.move_on_after(_LAST):
            await self._tell(WorkerStatus.BUSY)
        if problem is not None:
            raise problem
        return answer

    async def _answer(self, text: str, choices: tuple[str, ...]) -> Message:
        key = secrets.token_hex(16)
        asked = await _persist(
            partial(self._client.ask, self._run, self._fence, text, choices, key=key)
        )  # one key: an answer of the server that was lost opens no second question
        self.question = asked.id
        known: set[str] = set()
        while asked.answer is None:
            # Everything else that waits for the run stays unacknowledged: it is for whoever works on it.
            orders = await _persist(
                partial(self._client.orders, self._run, self._fence, sorted(known), wait=POLL)
            )
            if orders.cancel:
                raise Conflict("the run is being cancelled; stop here")
            known |= {message.id for message in orders.messages}
            asked = next((message for message in orders.messages if message.id == asked.id), asked)
        return asked

    async def _renew(self) -> None:
        while True:
            orders = await _persist(partial(self._client.renew, self._run, self._fence))
            await anyio.sleep(orders.renew_seconds)

    async def _beat(self) -> None:
        while True:
            await self._tell(WorkerStatus.WAITING)
            await anyio.sleep(BEAT)

    async def _tell(self, status: WorkerStatus) -> None:
        """Whether the run goes on does not hang on a heartbeat."""
        if self._worker is not None:
            with suppress(TaskyardError):
                await self._client.heartbeat(self._worker, status, [self._run])


async def _persist(call: Callable[[], Awaitable[T]]) -> T:
    """Repeats what the server cannot take now; a refusal is raised at once."""
    pause = _PAUSE
    while True:
        try:
            return await call()
        except _AGAIN as trouble:
            await anyio.sleep(max(pause, float(trouble.detail.get("retry_after", 0.0))))
            pause = min(pause * 2, _PAUSE_MAX)
