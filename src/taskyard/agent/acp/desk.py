"""Requests of the agent that wait for a person, oldest first. Each gets exactly one reply."""

from collections import deque
from collections.abc import Sequence

import anyio

from taskyard.agent.acp.ask import Ask, Permission
from taskyard.agent.acp.form import Form
from taskyard.agent.acp.message import CANCELLED_FORM, CANCELLED_PERMISSION
from taskyard.agent.acp.tool import Calls
from taskyard.agent.acp.wire import Message, Wire
from taskyard.agent.protocol import Said
from taskyard.agent.stream.field import mapping, text

PERMISSION = "session/request_permission"
FORM = "elicitation/create"
_CANCELLED = {PERMISSION: CANCELLED_PERMISSION, FORM: CANCELLED_FORM}


class Waiting:
    def __init__(self, request: object, ask: Ask) -> None:
        self.request, self.ask = request, ask
        self.questions: Sequence[Said] = ask.questions()
        self.answers = 0
        self.over = False
        self._news = anyio.Event()

    def tell(self) -> None:
        self._news.set()
        self._news = anyio.Event()

    async def answered(self, number: int) -> bool:
        """Waits until `number` questions have an answer; False when none will come."""
        while self.answers < number and not self.over:
            await self._news.wait()
        return self.answers >= number


class Desk:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._waiting: deque[Waiting] = deque()

    def open(self, event: Message, calls: Calls, who: str) -> Waiting | None:
        """None for what is no question, and for one that nobody could answer."""
        ask: Ask
        # Of a request whose end is missing nobody can say what a yes would mean.
        if event.id is None or event.cut or event.method not in _CANCELLED or self._wire.gone.is_set():
            return None
        if event.method == PERMISSION:
            call_id = text(mapping(event.params.get("toolCall")).get("toolCallId"))
            ask = Permission(event.params, calls.get(call_id), who)
        else:
            ask = Form(event.params)
        waiting = Waiting(event.id, ask)
        if not waiting.questions:
            return None
        self._waiting.append(waiting)
        return waiting

    def dismiss(self, event: Message) -> None:
        """Answers a request without a person: what nobody was asked is not allowed."""
        cancelled = _CANCELLED.get(event.method)
        if cancelled is None:
            self._wire.refuse(event.id, event.method)
        else:
            self._wire.reply(event.id, cancelled)

    def answer(self, words: str) -> None:
        """The oldest question's; without one it is nothing."""
        if not self._waiting:
            return
        waiting = self._waiting[0]
        result = waiting.ask.take(words)
        waiting.answers += 1
        if result is not None:
            self._waiting.popleft()
            self._wire.reply(waiting.request, result)
        waiting.tell()

    def clear(self) -> None:
        """What is still open will never be answered, and the agent is told so."""
        while self._waiting:
            waiting = self._waiting.popleft()
            waiting.over = True
            self._wire.reply(waiting.request, waiting.ask.cancelled)
            waiting.tell()
