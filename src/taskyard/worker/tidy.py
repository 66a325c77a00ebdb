"""What is told of the workspaces here, and what people want done with them. One that a run works in is left alone."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from taskyard.domain.worker import Wish
from taskyard.domain.workspace import Done, Survey
from taskyard.worker.deps import Deps
from taskyard.worker.measure import Measure
from taskyard.worker.workspace import View, fulfil, survey

_AGAIN = 300.0  # seconds after which a look is due: people and other workers change things, too


@dataclass(kw_only=True)
class Tidy:
    deps: Deps
    busy: Mapping[str, str]  # tasks of the runs that are held, by run
    again: Callable[[], None]  # there is something new to tell
    lock: anyio.Lock = field(default_factory=anyio.Lock)
    unseen: bool = True  # workspaces or branches may have changed since the server was told
    done: list[Done] = field(default_factory=list)  # wishes met, and not yet told
    repositories: tuple[str, ...] = ()
    targets: dict[str, str] = field(default_factory=dict)  # by task
    looked: float = float("-inf")
    measure: Measure = field(init=False)

    def __post_init__(self) -> None:
        self.measure = Measure(git=self.deps.git, clock=self.deps.clock)

    async def look(self) -> Survey | None:
        """None when there is nothing new, as far as we know. Whoever cannot tell it says so by `failed`."""
        now = self.deps.clock.monotonic()
        if not self.unseen and now - self.looked < _AGAIN:
            return None
        self.unseen, self.looked = False, now
        view = View(
            repositories=self.repositories, targets=self.targets, measure=self.measure, quiet=self._quiet
        )
        seen, left = await survey(self.deps, view, tuple(self.done))
        self.unseen = self.unseen or left
        return seen

    def begun(self, task: str, target: str) -> None:
        """A workspace is about to be made: its target is known before the server has heard of it."""
        self.targets[task] = target

    def failed(self, told: Survey | None) -> None:
        self.unseen = self.unseen or told is not None

    async def take(self, wish: Wish, told: Collection[Done]) -> None:
        """`told`: what the server has heard. A wish for a place where a run is just ending comes again."""
        del self.done[: len(told)]
        if wish.repositories != self.repositories:
            self.repositories, self.unseen = wish.repositories, True
        if not wish.targets.items() <= self.targets.items():
            self.unseen = True
        here = {task: target for task, target in self.targets.items() if task in self.busy.values()}
        self.targets = here | dict(wish.targets)
        async with self.lock:
            for asked in wish.workspaces:
                if asked.task not in self.busy.values():
                    self.done.append(await fulfil(self.deps, asked))
                    self.unseen = True
        if self.unseen:
            self.again()

    async def settled(self) -> None:
        """A workspace that is just taken away is not there any more after this."""
        async with self.lock:
            return

    @asynccontextmanager
    async def _quiet(self, task: str) -> AsyncIterator[bool]:
        async with self.lock:
            yield task not in self.busy.values()
