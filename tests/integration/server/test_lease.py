"""Fences, leases and repeats: a stale worker changes nothing, a repeated call changes nothing twice."""

import pytest

from taskyard.service import upkeep

pytestmark = pytest.mark.anyio


async def _minutes(play, clock, watch, seconds):
    for _ in range(int(seconds // 30)):
        clock.advance(30)
        await upkeep.look(play.server.yard, watch)


async def test_a_claim_key_gives_the_same_run_again(play):
    await play.project()
    await play.task()
    await play.task()
    worker = await play.worker()
    first = await play.claim(worker, "same")
    again = await play.claim(worker, "same")
    assert (again["run"]["id"], again["fence"]) == (first["run"]["id"], first["fence"])


async def test_a_claim_key_of_an_ended_run_is_refused(play):
    await play.project()
    await play.task()
    worker = await play.worker()
    claim = await play.claim(worker, "k")
    await play.end(claim)
    body = {"worker": worker, "key": "k", "offer": play.offer}
    answer = await play.server.worker.post("/queue/claim", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "lease_lost")


async def test_a_repeated_finish_is_the_same_and_another_fence_is_not(play):
    await play.project()
    await play.task()
    claim = await play.claim(await play.worker())
    assert (await play.end(claim)).json() == (await play.end(claim)).json()
    stale = await play.end({**claim, "fence": claim["fence"] + 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "lease_lost")


async def test_a_finish_with_too_few_entries_is_incomplete_until_they_come(play):
    await play.project()
    await play.task()
    claim = await play.claim(await play.worker())
    receipt = (await play.end(claim, entries=1)).json()
    assert receipt == {"accepted": True, "incomplete": True, "expected": 1}
    entry = {"seq": 1, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": "late"}}
    await play.report(claim, "entries", first=1, entries=[entry])
    assert (await play.end(claim, entries=1)).json()["incomplete"] is False


async def test_a_gap_says_where_to_go_on(play):
    await play.project()
    await play.task()
    claim = await play.claim(await play.worker())
    entry = {"seq": 5, "kind": "text", "at": "2026-01-01T00:00:00Z", "body": {"text": "x"}}
    answer = await play.server.worker.post(
        f"/runs/{claim['run']['id']}/entries", json={"fence": claim["fence"], "first": 5, "entries": [entry]}
    )
    assert (answer.status_code, answer.json()["code"], answer.json()["expected"]) == (409, "gap", 1)


async def test_a_silent_worker_loses_its_run_and_the_next_fence_wins(play, clock):
    await play.project()
    task = await play.task()
    worker = await play.worker()
    watch = upkeep.begin(play.server.yard)
    lost = await play.claim(worker, "k1")
    await _minutes(play, clock, watch, 180)
    seen = await play.look(task)
    assert (seen["status"], seen["attempts"]) == ("queued", 0)
    await _minutes(play, clock, watch, 1800)
    worker = await play.worker()
    again = await play.claim(worker, "k2")
    assert again["run"]["number"] == 2
    late = await play.end(lost)
    assert (late.status_code, late.json()["code"]) == (409, "lease_lost")
    body = {"run": lost["run"]["id"], "fence": lost["fence"]}
    assert (await play.server.worker.post("/queue/renew", json=body)).status_code == 409
    assert (await play.look(task))["status"] == "running"


async def test_a_server_that_has_just_started_gives_every_lease_a_full_term(play, clock):
    await play.project()
    task = await play.task()
    await play.claim(await play.worker())
    clock.advance(3600)
    watch = upkeep.begin(play.server.yard)
    await upkeep.look(play.server.yard, watch)
    assert (await play.look(task))["status"] == "running"
    await _minutes(play, clock, watch, 120)
    assert (await play.look(task))["status"] == "queued"


async def test_a_mass_expiry_is_doubted_once(play, clock):
    await play.project()
    tasks = [await play.task(f"t{n}") for n in range(6)]
    worker = await play.worker()
    watch = upkeep.begin(play.server.yard)
    for n in range(6):
        await play.claim(worker, f"k{n}")
    await _minutes(play, clock, watch, 120)
    assert watch.doubted
    assert (await play.look(tasks[0]))["status"] == "running"
    await _minutes(play, clock, watch, 30)
    assert {(await play.look(task))["status"] for task in tasks} == {"queued"}


async def test_a_renewed_lease_is_not_ended(play, clock):
    await play.project()
    task = await play.task()
    claim = await play.claim(await play.worker())
    watch = upkeep.begin(play.server.yard)
    body = {"run": claim["run"]["id"], "fence": claim["fence"]}
    for _ in range(8):
        await _minutes(play, clock, watch, 30)
        assert (await play.server.worker.post("/queue/renew", json=body)).status_code == 200
    assert (await play.look(task))["status"] == "running"


async def test_a_released_run_goes_back_untouched(play):
    await play.project()
    task = await play.task()
    worker = await play.worker()
    claim = await play.claim(worker, "k1")
    body = {"run": claim["run"]["id"], "fence": claim["fence"]}
    assert (await play.server.worker.post("/queue/release", json=body)).status_code == 204
    assert ((await play.look(task))["status"], (await play.look(task))["attempts"]) == ("queued", 0)
    again = await play.claim(worker, "k2")
    assert (again["run"]["id"], again["fence"]) == (claim["run"]["id"], 2)


async def test_a_task_that_is_not_due_waits_for_its_time(play, clock):
    await play.project()
    await play.task(not_before="2026-01-01T01:00:00Z")
    worker = await play.worker()
    assert await play.claim(worker, "k1") is None
    clock.advance(3601)
    await upkeep.look(play.server.yard, upkeep.begin(play.server.yard))
    assert await play.claim(worker, "k2") is not None


async def test_a_drained_worker_gets_nothing(play):
    await play.project()
    await play.task()
    worker = await play.worker()
    await play.server.operator.post(f"/workers/{worker}/drain")
    assert await play.claim(worker) is None
    beat = await play.server.worker.post(f"/workers/{worker}/heartbeat", json={"status": "idle"})
    assert beat.json()["drain"] is True


async def test_a_failed_run_is_tried_again_and_then_fails(play, clock):
    await play.project()
    task = await play.task()
    worker = await play.worker()
    for key in ("k1", "k2"):
        claim = await play.claim(worker, key)
        await play.end(claim, "fail", status="failed", reason="agent_error", message="no")
        clock.advance(60)
        await upkeep.look(play.server.yard, upkeep.begin(play.server.yard))
    seen = await play.look(task)
    assert (seen["status"], seen["reason"], seen["attempts"]) == ("failed", "agent_error", 2)
    assert (await play.act(task, "retry"))["attempts"] == 0
