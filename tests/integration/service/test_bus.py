"""The doorbell: everyone who watches wakes; of those who wait for work, one that fits."""

import anyio
import pytest

from taskyard.bus.memory import MemoryBus
from taskyard.bus.protocol import Bell, Topic

pytestmark = pytest.mark.anyio


async def _heard(ear):
    with anyio.move_on_after(0.02):
        await ear.wait()
        return True
    return False


async def test_everyone_who_watches_wakes():
    bus = MemoryBus()
    async with (
        bus.listen(Topic.FACTS, "o") as one,
        bus.listen(Topic.FACTS, "o") as two,
        bus.listen(Topic.FACTS, "other") as stranger,
    ):
        await bus.ring([Bell(topic=Topic.FACTS, key="o")])
        assert [await _heard(ear) for ear in (one, two, stranger)] == [True, True, False]
        assert not await _heard(one)


async def test_one_ring_for_work_wakes_the_first_that_fits():
    bus = MemoryBus()
    async with (
        bus.listen(Topic.WORK, "o", lambda hint: hint == "b") as picky,
        bus.listen(Topic.WORK, "o") as one,
        bus.listen(Topic.WORK, "o") as two,
    ):
        await bus.ring([Bell(topic=Topic.WORK, key="o", hint="a")])
        assert [await _heard(ear) for ear in (picky, one, two)] == [False, True, False]
        await bus.ring([Bell(topic=Topic.WORK, key="o", hint="b")] * 2)
        assert [await _heard(ear) for ear in (picky, one, two)] == [True, True, False]


async def test_a_ring_that_nobody_acted_on_is_handed_on():
    bus = MemoryBus()
    async with bus.listen(Topic.WORK, "o"):
        await bus.ring([Bell(topic=Topic.WORK, key="o")])
        async with bus.listen(Topic.WORK, "o") as heir:
            pass
        async with bus.listen(Topic.WORK, "o") as heir:
            assert not await _heard(heir)
    async with bus.listen(Topic.WORK, "o") as heir:
        scope = anyio.CancelScope()
        with scope:
            async with bus.listen(Topic.WORK, "o") as quitter:
                bus._ears[Topic.WORK, "o"].reverse()
                await bus.ring([Bell(topic=Topic.WORK, key="o")])
                await quitter.wait()
                scope.cancel()
                await anyio.lowlevel.checkpoint()
        assert await _heard(heir)
