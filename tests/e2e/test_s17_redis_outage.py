"""S-17: Redis stops: the API stays up, work is queued and still found; Redis is back: the doorbell rings again."""

import anyio
import pytest

from taskyard import config
from taskyard.client.api import Client
from taskyard.domain.worker import Offer
from taskyard.testing.postgres import fresh_database
from taskyard.testing.redis import free_port, redis
from taskyard.wiring.server import serve

pytestmark = pytest.mark.anyio


async def _claim(worker, offer, key):
    """As a worker does: one long poll after the other, until one brings something."""
    while True:
        claim = await worker.client.claim(worker.id, key, offer, wait=1.0)
        if claim is not None:
            return claim


class _Worker:
    def __init__(self, client, made):
        self.client, self.id = client, made.id


async def test_s17_redis_stops_and_starts(tmp_path, postgres_cluster):
    url, port = fresh_database(postgres_cluster), free_port()
    offer = Offer(agents=("scripted",), tiers=("none",))

    def settings(name):
        given = {"data": tmp_path / name, "database_url": url, "port": 0}
        return config.load(given | {"redis_url": f"redis://127.0.0.1:{port}/0"})

    async def round_(admin, worker, project, key):
        async with anyio.create_task_group() as group:
            found = []

            async def wait():
                found.append(await _claim(worker, offer, key))

            group.start_soon(wait)
            task = await admin.add_task(project.id, key)
            await admin.enqueue(task.id)
        assert found[0].task.id == task.id
        return (await admin.queue_status())["queues"]

    with anyio.fail_after(100):
        async with (
            serve(settings("a")) as here,
            serve(settings("b")) as there,
            Client(here.url, config.local(settings("a"))["key"]) as admin,
            Client(there.url, config.local(settings("b"))["worker_key"]) as client,
        ):
            worker = _Worker(client, await client.register("w", 1, offer, version="0", host="h"))
            project = await admin.add_project("p", settings={"agent": "scripted"})
            depths = [await round_(admin, worker, project, "without")]
            async with redis("fake", tmp_path, port):
                depths.append(await round_(admin, worker, project, "with"))
            depths.append(await round_(admin, worker, project, "again without"))
            assert depths[0] == depths[1] == depths[2]
