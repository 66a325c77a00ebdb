"""The doorbell: says *that* something changed, never what. Losing a ring costs a poll, never a fact."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Topic(StrEnum):
    FACTS = "facts"  # key: organisation; wakes everyone who listens
    ENTRIES = "entries"  # key: run; wakes everyone who listens
    ORDERS = "orders"  # key: run; a cancel or a message for the run: wakes everyone who listens
    WISH = "wish"  # key: worker; something is asked of it: wakes everyone who listens
    WORK = "work"  # key: organisation; wakes ONE waiting claimer that fits the hint


@dataclass(frozen=True, kw_only=True)
class Bell:
    topic: Topic
    key: str
    hint: str = ""  # work: the pool key that has something; empty fits everyone


class Ear(Protocol):
    async def wait(self) -> None:
        """Returns once the bell has rung since the last wait; at once if it already has."""


class Bus(Protocol):
    async def ring(self, bells: Sequence[Bell]) -> None: ...

    def listen(
        self, topic: Topic, key: str, fits: Callable[[str], bool] | None = None
    ) -> AbstractAsyncContextManager[Ear]:
        """Hears from the moment the context is entered, so look at the table after entering, not before.

        A listener for work that leaves on an error or a cancel hands its ring to the next in line.
        """
