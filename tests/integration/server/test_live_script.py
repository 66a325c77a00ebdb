"""The transcript that live lines share: each follower has exactly the entries after its cursor, and then the end."""

import random
import re

import anyio
import pytest

from taskyard.domain.error import NotFound
from taskyard.domain.run import RunStatus
from taskyard.server.once import SLICE, Once
from taskyard.server.script import Script

pytestmark = pytest.mark.anyio
ID = re.compile(rb"^id: (\d+)$", re.MULTILINE)
LONG = 60.0  # seconds; a bound, never a wait


async def _claim(play):
    await play.project()
    await play.task()
    claim = await play.claim(await play.worker())
    await play.report(claim, "status", status="preparing")
    await play.report(claim, "status", status="running")
    return claim


def _entries(first, many, size):
    text = {"text": "x" * size}
    return [
        {"seq": nth, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": text}
        for nth in range(first, first + many)
    ]


@pytest.mark.parametrize("seed", range(4))
async def test_every_follower_has_exactly_what_was_said_and_then_the_end(server, play, seed):
    dice = random.Random(seed)
    claim = await _claim(play)
    run, total = claim["run"]["id"], 0
    script = Script(
        server.yard, ("default", run), held=dice.choice((1, 7, 60)), held_bytes=dice.choice((2000, 100_000))
    )
    got, ends = {}, {}

    async def write():
        nonlocal total
        for _ in range(12):
            many = dice.choice((1, 2, 9, 100))
            await play.report(
                claim, "entries", first=total + 1, entries=_entries(total + 1, many, dice.choice((1, 900)))
            )
            total += many
        await play.end(claim, "fail", status="failed", reason="agent_error", entries=total)

    async def follow(name, seen):
        got[name] = []
        while name not in ends:
            await script.refresh()
            more = True
            while more:
                sheet = await script.after(seen)
                if dice.random() < 0.1:  # cut off before it had this
                    continue
                got[name] += [int(one) for said in sheet.said for one in ID.findall(said.text)]
                seen, more = sheet.seen, sheet.more
                for _ in range(dice.choice((0, 1, 30))):
                    await anyio.lowlevel.checkpoint()
            if sheet.end is not None:
                ends[name] = sheet.end

    crowd = {nth: dice.choice((0, 3, 50)) for nth in range(6)}
    with anyio.fail_after(LONG):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(write)
            for name, start in crowd.items():
                tasks.start_soon(follow, name, start)
    for name, start in crowd.items():
        assert got[name] == list(range(start + 1, total + 1)), (name, start)
        assert (ends[name].status, ends[name].incomplete) == (RunStatus.FAILED, False)


async def test_what_is_held_is_bounded_in_entries_and_in_bytes(server, play):
    claim = await _claim(play)
    script = Script(server.yard, ("default", claim["run"]["id"]), held=30, held_bytes=50_000)
    await script.refresh()
    await play.report(claim, "entries", first=1, entries=_entries(1, 100, 10))
    await script.refresh()
    assert len(script) == 30
    await play.report(claim, "entries", first=101, entries=_entries(101, 20, 5000))
    await script.refresh()
    assert len(script) < 10
    assert script.size <= 50_000


async def test_another_organisation_has_no_such_run(server, play):
    claim = await _claim(play)
    run = claim["run"]["id"]
    with pytest.raises(NotFound):
        await Script(server.yard, ("other", run)).refresh()


async def test_between_two_slices_of_a_crowd_others_have_their_turn():
    once, gate, served, turns = Once(), anyio.Event(), [], []

    async def ask():
        await once.do(gate.wait)
        served.append(None)

    async def other():
        await gate.wait()
        while len(served) < 4 * SLICE:
            turns.append(len(served))
            await anyio.lowlevel.checkpoint()

    with anyio.fail_after(LONG):
        async with anyio.create_task_group() as tasks:
            for _ in range(4 * SLICE):
                tasks.start_soon(ask)
            tasks.start_soon(other)
            await anyio.wait_all_tasks_blocked()
            gate.set()
    assert len({seen for seen in turns if 0 < seen < 4 * SLICE}) >= 3
