"""Organisations, keys and their rotation, the ledger, limits: over HTTP."""

from datetime import datetime, timedelta

import anyio
import pytest

from taskyard.server.rate import Limits, Rates
from taskyard.service import account
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio


async def made(server, **body):
    answer = await server.admin.post("/keys", json={"name": "laptop", "scope": "viewer"} | body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def client(server, key):
    return await server.enter(server.client(key))


@pytest.fixture
async def limited(server):
    """The same server with limits."""

    def limited(**limits):
        server.app.state.rates = Rates(server.yard.clock, Limits(**limits))
        return server

    return limited


async def test_an_organisation_has_its_own_keys_and_things(server, play):
    await play.project()
    answer = await server.admin.post("/orgs", json={"id": "north", "settings": {"max_attempts": 7}})
    assert answer.status_code == 201
    first = await client(server, answer.json()["key"])
    assert (await first.get("/projects")).json()["items"] == []
    project = (await first.post("/projects", json={"name": "demo"})).json()
    assert project["inherited"] == {"max_attempts": 7}
    assert (await first.get("/org")).json()["effective"]["max_attempts"] == 7
    assert [one["id"] for one in (await first.get("/orgs")).json()["items"]] == ["north"]
    assert [one["id"] for one in (await server.admin.get("/orgs")).json()["items"]] == ["default", "north"]
    assert (await first.post("/orgs", json={"id": "south"})).status_code == 403
    assert (await server.admin.delete("/orgs/north")).status_code == 409
    await first.delete(f"/projects/{project['id']}")
    assert (await server.admin.delete("/orgs/north")).status_code == 204
    assert (await first.get("/projects")).status_code == 401


@pytest.mark.parametrize("name", ["", "North", "a_b", "-a", "x" * 64])
async def test_an_organisation_has_a_plain_id(server, name):
    assert (await server.admin.post("/orgs", json={"id": name})).status_code == 422


async def test_settings_of_the_organisation_lie_under_those_of_the_project(server, play):
    await server.admin.patch(
        "/org", json={"settings": {"max_attempts": 4, "agent_options": {"model": "a", "x": "1"}}}
    )
    await play.project(settings={"agent_options": {"model": "b"}})
    await play.task()
    claim = await play.claim(await play.worker())
    assert claim["settings"]["max_attempts"] == 4
    assert claim["settings"]["agent_options"] == {"model": "b", "x": "1"}
    await server.admin.patch("/org", json={"settings": {"max_attempts": None}})
    assert (await server.admin.get("/org")).json()["settings"] == {}
    assert (await server.admin.patch("/org", json={"settings": {"checkout": "ftp"}})).status_code == 422


async def test_a_key_lives_one_to_three_hundred_and_sixty_five_days(server, clock):
    shown = await made(server)
    assert shown["preview"] == f"{shown['key'][:8]}…{shown['key'][-4:]}"
    assert datetime.fromisoformat(shown["expires_at"]) - clock.now() == timedelta(days=365)
    for wrong in ({"expires_days": 0}, {"expires_days": 366}, {"expires_at": "2100-01-01T00:00:00Z"}):
        body = {"name": "laptop", "scope": "viewer"} | wrong
        assert (await server.admin.post("/keys", json=body)).status_code == 422
    brief = await client(server, (await made(server, expires_days=1))["key"])
    assert (await brief.get("/projects")).status_code == 200
    clock.advance(86_401)
    assert (await brief.get("/projects")).status_code == 401


async def test_two_secrets_hold_while_a_key_is_rotated(server, clock):
    shown = await made(server)
    old = await client(server, shown["key"])
    turned = (await server.admin.post(f"/keys/{shown['id']}/rotate", json={"overlap": 600})).json()
    new = await client(server, turned["key"])
    assert [(await one.get("/projects")).status_code for one in (old, new)] == [200, 200]
    clock.advance(601)
    assert [(await one.get("/projects")).status_code for one in (old, new)] == [401, 200]
    again = (await server.admin.post(f"/keys/{shown['id']}/rotate", json={"overlap": 0})).json()
    assert (await new.get("/projects")).status_code == 401
    assert (await (await client(server, again["key"])).get("/projects")).status_code == 200
    await server.admin.delete(f"/keys/{shown['id']}")
    assert (await server.admin.post(f"/keys/{shown['id']}/rotate")).status_code == 409


async def test_the_key_of_the_examples_is_refused_in_words(server):
    answer = await (await client(server, "tk_your_api_key_here")).get("/projects")
    assert answer.status_code == 401
    assert "taskyard key create" in answer.json()["detail"]


async def test_a_revoked_key_gets_no_work_it_waits_for(server, play):
    await play.project()
    worker = await play.worker()
    answers = []

    async def wait():
        body = {"worker": worker, "key": "k1", "offer": play.offer}
        answers.append(await server.worker.post("/queue/claim", json=body, params={"wait": 25}))

    key = (await server.admin.get("/keys")).json()["items"]
    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(wait)
            await anyio.wait_all_tasks_blocked()
            own = next(one["id"] for one in key if one["scope"] == "worker")
            await server.admin.delete(f"/keys/{own}")
    assert answers[0].status_code == 401


async def test_a_worker_key_acts_for_its_own_workers_only(server, play):
    await play.project()
    await play.task()
    worker = await play.worker()
    claim = await play.claim(worker)
    other = await client(server, await server.key("worker"))
    lease = {"run": claim["run"]["id"], "fence": claim["fence"]}
    assert (await other.post("/queue/renew", json=lease)).status_code == 403
    said = lease | {"outcome": {"status": "succeeded", "reason": "completed"}}
    assert (await other.post("/queue/complete", json=said)).status_code == 403
    entries = {"fence": claim["fence"], "first": 1, "entries": []}
    assert (await other.post(f"/runs/{claim['run']['id']}/entries", json=entries)).status_code == 403
    assert (await other.post(f"/workers/{worker}/heartbeat", json={"status": "idle"})).status_code == 403
    body = {"worker": worker, "key": "k2", "offer": play.offer}
    assert (await other.post("/queue/claim", json=body)).status_code == 403
    same = {"name": "anvil", "slots": 1, "offer": play.offer}
    assert (await other.post("/workers", json=same)).json()["name"] == "anvil-2"
    assert (await server.worker.post("/queue/renew", json=lease)).status_code == 200


async def test_the_ledger_tells_who_did_what_and_is_whole(server, play):
    project = await play.project()
    await server.admin.patch(
        f"/projects/{project['id']}", json={"settings": {"agent_options": {"token": "hush"}}}
    )
    shown = await made(server)
    await server.admin.post(f"/keys/{shown['id']}/rotate")
    await server.admin.delete(f"/keys/{shown['id']}")
    code = await server.yard.act(SYSTEM, account.launch_code)
    assert (await server.nobody.post("/auth/launch", json={"code": code})).status_code == 204
    page = (await server.admin.get("/audit", params={"limit": 200})).json()["items"]
    acts = [one["act"] for one in page]
    assert acts[-6:] == [
        "project.created", "project.changed", "key.created", "key.rotated", "key.revoked", "browser.opened",
    ]  # fmt: skip
    assert page[-5]["detail"] == {
        "fields": ["settings"],
        "settings": ["agent_options"],
        "project": project["id"],
    }
    assert page[-2]["actor"] == "key:admin"
    assert "hush" not in str(page)
    first = (await server.admin.get("/audit", params={"limit": 2})).json()
    assert first["next"] == "2"
    assert (await server.admin.get("/audit/verify")).json()["intact"] is True
    assert (await server.operator.get("/audit")).status_code == 403


async def test_acts_of_one_key_have_a_limit_and_workers_have_none(limited, play, clock):
    server = limited(act=3)
    answers = [await server.operator.post("/profiles/refresh") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    told = answers[0].headers
    assert (told["ratelimit-limit"], told["ratelimit-remaining"], told["ratelimit-reset"]) == ("3", "2", "20")
    assert (answers[3].json()["code"], answers[3].headers["retry-after"]) == ("too_many", "20")
    assert (await server.operator.get("/projects")).status_code == 200
    assert (await server.admin.post("/profiles/refresh")).status_code == 200
    worker = await play.worker()
    for _ in range(5):
        assert (
            await server.worker.post(f"/workers/{worker}/heartbeat", json={"status": "idle"})
        ).status_code == 200
    clock.advance(20)
    assert (await server.operator.post("/profiles/refresh")).status_code == 200


async def test_launch_codes_and_keys_have_limits(limited):
    server = limited(sign_in=2, keys=1)
    tries = [await server.nobody.post("/auth/launch", json={"code": "x"}) for _ in range(3)]
    assert [one.status_code for one in tries] == [401, 401, 429]
    keys = [await server.admin.post("/keys", json={"name": "a", "scope": "viewer"}) for _ in range(2)]
    assert [one.status_code for one in keys] == [201, 429]


async def test_who_guesses_keys_is_stopped_and_a_good_key_goes_on(limited):
    server = limited(refused=2)
    assert (await server.admin.get("/projects")).status_code == 200
    guess = await client(server, "tk_" + "0" * 26 + "_" + "0" * 64 + "_" + "0" * 8)
    assert [(await guess.get("/projects")).status_code for _ in range(4)] == [401, 401, 429, 429]
    assert (await server.admin.get("/projects")).status_code == 200


async def test_a_worker_of_one_organisation_never_gets_work_of_another(server, play):
    """S-05: the task says why it waits."""
    key = (await server.admin.post("/orgs", json={"id": "north"})).json()["key"]
    north = await client(server, key)
    await north.post("/projects", json={"name": "theirs"})
    body = {"project": "theirs", "title": "wait", "enqueue": True}
    task = (await north.post("/tasks", json=body)).json()
    worker = await play.worker()
    assert await play.claim(worker) is None
    why = (await north.get(f"/tasks/{task['id']}/why")).json()["why"]
    assert [one["code"] for one in why] == ["no_worker"]
    assert "organisation north" in why[0]["words"]


async def test_agents_are_what_live_workers_offer(server, play, clock):
    await play.worker()
    found = (await server.viewer.get("/agents")).json()["items"]
    assert found == [{"name": "scripted", "workers": ["anvil"], "slots": 1, "paused_until": None}]
    clock.advance(3600)
    assert (await server.viewer.get("/agents")).json()["items"] == []


async def test_merge_targets_of_a_project_that_nobody_has_seen_are_its_own(server, play):
    project = await play.project(target="trunk", repository="/srv/repo")
    url = f"/projects/{project['id']}/merge-targets"
    assert (await server.viewer.get(url)).json() == {"default": "trunk", "items": ["trunk"], "seen_at": None}
    worker = await play.worker()
    survey = {"repositories": [{"path": "/srv/repo", "current": "main", "names": ["main", "x"]}]}
    beat = {"status": "idle", "survey": survey}
    wish = (await server.worker.post(f"/workers/{worker}/heartbeat", json=beat)).json()
    assert wish["repositories"] == ["/srv/repo"]
    found = (await server.viewer.get(url)).json()
    assert (found["default"], found["items"]) == ("main", ["main", "x"])
