"""The answer to `ask_human`: an event stream that lives until a person has spoken, or the time is up.

Clients give up on silence (some after 60 s) and on a call that never ends (some after 300 s): so there is a sign of
life at once and then every few seconds, and the wait ends before theirs does.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import count

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from taskyard.domain.error import TaskyardError
from taskyard.server.auth import Call, own_run
from taskyard.server.mcp import rpc
from taskyard.service import ask
from taskyard.service.ask import Asked

PULSE = 10.0  # seconds between signs of life
_LAST = 5.0  # seconds for the last words to a client that reads slowly
PARKED = (
    "No answer yet. Stop here and end your turn: the task waits for a person,"
    " and this conversation goes on with the answer."
)
_STOPPING = "The server stops for a moment. Ask the same question again: it is kept, and so is its answer."
_CALLED_OFF = "The wait was called off. The question is kept: ask it again to go on waiting."
Key = tuple[str, int, rpc.Id]  # run, fence, the call's own id


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


class AskStream(Response):
    media_type = "text/event-stream"

    def __init__(self, call: Call, to: rpc.Id, token: rpc.Id | None, asked: Asked) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._call = call
        self._to = to
        self._token = token
        self._asked = asked
        self._run, self._fence = own_run(call)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await _say(send, b": a person is asked\n\n")
        end = await self._end(receive, send)
        if end is None:
            return
        result = rpc.text_result(end.text, error=end.error)
        # Told first and noted after: what is lost in between is told again when the agent asks again.
        with anyio.move_on_after(_LAST, shield=True):
            await _say(send, rpc.answer_event(self._to, result), more=False)
            if end.answered:
                await self._note()

    async def _end(self, receive: Receive, send: Send) -> _End | None:
        """Whatever comes first; None when nobody listens any more."""
        state = self._call.request.app.state
        ends: list[_End | None] = []
        with state.waits.listed((self._run, self._fence, self._to)) as called_off:
            async with anyio.create_task_group() as tasks:

                async def first(wait: Callable[[], Awaitable[_End | None]]) -> None:
                    ends.append(await wait())
                    tasks.cancel_scope.cancel()

                tasks.start_soon(self._beat, send, state.pulse)
                tasks.start_soon(first, self._answer)
                tasks.start_soon(first, partial(_hung_up, receive))
                tasks.start_soon(first, partial(_after, called_off.wait, _End(_CALLED_OFF, error=True)))
                tasks.start_soon(first, partial(_after, state.stopping.wait, _End(_STOPPING, error=True)))
                tasks.start_soon(first, self._patience)
        return None if None in ends else ends[0]

    async def _answer(self) -> _End:
        question = self._asked.question.id
        try:
            found = await ask.answer(self._call.yard, self._call.actor, self._run, self._fence, question)
        except TaskyardError as error:
            return _End(error.message, error=True)
        return _End(found.answer or "", answered=True)

    async def _note(self) -> None:
        # The run may have ended just now; then the answer goes where the run goes on.
        with suppress(TaskyardError):
            await self._call.yard.act(
                self._call.actor,
                lambda deed: ask.deliver(deed, self._run, self._fence, self._asked.question.id),
            )

    async def _patience(self) -> _End:
        await anyio.sleep(self._asked.seconds)
        try:
            found = await self._call.yard.act(
                self._call.actor, lambda deed: ask.give_up(deed, self._run, self._fence, self._asked)
            )
        except TaskyardError as error:
            return _End(error.message, error=True)
        return _End(PARKED) if found.answer is None else _End(found.answer, answered=True)

    async def _beat(self, send: Send, every: float) -> None:
        for beats in count(1):
            await anyio.sleep(every)
            if self._token is None:
                await _say(send, b": still waiting\n\n")
            else:
                await _say(send, rpc.progress_event(self._token, beats, "waiting for a person"))


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _after(wait: Callable[[], Awaitable[object]], end: _End) -> _End:
    await wait()
    return end


async def _say(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})
