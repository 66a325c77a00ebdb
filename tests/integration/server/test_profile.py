"""What workers have found in their users' folders, and how they are asked to look again."""

import pytest

from taskyard.domain import limit
from taskyard.domain.profile import MOST_FILES, SHOWN

pytestmark = pytest.mark.anyio
GOOD = {
    "name": "reviewer",
    "file": "reviewer.md",
    "description": "Looks for bugs",
    "model": "opus",
    "problem": "",
}
BROKEN = {
    "name": "x",
    "file": "x.md",
    "description": "",
    "model": "",
    "problem": "line 2: there is no field 'y'",
}


async def _beat(server, worker, **more):
    body = {"status": "idle", **more}
    answer = await server.worker.post(f"/workers/{worker}/heartbeat", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _listed(server):
    answer = await server.viewer.get("/profiles")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_what_a_worker_brings_is_listed_by_worker(server, play):
    anvil = await play.worker("anvil", host="a", profiles={"items": [GOOD, BROKEN]})
    bellows = await play.worker("bellows", host="b")
    assert await _listed(server) == [
        {"worker": anvil, "name": "anvil", "asked": False, "profiles": [GOOD, BROKEN]},
        {"worker": bellows, "name": "bellows", "asked": False, "profiles": []},
    ]
    await server.worker.delete(f"/workers/{anvil}")
    assert [one["worker"] for one in await _listed(server)] == [bellows]


async def test_a_request_to_look_again_stands_until_each_worker_has(server, play):
    anvil, bellows = await play.worker("anvil", host="a"), await play.worker("bellows", host="b")
    assert (await _beat(server, anvil))["profiles"] == 0
    assert (await server.operator.post("/profiles/refresh")).json() == {"workers": 2}
    for _ in range(2):  # an answer may be lost: only what the worker brings ends it
        assert (await _beat(server, anvil))["profiles"] == 1
    await _beat(server, anvil, profiles={"round": 1, "items": [GOOD]})
    assert [(one["worker"], one["asked"], one["profiles"]) for one in await _listed(server)] == [
        (anvil, False, [GOOD]),
        (bellows, True, []),
    ]
    await server.operator.post("/profiles/refresh")
    await _beat(
        server, anvil, profiles={"round": 1, "items": [GOOD]}
    )  # it had looked before it was asked again
    assert all(one["asked"] for one in await _listed(server))
    facts = (await server.viewer.get("/events")).json()["items"]
    assert {"name": "anvil", "profiles": 1} in [one["body"] for one in facts if one["worker"] == anvil]


async def test_a_drain_and_a_plain_heartbeat_keep_what_was_brought(server, play):
    anvil = await play.worker(profiles={"items": [GOOD]})
    await _beat(server, anvil)
    await server.operator.post(f"/workers/{anvil}/drain")
    assert (await _listed(server))[0]["profiles"] == [GOOD]


async def test_the_fullest_shelf_fits_into_a_request(server, play):
    wide = "\N{DUCK}"
    card = {"name": wide * limit.NAME, "file": wide * limit.NAME, "model": wide * limit.NAME}
    card |= {"description": wide * SHOWN, "problem": wide * SHOWN}
    anvil = await play.worker(profiles={"items": [card] * (MOST_FILES + 1)})
    assert len((await _listed(server))[0]["profiles"]) == MOST_FILES + 1
    for bad in ([card] * (MOST_FILES + 2), [card | {"problem": wide * (SHOWN + 1)}], [card | {"text": "x"}]):
        body = {"status": "idle", "profiles": {"items": bad}}
        assert (await server.worker.post(f"/workers/{anvil}/heartbeat", json=body)).status_code == 422


async def test_another_organisation_neither_sees_nor_asks(server, play):
    anvil = await play.worker(profiles={"items": [GOOD]})
    stranger = await server.enter(server.client(await server.key("admin", org="other")))
    assert (await stranger.get("/profiles")).json()["items"] == []
    assert (await stranger.post("/profiles/refresh")).json() == {"workers": 0}
    assert (await _beat(server, anvil))["profiles"] == 0
