"""Comments: each with its type and author, over the one store of messages."""

import pytest

pytestmark = pytest.mark.anyio


async def _begun(play):
    await play.project()
    task = await play.task()
    claim = await play.claim(await play.worker())
    await play.report(claim, "status", status="preparing")
    await play.report(claim, "status", status="running")
    return task, claim


async def _comments(server, task, **params):
    answer = await server.viewer.get(f"/tasks/{task['id']}/comments", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_each_type_keeps_its_author_and_its_time(server, play, clock):
    task, claim = await _begun(play)
    run, fence = claim["run"]["id"], claim["fence"]
    for kind in ("progress", "summary", "error", "comment", "question"):
        clock.advance(1)
        body = {"fence": fence, "type": kind, "text": f"a {kind}"}
        answer = await server.worker.post(f"/runs/{run}/comments", json=body)
        assert answer.status_code == 201, answer.text
    for kind in ("comment", "human_message", "summary"):
        clock.advance(1)
        body = {"type": kind, "text": f"my {kind}"}
        answer = await server.operator.post(f"/tasks/{task['id']}/comments", json=body)
        assert answer.status_code == 201, answer.text
    items = (await _comments(server, task))["items"]
    assert [(one["type"], one["text"], one["author"], one["author_type"]) for one in items] == [
        ("progress", "a progress", "agent:scripted", "agent"),
        ("summary", "a summary", "agent:scripted", "agent"),
        ("error", "a error", "agent:scripted", "agent"),
        ("comment", "a comment", "agent:scripted", "agent"),
        ("question", "a question", "agent:scripted", "agent"),
        ("comment", "my comment", "key:operator", "human"),
        ("human_message", "my human_message", "key:operator", "human"),
        ("summary", "my summary", "key:operator", "human"),
    ]
    assert [one["at"] for one in items] == sorted({one["at"] for one in items})
    messages = (await server.viewer.get(f"/tasks/{task['id']}/messages")).json()["items"]
    assert [one["id"] for one in messages] == [one["id"] for one in items]


async def test_only_a_human_message_reaches_the_agent(server, play):
    task, claim = await _begun(play)
    for kind in ("comment", "progress", "error", "summary", "human_message"):
        body = {"type": kind, "text": kind}
        await server.operator.post(f"/tasks/{task['id']}/comments", json=body)
    orders = await play.report(claim, "orders", known=[])
    assert [one["text"] for one in orders["messages"]] == ["human_message"]


async def test_a_question_waits_and_its_answer_is_shown(server, play):
    task, claim = await _begun(play)
    body = {"fence": claim["fence"], "type": "question", "text": "Which library?"}
    asked = (await server.worker.post(f"/runs/{claim['run']['id']}/comments", json=body)).json()
    assert (await play.look(task))["open_questions"] == 1
    await server.operator.post(f"/messages/{asked['id']}/answer", json={"text": "Use X"})
    (seen,) = (await _comments(server, task))["items"]
    assert (seen["type"], seen["answer"]) == ("question", "Use X")
    assert (await play.look(task))["open_questions"] == 0


async def test_pages_follow_each_other(server, play, clock):
    await play.project()
    task = await play.task(enqueue=False)
    for number in range(5):
        clock.advance(1)
        await server.operator.post(f"/tasks/{task['id']}/comments", json={"text": str(number)})
    found, cursor = [], None
    while True:
        page = await _comments(server, task, limit=2, **({} if cursor is None else {"cursor": cursor}))
        found += [one["text"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
        assert len(page["items"]) == 2
    assert found == ["0", "1", "2", "3", "4"]
    answer = await server.viewer.get(f"/tasks/{task['id']}/comments", params={"cursor": "x"})
    assert (answer.status_code, answer.json()["field"]) == (422, "cursor")


async def test_who_may_not_speak(server, play):
    task, claim = await _begun(play)
    run = claim["run"]["id"]
    last = (await server.viewer.get("/events")).json()["items"][-1]["seq"]
    for path, caller, body, status in (
        (f"/runs/{run}/comments", "worker", {"fence": 7, "text": "x"}, 409),
        (f"/runs/{run}/comments", "worker", {"fence": 1, "text": "x", "type": "human_message"}, 422),
        (f"/runs/{run}/comments", "worker", {"fence": 1, "text": ""}, 422),
        (f"/runs/{run}/comments", "operator", {"fence": 1, "text": "x"}, 403),
        (f"/tasks/{task['id']}/comments", "operator", {"text": "x", "type": "question"}, 422),
        (f"/tasks/{task['id']}/comments", "operator", {"text": "x", "type": "shout"}, 422),
        (f"/tasks/{task['id']}/comments", "worker", {"text": "x"}, 403),
        (f"/tasks/{task['id']}/comments", "viewer", {"text": "x"}, 403),
    ):
        answer = await server.clients[caller].post(path, json=body)
        assert answer.status_code == status, (path, caller, body, answer.text)
    stranger = await server.enter(server.client(await server.key("admin", org="other")))
    assert (await stranger.get(f"/tasks/{task['id']}/comments")).status_code == 404
    assert (await stranger.post(f"/tasks/{task['id']}/comments", json={"text": "x"})).status_code == 404
    told = (await server.viewer.get("/events")).json()["items"]
    assert [one["kind"] for one in told if one["seq"] > last and one["task"] == task["id"]] == []
