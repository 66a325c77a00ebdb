"""Manual order in a column: whole numbers from 0 for who wants them, whoever moves cards at the same time."""

import anyio
import pytest

pytestmark = pytest.mark.anyio


async def _column(server, status="backlog", **params):
    params |= {"project": "demo", "status": status, "dialect": "taskinfa"}
    items = (await server.viewer.get("/tasks", params=params)).json()["items"]
    return [(one["order"], one["title"]) for one in items]


async def _to(server, task, order, code=200):
    answer = await server.operator.patch(f"/tasks/{task['id']}", json={"order": order})
    assert answer.status_code == code, answer.text


async def _cards(play, names, **fields):
    return {name: await play.task(name, enqueue=False, **fields) for name in names}


async def test_a_new_card_is_last_and_a_moved_one_where_it_was_put(server, play):
    await play.project()
    await play.project("beside")
    cards = await _cards(play, "abc")
    await _cards(play, "xy", project="beside")
    assert await _column(server) == [(0, "a"), (1, "b"), (2, "c")]
    await _to(server, cards["c"], 0)
    assert await _column(server) == [(0, "c"), (1, "a"), (2, "b")]
    await _to(server, cards["c"], 1)
    assert await _column(server) == [(0, "a"), (1, "c"), (2, "b")]
    await _to(server, cards["a"], 99)
    assert await _column(server) == [(0, "c"), (1, "b"), (2, "a")]
    await _to(server, cards["b"], 1)
    assert await _column(server) == [(0, "c"), (1, "b"), (2, "a")]
    await _to(server, cards["b"], -1, 422)
    await play.act(cards["c"], "enqueue")
    assert await _column(server) == [(0, "b"), (1, "a")]
    assert await _column(server, "todo") == [(0, "c")]
    task = (await server.viewer.get(f"/tasks/{cards['a']['id']}", params={"dialect": "taskinfa"})).json()
    assert task["order"] == 1


async def test_a_page_in_the_middle_counts_from_the_top(server, play):
    await play.project()
    await _cards(play, "abcde")
    params = {"limit": 2, "dialect": "taskinfa", "status": "backlog"}
    first = (await server.viewer.get("/tasks", params=params)).json()
    second = (await server.viewer.get("/tasks", params=params | {"cursor": first["next"]})).json()
    assert [one["order"] for one in second["items"]] == [2, 3]


async def test_moves_at_the_same_time_leave_no_gap_and_no_double(server, play):
    await play.project()
    cards = await _cards(play, "abcdefgh")

    async def shuffle(task, start):
        for step in range(4):
            await _to(server, task, (start + step * 3) % 8)

    async with anyio.create_task_group() as group:
        for start, task in enumerate(cards.values()):
            group.start_soon(shuffle, task, start)
    column = await _column(server)
    assert [order for order, _ in column] == list(range(8))
    assert sorted(title for _, title in column) == list("abcdefgh")


async def test_the_next_claim_is_the_new_top(server, play):
    await play.project()
    tasks = [await play.task(name) for name in "abc"]
    worker = await play.worker()
    assert (await play.claim(worker, "k1"))["task"]["title"] == "a"
    await _to(server, tasks[2], 0)
    assert (await play.claim(worker, "k2"))["task"]["title"] == "c"


async def test_a_list_that_has_tasks_stays(server, play):
    project = await play.project()
    cards = await _cards(play, "ab")
    refused = await server.admin.delete(f"/projects/{project['id']}")
    assert (refused.status_code, refused.json()["count"]) == (409, 2)
    for task in cards.values():
        assert (await server.operator.delete(f"/tasks/{task['id']}")).status_code == 204
    assert (await server.admin.delete(f"/projects/{project['id']}")).status_code == 204
    assert (await server.admin.get(f"/projects/{project['id']}")).status_code == 404


async def test_beside_a_card_that_is_not_there(server, play):
    await play.project()
    (task,) = (await _cards(play, "a")).values()
    for other in (task["id"], "0" * 26):
        answer = await server.operator.post(f"/tasks/{task['id']}/position", json={"before": other})
        assert answer.status_code == 404
