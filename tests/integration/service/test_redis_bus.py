"""The doorbell over Redis: two servers hear each other; without Redis nothing is lost but time."""

from contextlib import asynccontextmanager

import anyio
import pytest

from taskyard.bus.protocol import Bell, Topic
from taskyard.bus.redis import RedisBus
from taskyard.testing.redis import KINDS, free_port, missing, redis

pytestmark = pytest.mark.anyio
BELL = Bell(topic=Topic.FACTS, key="one", hint="h")


@pytest.fixture(params=KINDS)
def server(request, tmp_path):
    """Starts a Redis at one and the same address each time."""
    if reason := missing(request.param):
        pytest.skip(reason)
    port = free_port()
    made = lambda: redis(request.param, tmp_path, port)
    made.url = f"redis://127.0.0.1:{port}/0"
    return made


@asynccontextmanager
async def pair(url):
    async with RedisBus.open(url) as one, RedisBus.open(url) as two:
        yield one, two


async def _heard(one, two):
    """Rings until it is heard: a subscription that is just being made again may miss the first."""
    async with two.listen(Topic.FACTS, "one") as ear, anyio.create_task_group() as group:

        async def ring():
            while True:
                await one.ring([BELL])
                await anyio.sleep(0.05)

        group.start_soon(ring)
        await ear.wait()
        group.cancel_scope.cancel()


async def test_another_server_hears_it_and_its_own_ring_is_heard_once(server):
    with anyio.fail_after(60):
        async with server() as url, pair(url) as (one, two):
            await one.hearing.wait()
            await two.hearing.wait()
            async with two.listen(Topic.FACTS, "one") as far, one.listen(Topic.FACTS, "one") as near:
                await one.ring([BELL])
                await far.wait()
                await near.wait()
                with anyio.move_on_after(0.2) as again:
                    await near.wait()
                assert again.cancelled_caught


async def test_without_redis_a_ring_is_heard_here_and_later_everywhere_again(server):
    with anyio.fail_after(90):
        async with pair(server.url) as (one, two):
            async with one.listen(Topic.FACTS, "one") as near:
                await one.ring([BELL])
                await near.wait()
            async with server():
                await _heard(one, two)
            async with one.listen(Topic.FACTS, "one") as near:
                await one.ring([BELL])
                await near.wait()
            async with server():
                await _heard(one, two)
