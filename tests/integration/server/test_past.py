"""The log read towards the past: the newest first, by how a kind begins, with bounded work."""

import pytest

from taskyard.service import event as events
from taskyard.service.yard import SYSTEM

pytestmark = pytest.mark.anyio


async def tell(server, *kinds, **about):
    def work(deed):
        for kind in kinds:
            deed.tell(kind, **about)

    await server.yard.act(SYSTEM, work)


async def page(server, **params):
    answer = await server.viewer.get("/events", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def numbers(server, **params):
    found = await page(server, **params)
    return [one["seq"] for one in found["items"]], found["next"]


async def test_the_newest_come_first_a_page_at_a_time(server):
    await tell(server, *["task.changed"] * 10)
    every, _ = await numbers(server)
    got, before = [], 0
    while before is not None:
        found, after = await numbers(server, before=before, limit=4)
        got += found
        before = None if after is None else int(after)
    assert got == every[::-1]
    assert (await numbers(server, before=1)) == ([], None)


async def test_a_kind_is_given_by_its_beginning_in_both_directions(server):
    await tell(
        server, "task.created", "run.queued", "run.cancel_requested", "task.done", "runs.other", "run.ended"
    )
    for params in ({"before": 0}, {"after": 0}):
        kinds = [one["kind"] for one in (await page(server, kind="run.", **params))["items"]]
        assert sorted(kinds) == ["run.cancel_requested", "run.ended", "run.queued"]
    assert [one["kind"] for one in (await page(server, kind="run.c", before=0))["items"]] == [
        "run.cancel_requested"
    ]
    assert (await page(server, kind="run_", before=0))["items"] == []  # it is no pattern


async def test_a_rare_kind_does_not_read_the_whole_log(server):
    await tell(server, "run.queued")
    await tell(server, *["task.changed"] * 30)

    def before(seq, **given):
        return lambda deed: events.before(deed, seq, 5, span=20, **given)

    last = await server.yard.look(SYSTEM, events.last)
    first = await server.yard.look(SYSTEM, before(0, prefix="run."))
    assert (first.items, first.next) == ([], last - 19)
    second = await server.yard.look(SYSTEM, before(first.next, prefix="run."))
    assert [one.kind for one in second.items] == ["run.queued"]


async def test_the_facts_of_one_task_are_found_however_old_they_are(server):
    await tell(server, "task.created", task="t")
    await tell(server, *["task.changed"] * 30)
    found = await server.yard.look(SYSTEM, lambda deed: events.before(deed, 0, 5, task="t", span=20))
    assert [one.kind for one in found.items] == ["task.created"]
    assert found.next is None


@pytest.mark.parametrize(
    "params", [{"before": -1}, {"kind": ""}, {"kind": "a%"}, {"kind": "x" * 41}, {"before": "x"}]
)
async def test_what_is_no_question_is_refused(server, params):
    assert (await server.viewer.get("/events", params=params)).status_code == 422
