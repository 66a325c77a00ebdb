"""The wait of `ask_human`: it lasts until a person has spoken, or the time is up.

Clients give up on silence (some after 60 s) and on a call that never ends (some after 300 s): so there is a sign of
life at once and then every few seconds, and the wait ends before theirs does.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import count

import anyio
from mcp_types import CallToolResult, RequestId

from taskyard.domain.error import TaskyardError
from taskyard.server.auth import Call, own_run
from taskyard.server.mcp import wire
from taskyard.service import ask
from taskyard.service.ask import Asked

PULSE = 10.0  # seconds between signs of life; a client that wants no progress gets the SDK's own comments
PARKED = (
    "No answer yet. Stop here and end your turn: the task waits for a person,"
    " and this conversation goes on with the answer."
)
_STOPPING = "The server stops for a moment. Ask the same question again: it is kept, and so is its answer."
_CALLED_OFF = "The wait was called off. The question is kept: ask it again to go on waiting."
Key = tuple[str, int, RequestId]  # run, fence, the call's own id


@dataclass(frozen=True)
class _End:
    text: str
    error: bool = False
    answered: bool = False


class Waits:
    """The calls that wait here, so that their clients can call them off."""

    def __init__(self) -> None:
        self._open: dict[Key, list[anyio.Event]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._open.values()))

    @contextmanager
    def listed(self, key: Key) -> Iterator[anyio.Event]:
        event = anyio.Event()
        self._open.setdefault(key, []).append(event)
        try:
            yield event
        finally:
            self._open[key].remove(event)
            if not self._open[key]:
                del self._open[key]

    def call_off(self, key: Key) -> None:
        """Two clients of one run may use the same id; the one that was not meant asks again and loses nothing."""
        for event in self._open.get(key, ()):
            event.set()


async def wait(context: wire.Context, asked: Asked) -> CallToolResult:
    """What is told is noted afterwards: what is lost in between is told again when the agent asks again."""
    exchange = wire.exchange(context)
    end = await _Wait(exchange.call, asked).end(context)
    if end.answered:
        exchange.told = partial(_note, exchange.call, asked)
    return wire.text(end.text, error=end.error)


class _Wait:
    def __init__(self, call: Call, asked: Asked) -> None:
        self._call = call
        self._asked = asked
        self._run, self._fence = own_run(call)

    async def end(self, context: wire.Context) -> _End:
        """Whatever comes first. A client that has gone cancels it."""
        state = self._call.request.app.state
        ends: list[_End] = []
        assert context.request_id is not None
        with state.waits.listed((self._run, self._fence, context.request_id)) as called_off:
            async with anyio.create_task_group() as tasks:

                async def first(wait: Callable[[], Awaitable[_End]]) -> None:
                    ends.append(await wait())
                    tasks.cancel_scope.cancel()

                tasks.start_soon(_beat, context, state.pulse)
                tasks.start_soon(first, self._answer)
                tasks.start_soon(first, partial(_after, called_off.wait, _End(_CALLED_OFF, error=True)))
                tasks.start_soon(first, partial(_after, state.stopping.wait, _End(_STOPPING, error=True)))
                tasks.start_soon(first, self._patience)
        return ends[0]

    async def _answer(self) -> _End:
        question = self._asked.question.id
        try:
            found = await ask.answer(self._call.yard, self._call.actor, self._run, self._fence, question)
        except TaskyardError as error:
            return _End(error.message, error=True)
        return _End(found.answer or "", answered=True)

    async def _patience(self) -> _End:
        await anyio.sleep(self._asked.seconds)
        try:
            found = await self._call.yard.act(
                self._call.actor, lambda deed: ask.give_up(deed, self._run, self._fence, self._asked)
            )
        except TaskyardError as error:
            return _End(error.message, error=True)
        return _End(PARKED) if found.answer is None else _End(found.answer, answered=True)


async def _note(call: Call, asked: Asked) -> None:
    run, fence = own_run(call)
    # The run may have ended just now; then the answer goes where the run goes on.
    with suppress(TaskyardError):
        await call.yard.act(call.actor, lambda deed: ask.deliver(deed, run, fence, asked.question.id))


async def _beat(context: wire.Context, every: float) -> None:
    for beats in count(1):
        await context.session.report_progress(beats, message="waiting for a person")
        await anyio.sleep(every)


async def _after(wait: Callable[[], Awaitable[object]], end: _End) -> _End:
    await wait()
    return end
