"""A key that was good a moment ago is not looked up again, and still ends when it is told to."""

import pytest
from sqlalchemy import update

from taskyard.server.keyring import LIFE
from taskyard.store.schema import key as table

pytestmark = pytest.mark.anyio


async def _viewer(server):
    made = (await server.admin.post("/keys", json={"name": "laptop", "scope": "viewer"})).json()
    return made["id"], await server.enter(server.client(made["key"]))


async def _revoke_elsewhere(server, key):
    """What another server writes: this one is not told."""
    now = server.yard.clock.now()
    await server.yard.db.change(
        lambda tx: tx.execute(update(table).where(table.c.id == key).values(revoked_at=now)) and None
    )


async def test_a_key_that_another_server_revokes_ends_within_a_second(server, clock):
    key, client = await _viewer(server)
    assert (await client.get("/projects")).status_code == 200
    await _revoke_elsewhere(server, key)
    clock.advance(LIFE)
    assert (await client.get("/projects")).status_code == 401


async def test_a_key_is_looked_up_once_in_a_moment_and_again_after_any_revocation(server):
    key, client = await _viewer(server)
    other, _ = await _viewer(server)
    assert (await client.get("/projects")).status_code == 200
    await _revoke_elsewhere(server, key)
    assert (await client.get("/projects")).status_code == 200
    assert (await server.admin.delete(f"/keys/{other}")).status_code == 204
    assert (await client.get("/projects")).status_code == 401


async def test_a_key_that_expires_within_the_moment_ends_on_time(server, clock):
    brief = await server.key("viewer", expires_at=clock.now().replace(microsecond=500_000))
    client = await server.enter(server.client(brief))
    assert (await client.get("/projects")).status_code == 200
    clock.advance(0.5)
    assert (await client.get("/projects")).status_code == 401


async def test_use_is_noted_once_a_minute(server, clock):
    made = (await server.admin.post("/keys", json={"name": "hand", "scope": "operator"})).json()
    client = await server.enter(server.client(made["key"]))

    async def used():
        listed = (await server.admin.get("/keys")).json()
        return next(one["last_used_at"] for one in listed["items"] if one["id"] == made["id"])

    assert await used() is None
    await client.post("/queue/enqueue", json={"task": "0" * 26})
    first = await used()
    assert first is not None
    clock.advance(0.5)
    await client.post("/queue/enqueue", json={"task": "0" * 26})
    assert await used() == first
    clock.advance(61)
    await client.post("/queue/enqueue", json={"task": "0" * 26})
    assert await used() != first
