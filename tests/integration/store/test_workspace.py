"""What workers say of their disks: how big something is differs at each look, and is no change."""

import pytest

from taskyard.domain.workspace import Found
from taskyard.store import workspace as rows

pytestmark = pytest.mark.anyio
ORG, WORKER = "default", "0" * 26


async def test_distance_and_size_are_kept_and_only_a_size_is_no_change(database, build, clock):
    task = await database.change(lambda tx: build.task(tx, project=build.project(tx, target="trunk").id))

    async def look(**seen):
        there = [Found(task=task.id, path="/w", strategy="clone", **seen)] if seen else []
        await database.change(lambda tx: rows.put(tx, ORG, WORKER, there, clock.now()))
        return await database.read(lambda tx: rows.of_worker(tx, WORKER))

    first = await look(ahead=3, behind=0, disk=2**40, disk_cut=True)
    ((one, gone),) = await database.read(lambda tx: rows.every(tx, ORG))
    assert (one.ahead, one.behind, one.disk, one.disk_cut, gone) == (3, 0, 2**40, True, False)
    assert await database.read(lambda tx: rows.targets(tx, WORKER)) == {task.id: "trunk"}
    assert await look(ahead=3, behind=0, disk=5) == first
    assert await look(ahead=3, behind=1, disk=5) != first
    await look()
    ((one, gone),) = await database.read(lambda tx: rows.every(tx, ORG))
    assert (one.disk, one.disk_cut, gone) == (None, False, True)
    assert await database.read(lambda tx: rows.targets(tx, WORKER)) == {}
