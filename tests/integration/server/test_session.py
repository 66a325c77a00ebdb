"""/sessions over HTTP: making one, the list, ending it, and what a run at work does to it."""

import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
async def worker(play):
    await play.project()
    return await play.worker()


@pytest.fixture
def make(server, worker):
    async def make(session_id, status=201, **fields):
        answer = await server.worker.post(
            "/sessions", json={"session_id": session_id, "worker": worker, **fields}
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    return make


async def _begin(play, worker, key, session):
    claim = await play.claim(worker, key)
    await play.report(claim, "status", status="preparing")
    await play.report(claim, "status", status="running", session=session)
    return claim


async def _only(server, **params):
    (found,) = (await server.viewer.get("/sessions", params=params)).json()["items"]
    return found


async def test_a_session_is_made_once_and_shows_its_task(server, play, worker, make):
    task = await play.task(enqueue=False)
    made = await make("agent-1", task=task["id"])
    assert (made["session_id"], made["task"], made["worker"], made["status"]) == (
        "agent-1", task["id"], worker, "idle",
    )  # fmt: skip
    assert (await make("agent-1", 409))["session"] == made["id"]
    assert (await server.viewer.get(f"/sessions/{made['id']}")).json() == made
    assert await _only(server) == made
    for unknown in ("nothing", "0" * 26):
        assert (await server.viewer.get(f"/sessions/{unknown}")).status_code == 404


async def test_a_session_needs_a_worker_and_a_task_that_are_there(make):
    await make("a", 404, worker="0" * 26)
    await make("a", 404, task="0" * 26)
    for bad in ("", "x" * 201, "a\x00b", "a\nb"):
        await make(bad, 422)


async def test_the_list_goes_page_by_page_the_newest_first_and_by_status(server, clock, make):
    for number in range(5):
        clock.advance(1)
        await make(f"s{number}")
    seen, cursor = [], None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await server.viewer.get("/sessions", params=params)).json()
        seen += [one["session_id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["s4", "s3", "s2", "s1", "s0"]
    one = await _only(server, session_id="s3")
    await server.operator.delete(f"/sessions/{one['id']}")
    assert (await _only(server, status="terminated"))["session_id"] == "s3"
    assert len((await server.viewer.get("/sessions", params={"status": "idle"})).json()["items"]) == 4
    for bad in ({"cursor": "x"}, {"status": "asleep"}, {"session_id": "\x00"}):
        assert (await server.viewer.get("/sessions", params=bad)).status_code == 422


async def test_ending_is_harmless_when_repeated_and_no_heartbeat_revives_it(server, clock, make):
    made = await make("s")
    clock.advance(5)
    beat = await server.worker.post(f"/sessions/{made['id']}/heartbeat")
    assert beat.json()["last_activity_at"] > made["last_activity_at"]
    first = await server.operator.delete(f"/sessions/{made['id']}")
    assert (first.status_code, first.json()["status"]) == (200, "terminated")
    assert first.json()["terminated_at"] is not None
    assert first.json()["reason"] == "ended by key:operator"
    clock.advance(5)
    assert (await server.operator.delete(f"/sessions/{made['id']}")).json() == first.json()
    refused = await server.worker.post(f"/sessions/{made['id']}/heartbeat")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    await make("s", 409)


async def test_ending_a_session_at_work_asks_its_run_to_stop(server, play, worker):
    task = await play.task()
    claim = await _begin(play, worker, "k1", "s")
    session = await _only(server)
    assert (session["status"], session["task"], session["run"]) == ("active", task["id"], claim["run"]["id"])
    ended = (await server.operator.delete(f"/sessions/{session['id']}")).json()
    assert ended["status"] == "terminated"
    assert ended["reason"].endswith("; its run was asked to stop")
    orders = await play.report(claim, "status", status="running", session="s")
    assert orders["cancel"] is True
    assert (await _only(server))["status"] == "terminated"
    await play.end(claim, "fail", status="cancelled", reason="cancelled")
    assert (await play.look(task))["status"] == "cancelled"
    assert (await server.viewer.get(f"/runs/{claim['run']['id']}")).json()["session"] == "s"
    assert (await _only(server)) == ended


async def test_a_worker_at_work_makes_an_active_one(server, play, worker, make):
    task = await play.task()
    claim = await play.claim(worker)
    made = await make("s", task=task["id"])
    assert (made["status"], made["run"], made["agent"]) == ("active", claim["run"]["id"], "scripted")
    await server.worker.post("/queue/release", json={"run": claim["run"]["id"], "fence": claim["fence"]})
    assert (await _only(server))["status"] == "idle"


async def test_an_agent_that_begins_another_conversation_leaves_the_first_idle(server, play, worker):
    await play.task()
    claim = await _begin(play, worker, "k1", "old")
    await play.report(claim, "status", status="running", session="new")
    assert (await _only(server, session_id="old"))["status"] == "idle"
    assert (await _only(server, session_id="new"))["status"] == "active"


async def test_facts_tell_of_it(server, play, worker):
    await play.task()
    claim = await _begin(play, worker, "k1", "s")
    await play.end(claim, branch="b", head_commit="a" * 40)
    session = await _only(server)
    await server.operator.delete(f"/sessions/{session['id']}")
    events = (await server.viewer.get("/events", params={"limit": 200})).json()["items"]
    own = [one for one in events if one["kind"].startswith("session.")]
    assert [one["kind"] for one in own] == ["session.started", "session.idle", "session.terminated"]
    assert {one["body"]["session_id"] for one in own} == {"s"}
    assert {(one["run"], one["worker"]) for one in own} == {(claim["run"]["id"], worker)}
    assert own[-1]["body"]["reason"] == "ended by key:operator"


async def test_a_session_of_another_organisation_does_not_exist(server, make):
    made = await make("s")
    stranger = await server.enter(server.client(await server.key("admin", org="other")))
    assert (await stranger.get("/sessions")).json()["items"] == []
    assert (await stranger.get(f"/sessions/{made['id']}")).status_code == 404
    assert (await stranger.delete(f"/sessions/{made['id']}")).status_code == 404
