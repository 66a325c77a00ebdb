"""The doorbell between servers over Redis: publish and subscribe. A lost connection is made again."""

import json
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager

import anyio
from redis.asyncio import Redis
from redis.exceptions import RedisError

from taskyard.bus.memory import MemoryBus
from taskyard.bus.protocol import Bell, Ear, Topic

_CHANNEL = "taskyard"
_RECONNECT = 1.0  # seconds between attempts; readers poll meanwhile
_PATIENCE = 2.0  # seconds for one exchange: a doorbell must not hold up who rings it


class RedisBus:
    """Rings here at once, and tells the other servers; their rings arrive by the subscription."""

    def __init__(self, client: "Redis") -> None:
        self._client = client
        self._local = MemoryBus()
        self._me = secrets.token_hex(8)
        self.hearing = anyio.Event()  # the first subscription stands

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator["RedisBus"]:
        """`url`: redis://, rediss:// or unix://. A server that is not there is waited for, beside the work."""
        client = Redis.from_url(
            url,
            socket_connect_timeout=_PATIENCE,
            socket_timeout=_PATIENCE,
            decode_responses=True,
            retry_on_error=[],
        )
        bus = cls(client)
        async with aclosing(client), anyio.create_task_group() as tasks:
            tasks.start_soon(bus._hear_for_ever)
            try:
                yield bus
            finally:
                tasks.cancel_scope.cancel()

    async def ring(self, bells: Sequence[Bell]) -> None:
        self._local.ring_here(bells)
        if not bells:
            return
        pipe = self._client.pipeline(transaction=False)
        for bell in bells:
            pipe.publish(_CHANNEL, json.dumps([self._me, bell.topic.value, bell.key, bell.hint]))
        try:
            await pipe.execute()
        except (RedisError, OSError):
            return  # the facts are in the table; the other servers' polls find them

    def listen(
        self, topic: Topic, key: str, fits: Callable[[str], bool] | None = None
    ) -> AbstractAsyncContextManager[Ear]:
        return self._local.listen(topic, key, fits)

    async def _hear_for_ever(self) -> None:
        while True:
            try:
                async with self._client.pubsub(ignore_subscribe_messages=True) as heard:
                    await heard.subscribe(_CHANNEL)
                    self.hearing.set()
                    while True:
                        note = await heard.get_message(timeout=None)
                        if note is not None:
                            self._take(note["data"])
            except (RedisError, OSError):
                await anyio.sleep(_RECONNECT)

    def _take(self, payload: str) -> None:
        sender, topic, key, hint = json.loads(payload)
        if sender != self._me:
            self._local.ring_here([Bell(topic=Topic(topic), key=key, hint=hint)])
