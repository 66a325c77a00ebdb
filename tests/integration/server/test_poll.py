"""Waiting for work: an enqueue wakes one claimer at once; who hangs up eats nothing."""

import anyio
import pytest

pytestmark = pytest.mark.anyio


async def _parked(play, count=1):
    """Until so many claimers wait for the bell."""
    ears = play.server.yard.bus._ears
    with anyio.fail_after(10):
        while sum(len(found) for (topic, _), found in ears.items() if topic == "work") < count:
            await anyio.lowlevel.checkpoint()


async def test_an_enqueue_wakes_a_waiting_claimer(play):
    await play.project()
    worker = await play.worker()
    found = []

    async def wait():
        found.append(await play.claim(worker, "k1", wait=30))

    with anyio.fail_after(4):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(wait)
            await _parked(play)
            task = await play.task()
    assert found[0]["task"]["id"] == task["id"]


async def test_one_ring_wakes_the_claimer_that_fits(play):
    await play.project()
    worker = await play.worker()
    found = {}

    async def wait(name, **offer):
        found[name] = await play.claim(worker, name, wait=30, **offer)

    with anyio.fail_after(4):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(lambda: wait("other", agents=["claude"]))
            await _parked(play, 1)
            tasks.start_soon(lambda: wait("fits"))
            await _parked(play, 2)
            await play.task()
            while "fits" not in found:
                await anyio.lowlevel.checkpoint()
            tasks.cancel_scope.cancel()
    assert found["fits"] is not None


async def test_a_claimer_that_hangs_up_passes_its_ring_on(play):
    await play.project()
    worker = await play.worker()
    found = []

    async def wait(key, scope):
        with scope:
            found.append(await play.claim(worker, key, wait=30))

    scopes = [anyio.CancelScope(), anyio.CancelScope()]
    with anyio.fail_after(8):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(wait, "k1", scopes[0])
            await _parked(play, 1)
            tasks.start_soon(wait, "k2", scopes[1])
            await _parked(play, 2)
            scopes[0].cancel()
            await play.task()
    assert len(found) == 1


async def test_a_wait_that_finds_nothing_is_no_error(play):
    worker = await play.worker()
    assert await play.claim(worker, wait=0.05) is None


async def test_a_stopping_server_answers_held_polls(play):
    worker = await play.worker()
    found = []

    async def wait():
        found.append(await play.claim(worker, "k1", wait=30))

    with anyio.fail_after(4):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(wait)
            await _parked(play)
            play.server.app.state.stopping.set()
    assert found == [None]
