"""The newest of a numbered row of things: as many as fit, in number and in bytes."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar


class Numbered(Protocol):
    @property
    def seq(self) -> int: ...
    @property
    def size(self) -> int: ...


T = TypeVar("T", bound=Numbered)


class Held(Generic[T]):
    """Has everything with `floor` < number <= `top`; both are -1 while nothing is known."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self.most, self._most_bytes = most, most_bytes
        self.floor = self.top = -1
        self.size = 0
        self._held: list[T] = []
        self._numbers: list[int] = []

    def __len__(self) -> int:
        return len(self._held)

    def begin(self, at: int) -> None:
        self.floor = self.top = max(0, at - self.most)

    def add(self, found: Sequence[T]) -> None:
        if not found:
            return
        self._held += found
        self._numbers += [one.seq for one in found]
        self.size += sum(one.size for one in found)
        self.top = self._numbers[-1]
        gone = 0
        while len(self._held) - gone > self.most or self.size > self._most_bytes:
            self.size -= self._held[gone].size
            self.floor = self._numbers[gone]
            gone += 1
        del self._held[:gone], self._numbers[:gone]

    def after(self, seen: int, most: int) -> tuple[list[T], bool]:
        """The next of them, and whether there are more. `seen` is not below the floor."""
        start = bisect_right(self._numbers, seen)
        found = self._held[start : start + most]
        return found, start + len(found) < len(self._held)
