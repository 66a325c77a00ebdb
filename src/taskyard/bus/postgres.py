"""The doorbell between servers on one PostgreSQL: LISTEN and NOTIFY. A lost connection is made again."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import anyio
import psycopg

from taskyard.bus.memory import MemoryBus
from taskyard.bus.protocol import Bell, Ear, Topic

_CHANNEL = "taskyard"
_RECONNECT = 1.0  # seconds between attempts; readers poll meanwhile


class PostgresBus:
    """Rings here at once, and tells the other servers; their rings arrive by the listening connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = MemoryBus()
        self._lock = anyio.Lock()
        self._speaker: psycopg.AsyncConnection[tuple[object, ...]] | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator["PostgresBus"]:
        """`url` is a libpq connection string: postgresql://…"""
        bus = cls(url)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(bus._hear_for_ever)
            try:
                yield bus
            finally:
                tasks.cancel_scope.cancel()
                if bus._speaker is not None:
                    with anyio.CancelScope(shield=True):
                        await bus._speaker.close()

    async def ring(self, bells: Sequence[Bell]) -> None:
        self._local.ring_here(bells)
        if not bells:
            return
        words = [json.dumps([bell.topic.value, bell.key, bell.hint]) for bell in bells]
        async with self._lock:
            try:
                if self._speaker is None or self._speaker.closed:
                    self._speaker = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
                for word in words:
                    await self._speaker.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, word))
            except psycopg.Error:
                self._speaker = None  # the facts are in the table; the other servers' polls find them

    def listen(
        self, topic: Topic, key: str, fits: Callable[[str], bool] | None = None
    ) -> AbstractAsyncContextManager[Ear]:
        return self._local.listen(topic, key, fits)

    async def _hear_for_ever(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as heard:
                    await heard.execute(f"LISTEN {_CHANNEL}")
                    async for note in heard.notifies():
                        if self._speaker is None or note.pid != self._speaker.info.backend_pid:
                            self._local.ring_here([_bell(note.payload)])
            except psycopg.Error:
                await anyio.sleep(_RECONNECT)


def _bell(payload: str) -> Bell:
    topic, key, hint = json.loads(payload)
    return Bell(topic=Topic(topic), key=key, hint=hint)
