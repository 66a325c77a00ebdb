"""The doorbell inside one process."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import anyio

from taskyard.bus.protocol import Bell, Ear, Topic


class _Ear:
    def __init__(self, fits: Callable[[str], bool] | None) -> None:
        self.fits = fits
        self.heard: Bell | None = None  # the ring that was last given to this ear
        self._event = anyio.Event()

    @property
    def rung(self) -> bool:
        return self._event.is_set()

    def ring(self, bell: Bell) -> None:
        self.heard = bell
        self._event.set()

    def wants(self, hint: str) -> bool:
        return self.fits is None or not hint or self.fits(hint)

    async def wait(self) -> None:
        await self._event.wait()
        self._event = anyio.Event()


class MemoryBus:
    def __init__(self) -> None:
        self._ears: dict[tuple[Topic, str], list[_Ear]] = {}

    async def ring(self, bells: Sequence[Bell]) -> None:
        self.ring_here(bells)

    def ring_here(self, bells: Sequence[Bell]) -> None:
        for bell in bells:
            for ear in self._chosen(bell):
                ear.ring(bell)

    @asynccontextmanager
    async def listen(
        self, topic: Topic, key: str, fits: Callable[[str], bool] | None = None
    ) -> AsyncIterator[Ear]:
        ear = _Ear(fits)
        ears = self._ears.setdefault((topic, key), [])
        ears.append(ear)
        finished = False
        try:
            yield ear
            finished = True
        finally:
            ears.remove(ear)
            if not ears:
                self._ears.pop((topic, key), None)
            # A ring that nobody acted on must not end with the one who left: the work still waits.
            unheard = ear.rung or not finished
            if topic is Topic.WORK and ear.heard is not None and unheard:
                self.ring_here([ear.heard])

    def _chosen(self, bell: Bell) -> list[_Ear]:
        ears = self._ears.get((bell.topic, bell.key), [])
        if bell.topic is not Topic.WORK:
            return list(ears)
        return next(([ear] for ear in ears if not ear.rung and ear.wants(bell.hint)), [])
