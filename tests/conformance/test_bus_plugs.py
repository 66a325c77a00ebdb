"""Every bus rings who listens to the topic, and nobody else."""

from contextlib import AsyncExitStack

import anyio
import pytest

from taskyard.bus.memory import MemoryBus
from taskyard.bus.postgres import PostgresBus
from taskyard.bus.protocol import Bell, Topic
from taskyard.bus.redis import RedisBus
from taskyard.testing.redis import free_port, redis

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["bus.memory", "bus.postgres", "bus.redis"])
async def bus(request, tmp_path):
    async with AsyncExitStack() as stack:
        if request.param == "bus.memory":
            yield MemoryBus()
        elif request.param == "bus.redis":
            url = await stack.enter_async_context(redis("fake", tmp_path, free_port()))
            yield await stack.enter_async_context(RedisBus.open(url))
        else:
            yield await stack.enter_async_context(
                PostgresBus.open(request.getfixturevalue("postgres_cluster"))
            )


async def test_a_ring_is_heard_by_its_topic_and_key(bus):
    with anyio.fail_after(20):
        async with bus.listen(Topic.FACTS, "one") as mine, bus.listen(Topic.FACTS, "two") as other:
            await bus.ring([Bell(topic=Topic.FACTS, key="one")])
            await mine.wait()
            with anyio.move_on_after(0.05) as scope:
                await other.wait()
            assert scope.cancelled_caught


async def test_work_wakes_only_who_fits(bus):
    with anyio.fail_after(20):
        async with (
            bus.listen(Topic.WORK, "o", lambda hint: hint == "b") as picky,
            bus.listen(Topic.WORK, "o", lambda hint: hint == "a") as right,
        ):
            await bus.ring([Bell(topic=Topic.WORK, key="o", hint="a")])
            await right.wait()
            with anyio.move_on_after(0.05) as scope:
                await picky.wait()
            assert scope.cancelled_caught
