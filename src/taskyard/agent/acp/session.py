"""A conversation over the Agent Client Protocol. One reader, one order: a turn reads, and nothing else does."""

import math
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any

from taskyard.agent.acp import message, verdict
from taskyard.agent.acp.desk import Desk, Waiting
from taskyard.agent.acp.greet import Met, Wanted, greet
from taskyard.agent.acp.preset import Preset
from taskyard.agent.acp.spend import Meter
from taskyard.agent.acp.update import Updates
from taskyard.agent.acp.wire import Event, Gone, Lost, Message, Refused, Wire, as_words
from taskyard.agent.protocol import Said
from taskyard.agent.stream.failure import silent, unresumed
from taskyard.agent.stream.field import mapping, said
from taskyard.agent.stream.line import raw
from taskyard.clock import Clock
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import AgentProblem
from taskyard.process import Line

QUIET = 5.0  # seconds without news after which what was held back is told
ALIVE = 30.0  # seconds of news that make no entry after which it is told that there are some
_TAIL = 40  # lines of standard error that a verdict may quote
_EARLY = 200  # entries kept from before the first turn


class AcpSession:
    def __init__(self, wire: Wire, preset: Preset, wanted: Wanted, clock: Clock) -> None:
        self._wire, self._preset, self._wanted, self._clock = wire, preset, wanted, clock
        self._meter = Meter(last_call=preset.usage_is_last_call)
        self._desk = Desk(wire)
        self._met: Met | None = None
        self._tail: deque[str] = deque(maxlen=_TAIL)
        self._early: deque[Said] = deque(maxlen=_EARLY)
        self._prompt: int | None = None  # the request that this turn waits for

    @property
    def idle(self) -> bool:
        """Nothing is under way: the agent may be asked to go, instead of being made to."""
        return self._prompt is None and self._met is not None

    async def turn(self, prompt: str) -> AsyncIterator[Said]:
        told = await self._begin()
        while self._early:
            yield self._early.popleft()
        if self._met is not None:
            self._prompt = self._wire.request("session/prompt", message.prompt(self._met.session, prompt))
        for one in told:
            yield one
        updates = Updates(self._meter)
        spoken = self._clock.monotonic()
        while self._prompt is not None:
            event = await self._wire.receive(QUIET if updates.holding else math.inf)
            waiting = self._question(event, updates)
            entries = updates.before_question() if waiting else self._entries(event, updates)
            quiet = self._clock.monotonic() - spoken
            if not entries and waiting is None and quiet > ALIVE:
                entries = [said(EntryKind.STATUS, text="the agent is at work")]
            for one in entries:
                spoken = self._clock.monotonic()
                yield one
            for number, one in enumerate(waiting.questions if waiting else ()):
                # The next field of a form waits for the one before.
                if waiting and await waiting.answered(number):
                    yield one

    async def answer(self, text: str) -> None:
        self._desk.answer(text)

    async def interrupt(self) -> None:
        if self._prompt is None or self._met is None:
            return
        self._desk.clear()
        self._wire.notify("session/cancel", message.cancel(self._met.session))

    async def watch(self) -> None:
        """Beside the turns: nobody waits for an answer on behalf of an agent that has gone."""
        await self._wire.gone.wait()
        self._desk.clear()

    async def _begin(self) -> list[Said]:
        """Opens the session once; what it has to tell. An ERROR among it when there is none."""
        if self._met is not None:
            return []
        new = self._wanted.session is None
        if not new:
            self._meter.resumed()
        try:
            met = await greet(self._call, self._preset, self._wanted)
        except Refused as refused:
            end = verdict.of_error(refused)
        except AgentProblem as bad:
            end = said(EntryKind.ERROR, reason=str(bad.reason), text=bad.message)
        except Lost as lost:
            end = silent(lost.exit_code, "\n".join(self._tail))
        else:
            if new:
                self._meter = Meter(last_call=self._preset.usage_is_last_call)
            self._meter.settle()
            self._met = met
            return met.told
        return [end if new else unresumed(end)]

    async def _call(self, method: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer. What else comes meanwhile is the past of a loaded session, or noise."""
        request = self._wire.request(method, params)
        while True:
            event = await self._wire.receive()
            if isinstance(event, Gone):
                raise Lost(f"the agent was lost during {method}", exit_code=event.code)
            if isinstance(event, Message) and event.is_answer_to(request):
                return event.result()
            if isinstance(event, Message) and event.method == "session/update":
                self._meter.note(mapping(event.params.get("update")))
            elif event is not None:
                self._early += self._other(event)

    def _question(self, event: Event | None, updates: Updates) -> Waiting | None:
        if not isinstance(event, Message) or self._met is None:
            return None
        return self._desk.open(event, updates.calls, self._met.who)

    def _entries(self, event: Event | None, updates: Updates) -> list[Said]:
        """What an event means for the transcript; the turn's end among it."""
        if event is None:
            return updates.flush()
        if isinstance(event, Gone):
            self._prompt = None
            return [*updates.end(), silent(event.code, "\n".join(self._tail))]
        if isinstance(event, Message):
            if self._prompt is not None and event.is_answer_to(self._prompt):
                return updates.end() + self._finish(event, updates)
            update = mapping(event.params.get("update"))
            ours = self._met is not None and event.params.get("sessionId") == self._met.session
            if event.method == "session/update" and ours and update:
                return updates.take(update, cut=event.cut)
        return updates.part() + self._other(event)

    def _finish(self, event: Message, updates: Updates) -> list[Said]:
        self._prompt = None
        self._desk.clear()
        result: Mapping[str, Any] = {}
        try:
            result = event.result()
            end = verdict.of_answer(result, updates, self._preset)
        except Refused as refused:
            end = verdict.of_error(refused)
        return [*self._meter.spent(result, ok=verdict.succeeded(end)), end]

    def _other(self, event: Line | Message) -> list[Said]:
        """Nothing that we know: kept as it is, and a request among it is refused, never left without an answer."""
        if isinstance(event, Line):
            if event.stream == "stderr":
                self._tail.append(event.text)
            return [raw(event.text, cut=event.cut)]
        if event.method and event.id is not None:
            self._desk.dismiss(event)
        return [raw(as_words(event), cut=event.cut)]
