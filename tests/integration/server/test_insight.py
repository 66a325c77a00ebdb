"""The numbers of the page of insights, against a history that was made by hand."""

from dataclasses import replace

import pytest

from taskyard.service import org as orgs
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio
HOUR, DAY = 3600.0, 86400.0


async def finish(play, worker, key, seconds, how="complete", **outcome):
    """Claims the next run, which works for so long and ends."""
    claim = await play.claim(worker, key)
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    play.server.yard.clock.advance(seconds)
    said = {"branch": "taskyard/x", "head_commit": "a" * 40} if how == "complete" else {}
    answer = await play.end(claim, how, **said | outcome)
    assert answer.status_code == 200, answer.text
    return claim


def used(cost, tokens=0):
    return {"usage": {"cost_usd": cost, "tokens_in": tokens, "tokens_out": 2 * tokens, "tokens_cached": 5}}


@pytest.fixture
async def history(play, server, clock):
    """Three days: two tasks that go well, one that fails, one that is cancelled; three questions.

    The fake clock begins at the start of a day.
    """
    await play.project(settings={"agent": "scripted", "max_attempts": 1})
    worker = await play.worker()
    clock.advance(HOUR)
    # The first day.
    first, second = await play.task("one"), await play.task("two")
    await finish(play, worker, "k1", 100, **used(0.5, 10))
    await finish(play, worker, "k2", 300, **used(0.25, 1))
    clock.advance(DAY)
    # The second day.
    await play.act(first, "accept")
    await play.task("three")
    await finish(play, worker, "k3", 50, "fail", status="failed", reason="agent_error", **used(0.125))
    clock.advance(DAY)
    # The third day.
    await play.act(second, "accept")
    await play.task("four")
    claim = await play.claim(worker, "k4")
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    for seconds in (40, 60):
        asked = await play.report(claim, "ask", text=f"which {seconds}?")
        clock.advance(seconds)
        answer = await server.operator.post(f"/messages/{asked['id']}/answer", json={"text": "this"})
        assert answer.status_code == 200, answer.text
        await play.report(claim, "delivered", messages=[asked["id"]])
    await play.report(claim, "ask", text="and now?")
    clock.advance(7)
    return claim


async def insights(server, **params):
    answer = await server.viewer.get("/insights", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_numbers_are_those_of_the_history(server, history):
    found = await insights(server, days=4)
    days = found["days"]
    assert len({day["day"] for day in days}) == 4
    assert [day["day"] for day in days] == sorted(day["day"] for day in days)

    def row(name):
        return [day[name] for day in days]

    assert row("created") == [0, 2, 1, 1]
    assert row("done") == [0, 0, 1, 1]
    assert row("failed") == [0, 0, 1, 0]
    assert row("cost_usd") == [0, 0.75, 0.125, 0]
    assert row("tokens_in") == [0, 11, 0, 0]
    assert row("tokens_out") == [0, 22, 0, 0]
    assert row("tokens_cached") == [0, 10, 5, 0]
    assert row("questions") == [0, 0, 0, 3]
    assert row("waiting_seconds") == [0, 0, 0, 107]
    assert found["agents"] == [
        {
            "agent": "scripted", "runs": 3, "succeeded": 2, "failed": 1, "cancelled": 0, "cost_usd": 0.875,
            "median_seconds": 100,
        }
    ]  # fmt: skip
    assert found["waiting"] == {"answered": 2, "median_seconds": 50, "longest_seconds": 60, "open": 1}


async def test_of_an_even_number_the_median_is_between_the_two(server, history, play):
    await play.server.operator.post(f"/tasks/{history['task']['id']}/cancel", json={})
    server.yard.clock.advance(193)
    answer = await play.end(history, "fail", status="cancelled", reason="cancelled")
    assert answer.status_code == 200, answer.text
    [agent] = (await insights(server, days=4))["agents"]
    assert (agent["runs"], agent["cancelled"]) == (4, 1)
    assert agent["median_seconds"] == (100 + 300) / 2  # of 50, 100, 300 and 40 + 60 + 7 + 193


async def test_what_was_before_these_days_does_not_count(server, history):
    found = await insights(server, days=1)
    assert [day["created"] for day in found["days"]] == [1]
    assert found["agents"] == []
    server.yard.clock.advance(400 * DAY)
    later = await insights(server)
    assert len(later["days"]) == 30
    assert {key: sum(day[key] for day in later["days"]) for key in ("created", "done", "questions")} == {
        "created": 0, "done": 0, "questions": 0,
    }  # fmt: skip
    assert later["agents"] == []
    assert later["waiting"] == {"answered": 0, "median_seconds": None, "longest_seconds": None, "open": 1}


async def test_of_one_project_by_its_name_or_id(server, history, play):
    other = await play.project("other")
    await play.task("theirs", enqueue=False, project="other")
    for name in ("other", other["id"]):
        found = await insights(server, project=name, days=4)
        assert [day["created"] for day in found["days"]] == [0, 0, 0, 1]
        assert found["agents"] == []
        assert found["waiting"]["open"] == 0
    assert sum(day["created"] for day in (await insights(server, project="demo"))["days"]) == 4
    assert (await server.viewer.get("/insights", params={"project": "none"})).status_code == 404


async def test_another_organisation_sees_its_own(server, history):
    await server.yard.act(SYSTEM, lambda deed: orgs.add(deed, "other"))
    async with server.client(await server.key("viewer", org="other")) as other:
        found = (await other.get("/insights")).json()
    assert not any(value for day in found["days"] for name, value in day.items() if name != "day")
    assert found["agents"] == []
    assert found["waiting"]["open"] == 0
    await server.yard.act(replace(SYSTEM, org="other"), lambda deed: deed.tell("task.changed"))


@pytest.mark.parametrize("params", [{"days": 0}, {"days": 367}, {"days": "x"}, {"project": "a\x00b"}])
async def test_what_is_no_question_is_refused(server, params):
    assert (await server.viewer.get("/insights", params=params)).status_code == 422
