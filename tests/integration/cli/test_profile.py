"""Profiles on the command line, as a worker beside has brought them."""

import json

import pytest

from taskyard.client.api import Client
from taskyard.domain.profile import Card, Shelf
from taskyard.domain.worker import Offer

pytestmark = pytest.mark.anyio
CARDS = (
    Card(name="reviewer", file="reviewer.md", description="Looks for bugs", model="opus"),
    Card(name="x", file="x.md", problem="line 2: there is no field 'y'"),
)


@pytest.fixture
async def forge(type_, data):
    local = json.loads((data / "local.json").read_text())
    async with Client(local["url"], local["worker_key"]) as client:
        made = await client.register("forge", 0, Offer(), host="elsewhere", profiles=Shelf(items=CARDS))
        yield made
        await client.deregister(made.id)


async def test_profiles_are_listed_by_worker_broken_ones_too(type_, forge):
    lines = (await type_.ok("profile", "list")).out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("forge"))
    assert lines[at + 1 : at + 3] == [
        f"    {'reviewer':<25} {'opus':<20} Looks for bugs",
        f"    {'x':<25} x.md: line 2: there is no field 'y'",
    ]
    found = await type_.json("profile", "list")
    [own] = [one for one in found if one["worker"] == forge.id]
    assert [card["name"] for card in own["profiles"]] == ["reviewer", "x"]


async def test_workers_are_asked_to_look_again(type_, forge):
    said = await type_.ok("profile", "refresh")
    assert said.out == "2 workers look again with the next heartbeat\n"
    assert "forge  (asked to look again)" in (await type_.ok("profile", "list")).out
