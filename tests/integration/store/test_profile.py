"""What a worker has found lies beside its row and is read only when somebody asks for it."""

from dataclasses import replace

import pytest

from taskyard.domain.profile import Card, Shelf
from taskyard.domain.worker import Offer, Worker, WorkerStatus
from taskyard.store import worker

pytestmark = pytest.mark.anyio
ORG = "default"
SHELF = Shelf(
    round=3, items=(Card(name="x", file="x.md", problem="broken"), Card(name="y", file="y.md", model="m"))
)


async def test_profiles_stay_when_the_worker_is_saved_and_go_when_it_signs_off(database, build, clock):
    made = Worker(
        id=build.id(), org=ORG, name="w", status=WorkerStatus.IDLE, offer=Offer(),
        registered_at=clock.now(), heartbeat_at=clock.now(),
    )  # fmt: skip
    await database.change(lambda tx: worker.save(tx, made))
    assert await database.read(lambda tx: worker.profiles(tx, ORG)) == {made.id: Shelf()}
    await database.change(lambda tx: worker.put_profiles(tx, made.id, SHELF))
    await database.change(lambda tx: worker.save(tx, replace(made, drain=True)))
    assert await database.read(lambda tx: worker.profiles(tx, ORG)) == {made.id: SHELF}
    assert await database.read(lambda tx: worker.profiles(tx, "other")) == {}
    await database.change(lambda tx: worker.save(tx, replace(made, status=WorkerStatus.GONE)))
    assert await database.read(lambda tx: worker.profiles(tx, ORG)) == {}


async def test_each_request_to_look_has_its_number_in_its_organisation(database):
    assert await database.read(lambda tx: worker.asked_profiles(tx, ORG)) == 0
    assert [await database.change(lambda tx: worker.ask_profiles(tx, ORG)) for _ in range(2)] == [1, 2]
    assert await database.read(lambda tx: worker.asked_profiles(tx, ORG)) == 2
    assert await database.read(lambda tx: worker.asked_profiles(tx, "other")) == 0
