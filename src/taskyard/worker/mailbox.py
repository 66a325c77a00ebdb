"""What the server wants of a run, gathered from every answer it gives. Lives on the run's event loop."""

from collections.abc import Callable

import anyio

from taskyard.domain.chat import Message, MessageKind
from taskyard.domain.claim import Orders

_WORDS = frozenset({MessageKind.COMMENT, MessageKind.ANSWER})


class Mailbox:
    def __init__(self, told: Callable[[], object] = lambda: None) -> None:
        """`told` is called when the run begins or ends to wait for a person."""
        self._told = told
        self.cancelled = False
        self.drain = False
        self.leaving = False  # the worker takes nothing new and waits for nobody
        self.shutdown = False  # the worker itself ends; the task is not to blame
        self.waiting = False  # for a person
        self.lost: str | None = None  # why the run is no longer ours
        self._open: dict[str, Message] = {}
        self._seen: set[str] = set()
        self._latest: frozenset[str] = frozenset()  # messages of the newest orders
        self.open_questions = 0  # of this run, whoever asked them
        self._given_up: set[str] = set()  # questions that the run no longer waits for
        self._bell = anyio.Event()

    @property
    def stopped(self) -> bool:
        return self.cancelled or self.shutdown or self.lost is not None

    def take(self, orders: Orders) -> None:
        """Safe to call with old or repeated orders: a cancel stays, a message counts once."""
        self.cancelled = self.cancelled or orders.cancel
        self.drain = self.drain or orders.drain
        self.open_questions = orders.open_questions
        self._latest = frozenset(message.id for message in orders.messages)
        for message in orders.messages:
            if message.id not in self._seen:
                self._seen.add(message.id)
                self._open[message.id] = message
        self._ring()

    @property
    def unanswered(self) -> int:
        """How many questions the run still waits for."""
        return max(0, self.open_questions - len(self._given_up - self._seen))

    def give_up(self, question: str) -> None:
        """An answer that comes after all is a word like any other."""
        self._given_up.add(question)

    @property
    def known(self) -> list[str]:
        return sorted(self._seen)

    def lose(self, why: str) -> None:
        self.lost = self.lost or why
        self._ring()

    def leave(self) -> None:
        self.leaving = True
        self._ring()

    def wait(self, *, waiting: bool) -> None:
        self.waiting = waiting
        self._told()

    def shut_down(self) -> None:
        self.shutdown = True
        self._ring()

    def answer_to(self, question: str) -> Message | None:
        """The answer to `question`, taken out; it may come as a reply or as the question with its answer."""
        for message in list(self._open.values()):
            replied = message.kind is MessageKind.ANSWER and message.reply_to == question
            if replied or (message.id == question and message.answer is not None):
                return self._open.pop(message.id)
        return None

    def comments(self) -> list[Message]:
        """What people said that is not yet with the agent, taken out, oldest first. Ask for orders right before.

        An answer that the agent did not wait for is among them; one that it got meanwhile is not.
        """
        found = [
            message
            for message in self._open.values()
            if (message.kind in _WORDS and message.author)
            or (message.answer is not None and message.id in self._latest)
        ]
        for message in found:
            del self._open[message.id]
        return sorted(found, key=lambda message: message.at)

    async def stop(self) -> None:
        """Returns when the run must end: cancelled, lost, or the worker ends."""
        while not self.stopped:
            await self.change()

    async def change(self) -> None:
        await self._bell.wait()

    def _ring(self) -> None:
        self._bell.set()
        self._bell = anyio.Event()
