"""The board: narrow cards, in order, of one's own organisation; and tasks found by their numbers."""

import re

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from taskyard.domain.board import ASKED, TITLE

pytestmark = pytest.mark.anyio
ALWAYS = {"number", "title", "status", "priority", "project", "at"}


async def board(play, **params):
    answer = await play.server.viewer.get("/board", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def column(play, status):
    return [card["number"] for card in (await board(play))["cards"] if card["status"] == status]


async def test_a_card_says_only_what_is_not_as_usual(play):
    project = await play.project()
    await play.task("plain", description="long words that no card has room for")
    found = await board(play)
    assert found["projects"] == [{"id": project["id"], "name": "demo", "paused": False}]
    newest = (await play.server.viewer.get("/events")).json()["items"][-1]["seq"]
    assert found["seq"] == newest
    [card] = found["cards"]
    assert card.pop("agent") == "scripted"
    now = int(play.server.yard.clock.now().timestamp())
    assert card == {
        "number": 1, "title": "plain", "status": "queued", "priority": "normal", "project": 0, "at": now,
    }  # fmt: skip
    assert "long words" not in str(found)
    assert project["id"] not in str(found["cards"])


async def test_what_is_not_as_usual_is_on_the_card(play):
    await play.project()
    first = await play.task(enqueue=False)
    later = "2027-01-01T00:00:00Z"
    await play.task(
        "x" * 300, enqueue=False, depends_on=[first["id"]], task_type="bugfix", labels=["web"],
        priority="urgent", executable=False, not_before=later, agent="other",
    )  # fmt: skip
    plain, odd = (await board(play))["cards"]
    assert plain.keys() == ALWAYS
    assert (odd["title"], odd["type"], odd["labels"]) == ("x" * (TITLE - 1) + "…", "bugfix", ["web"])
    assert (odd["waits_on"], odd["manual"], odd["agent"]) == (1, True, "other")
    assert odd["not_before"] == 1_798_761_600


async def test_a_run_shows_who_is_at_it_what_it_asks_and_what_it_cost(play, clock):
    await play.project(settings={"max_attempts": 2})
    await play.task()
    worker = await play.worker("anvil")
    claim = await play.claim(worker)
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    clock.advance(60)
    asked = await play.report(claim, "ask", text="Which\nwood? " + "really " * 40, choices=["oak"])
    clock.advance(1)
    await play.report(claim, "ask", text="And which nails?")
    [card] = (await board(play))["cards"]
    ask = card["ask"]
    assert (ask["id"], ask["kind"], len(ask["text"])) == (asked["id"], "question", ASKED)
    assert ask["text"].startswith("Which wood? really")
    assert (card["worker"], ask["at"] - card["at"]) == ("anvil", 60)
    usage = {"tokens_in": 123_400, "tokens_out": 56, "cost_usd": 1.234}
    stat = [{"path": "a", "added": 3, "removed": 1}, {"path": "b", "added": None, "removed": None}]
    await play.end(claim, usage=usage, stat=stat, branch="taskyard/x", head_commit="a" * 40)
    [card] = (await board(play))["cards"]
    assert card["status"] == "review"
    assert not card.keys() & {"worker", "ask", "reason", "attempt"}
    assert (card["cost"], card["tokens"]) == (1.23, 123_000)
    assert (card["added"], card["removed"], card["files"]) == (3, 1, 2)


async def test_a_parked_task_a_second_try_and_an_agent_that_rests(play, clock):
    await play.project(settings={"max_attempts": 3})
    worker = await play.worker()
    await play.task("parked")
    claim = await play.claim(worker, "k1")
    for status in ("preparing", "running"):
        await play.report(claim, "status", status=status)
    await play.report(claim, "ask", text="?")
    await play.end(claim, "fail", status="parked", reason="parked")
    await play.task("again")
    await play.end(await play.claim(worker, "k2"), "fail", status="failed", reason="agent_error")
    again, parked = (await board(play))["cards"]
    assert (parked["title"], parked["status"], parked["parked"]) == ("parked", "running", True)
    assert parked["ask"]["text"] == "?"
    assert (again["status"], again["attempt"], again["reason"]) == ("queued", 2, "agent_error")
    until = clock.now().replace(hour=23).isoformat()
    await play.task("limited", priority="urgent")
    limited = {"status": "failed", "reason": "rate_limited", "retry_at": until}
    await play.end(await play.claim(worker, "k3"), "fail", **limited)
    assert all(card["resting"] for card in (await board(play))["cards"] if card["status"] == "queued")


async def test_the_queued_column_is_the_order_of_the_next_claims(play):
    await play.project()
    await play.project("shut", paused=False)
    ways = [
        {}, {"priority": "urgent"}, {"priority": "low"}, {"priority": "high"}, {"priority": "urgent"}, {},
        {"priority": "urgent", "executable": False}, {"priority": "urgent", "not_before": "2030-01-01T00:00:00Z"},
        {"project": "shut", "priority": "urgent"}, {"priority": "high"}, {},
    ]  # fmt: skip
    made = [await play.task(f"t{place}", **way) for place, way in enumerate(ways)]
    await play.server.operator.post(f"/tasks/{made[10]['number']}/position", json={"before": made[0]["id"]})
    await play.act(made[2], "run-now")
    shut = next(
        one for one in (await play.server.viewer.get("/projects")).json()["items"] if one["name"] == "shut"
    )
    await play.server.admin.patch(f"/projects/{shut['id']}", json={"paused": True})
    queued = await column(play, "queued")
    worker = await play.worker(slots=20)
    taken = [(await play.claim(worker, "now", override=True))["task"]["number"]]
    while (claim := await play.claim(worker, f"k{len(taken)}")) is not None:
        taken.append(claim["task"]["number"])
    assert len(taken) == 8
    assert queued[:8] == taken
    held = {made[place]["number"] for place in (6, 7, 8)}
    assert set(queued[8:]) == held


async def test_the_other_columns_each_have_their_order(play, clock):
    await play.project()
    worker = await play.worker(slots=9)
    for number in range(6):
        await play.task(f"t{number}", priority="high" if number == 3 else "normal")
    claims = {}
    for key in range(6):
        clock.advance(10)
        claim = await play.claim(worker, f"k{key}")
        claims[claim["task"]["number"]] = claim
        for status in ("preparing", "running"):
            await play.report(claim, "status", status=status)
    await play.report(claims[5], "ask", text="?")
    assert await column(play, "running") == [5, 4, 1, 2, 3, 6]
    for number in (1, 2, 4):
        clock.advance(10)
        await play.end(claims[number], branch="b", head_commit="a" * 40)
    assert await column(play, "review") == [4, 1, 2]
    for number in (2, 4):
        clock.advance(10)
        await play.act(claims[number]["task"], "accept")
    assert await column(play, "done") == [4, 2]
    for title in ("x", "y"):
        await play.task(title, enqueue=False)
    await play.server.operator.post("/tasks/8/position", json={"before": claims[1]["task"]["id"]})
    assert await column(play, "backlog") == [8, 7]
    every = [card["status"] for card in (await board(play))["cards"]]
    assert list(dict.fromkeys(every)) == ["backlog", "running", "review", "done"]


async def test_a_few_cards_by_their_numbers_and_those_of_a_project(play):
    await play.project()
    other = await play.project("other")
    for project in ("demo", "other", "demo"):
        made = await play.task(project=project)
    whole = {card["number"]: card for card in (await board(play))["cards"]}
    assert {card["number"] for card in (await board(play, tasks="3,2"))["cards"]} == {2, 3}
    assert (await board(play, tasks="3"))["cards"] == [whole[3] | {"after": 1}]
    await play.act(made, "cancel")
    await play.server.operator.delete(f"/tasks/{made['id']}")
    assert (await board(play, tasks="3,9999999999"))["cards"] == []
    assert [card["number"] for card in (await board(play, project="other"))["cards"]] == [2]
    assert [card["number"] for card in (await board(play, project=other["id"]))["cards"]] == [2]
    assert (await board(play, project="other", tasks="1"))["cards"] == []
    most = ",".join(map(str, range(1, 201)))
    assert len((await board(play, tasks=most))["cards"]) == 2
    assert (await play.server.viewer.get("/board", params={"project": "none"})).status_code == 404
    for bad in ("", "a", "1,", "-1", "1.0", "12345678901", most + ",201", "1 2", "١"):
        answer = await play.server.viewer.get("/board", params={"tasks": bad})
        assert (answer.status_code, answer.json()["field"]) == (422, "tasks"), bad


async def test_a_long_board_is_packed_for_who_takes_that(server, play):
    await play.project()
    assert "content-encoding" not in (await server.viewer.get("/board")).headers
    for _ in range(40):
        await play.task("x" * 300, enqueue=False)
    long = await server.viewer.get("/board", headers={"accept-encoding": "br, gzip"})
    plain = await server.viewer.get("/board", headers={"accept-encoding": "identity, gzip;q=0"})
    assert long.json() == plain.json()
    assert (long.headers["content-encoding"], long.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert "content-encoding" not in plain.headers
    assert len(plain.content) > 10 * int(long.headers["content-length"])


async def stranger(server):
    return await server.enter(server.client(await server.key("admin", org="other")))


async def test_nothing_of_another_organisation_is_on_it(server, play):
    await play.project()
    await play.task()
    other = await stranger(server)
    for params in ({}, {"tasks": "1"}):
        found = (await other.get("/board", params=params)).json()
        assert (found["projects"], found["cards"]) == ([], [])
    assert (await other.get("/board", params={"project": "demo"})).status_code == 404
    await other.post("/projects", json={"name": "theirs"})
    await other.post("/tasks", json={"project": "theirs", "title": "their first"})
    assert [card["title"] for card in (await other.get("/board")).json()["cards"]] == ["their first"]
    assert [card["title"] for card in (await board(play))["cards"]] == ["a task"]
    assert (await other.get("/tasks/1")).json()["title"] == "their first"
    assert (await other.get("/tasks/2")).status_code == 404


async def test_every_path_of_a_task_takes_its_number(server, play):
    await play.project()
    task = await play.task()
    await play.task()
    found = [
        one for one in iter_route_contexts(server.app.routes) if isinstance(one.original_route, APIRoute)
    ]
    paths = [one.path for one in found if "{task_id}" in one.path and "GET" in one.methods]
    assert len(paths) >= 7
    for path in paths:
        answers = [
            await server.admin.get("http://yard.test" + re.sub(r"\{task_id\}", str(task[by]), path))
            for by in ("id", "number")
        ]
        assert [one.status_code for one in answers] == [200, 200], path
        assert answers[0].json() == answers[1].json(), path
    assert (await server.operator.post("/tasks/2/park")).json()["status"] == "backlog"
    assert (await server.operator.patch("/tasks/2", json={"title": "new"})).json()["title"] == "new"
    for gone in ("3", "0", "9999999999", "10000000000", "-1", "1.0", "%D9%A1", "1%00"):
        assert (await server.viewer.get(f"/tasks/{gone}")).status_code == 404, gone
    assert (await server.operator.delete("/tasks/2")).status_code == 204


async def test_a_card_asked_for_alone_knows_the_one_before_it(server, play):
    await play.project()
    one, two, three = [await play.task(title=f"t{n}") for n in range(3)]
    numbers = [task["number"] for task in (one, two, three)]
    body = {"after": str(one["number"])}
    assert (await server.operator.post(f"/tasks/{three['number']}/position", json=body)).status_code == 200
    asked = ",".join(map(str, numbers))
    cards = (await server.viewer.get("/board", params={"tasks": asked})).json()["cards"]
    assert [card["number"] for card in cards] == [numbers[0], numbers[2], numbers[1]]
    assert [card.get("after") for card in cards] == [None, numbers[0], numbers[2]]
    whole = (await server.viewer.get("/board")).json()["cards"]
    assert not any("after" in card for card in whole)


async def test_bodies_name_tasks_by_number_as_well(server, play):
    await play.project()
    first = await play.task(title="first")
    body = {"project": "demo", "title": "second", "depends_on": [str(first["number"])]}
    second = (await server.operator.post("/tasks", json=body)).json()
    assert second["depends_on"] == [first["id"]]
    bulk = {"tasks": [str(first["number"]), second["id"]], "act": "cancel"}
    done = (await server.operator.post("/tasks/bulk", json=bulk)).json()["items"]
    assert [one["ok"] for one in done] == [True, True]
