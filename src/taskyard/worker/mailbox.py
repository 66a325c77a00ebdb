"""What the server wants of a run, gathered from every answer it gives. Lives on the run's event loop."""

import anyio

from taskyard.domain.chat import Message, MessageKind
from taskyard.domain.claim import Orders


class Mailbox:
    def __init__(self) -> None:
        self.cancelled = False
        self.drain = False
        self.shutdown = False  # the worker itself ends; the task is not to blame
        self.waiting = False  # for a person
        self.lost: str | None = None  # why the run is no longer ours
        self._open: dict[str, Message] = {}
        self._seen: set[str] = set()
        self._bell = anyio.Event()

    @property
    def stopped(self) -> bool:
        return self.cancelled or self.shutdown or self.lost is not None

    def take(self, orders: Orders) -> None:
        """Safe to call with old or repeated orders: a cancel stays, a message counts once."""
        self.cancelled = self.cancelled or orders.cancel
        self.drain = self.drain or orders.drain
        for message in orders.messages:
            if message.id not in self._seen:
                self._seen.add(message.id)
                self._open[message.id] = message
        self._ring()

    @property
    def known(self) -> list[str]:
        return sorted(self._seen)

    def lose(self, why: str) -> None:
        self.lost = self.lost or why
        self._ring()

    def shut_down(self) -> None:
        self.shutdown = True
        self._ring()

    def answer_to(self, question: str) -> Message | None:
        """The answer to `question`, taken out; it may come as a reply or as the question with its answer."""
        for message in list(self._open.values()):
            if message.reply_to == question or (message.id == question and message.answer is not None):
                return self._open.pop(message.id)
        return None

    def comments(self) -> list[Message]:
        """All that people said besides answers, taken out, oldest first."""
        found = [
            message
            for message in self._open.values()
            if message.kind in {MessageKind.COMMENT, MessageKind.ANSWER} and message.author
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
