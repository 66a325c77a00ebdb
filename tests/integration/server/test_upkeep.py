"""What runs by itself while the server serves."""

import anyio
import pytest

from taskyard.server.lifespan import keep
from taskyard.service import upkeep

pytestmark = pytest.mark.anyio


async def test_the_lifespan_runs_the_upkeep_and_stops_what_waits(server):
    stopping = anyio.Event()
    with anyio.fail_after(4):
        async with keep(server.yard, stopping, upkeep=True):
            await server.yard.ready()
    assert stopping.is_set()


async def test_old_answers_are_forgotten_after_a_day(play, clock):
    await play.project()
    body, headers = {"project": "demo", "title": "t"}, {"idempotency-key": "k"}
    first = await play.server.operator.post("/tasks", json=body, headers=headers)
    watch = upkeep.begin(play.server.yard)
    clock.advance(23 * 3600)
    await upkeep.look(play.server.yard, watch)
    again = await play.server.operator.post("/tasks", json=body, headers=headers)
    assert again.json()["id"] == first.json()["id"]
    clock.advance(2 * 3600)
    await upkeep.look(play.server.yard, watch)
    third = await play.server.operator.post("/tasks", json=body, headers=headers)
    assert third.json()["id"] != first.json()["id"]


async def test_health_needs_no_key(server):
    for path in ("/healthz", "/readyz", "/api/v1/healthz", "/api/v1/readyz"):
        assert (await server.nobody.get(f"http://yard.test{path}")).status_code == 200


async def test_reading_changes_nothing(play):
    await play.project()
    task = await play.task()
    before = (await play.server.viewer.get("/events")).json()
    commits = play.server.yard.db.commits
    for path in ("/board", "/tasks", f"/tasks/{task['id']}", f"/tasks/{task['id']}/why", "/queue/status"):
        assert (await play.server.viewer.get(path)).status_code == 200
    assert (await play.server.viewer.get("/events")).json() == before
    assert play.server.yard.db.commits == commits
