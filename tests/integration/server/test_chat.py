"""Questions and answers: delivered exactly once, to exactly the run that asked."""

import pytest

pytestmark = pytest.mark.anyio


async def _asked(play):
    await play.project()
    task = await play.task()
    claim = await play.claim(await play.worker())
    await play.report(claim, "status", status="preparing")
    await play.report(claim, "status", status="running")
    question = await play.report(claim, "ask", text="tea or coffee?", choices=["tea", "coffee"])
    return task, claim, question


async def test_an_answer_rides_on_the_next_orders_until_it_is_acknowledged(play):
    task, claim, question = await _asked(play)
    assert (await play.look(task))["open_questions"] == 1
    inbox = (await play.server.viewer.get("/messages", params={"state": "open"})).json()["items"]
    assert [message["id"] for message in inbox] == [question["id"]]
    answer = await play.server.operator.post(f"/messages/{question['id']}/answer", json={"text": "tea"})
    assert answer.status_code == 200
    assert (await play.look(task))["open_questions"] == 0
    body = {"run": claim["run"]["id"], "fence": claim["fence"]}
    orders = (await play.server.worker.post("/queue/renew", json=body)).json()
    assert [message["answer"] for message in orders["messages"]] == ["tea"]
    for _ in range(2):
        orders = await play.report(claim, "delivered", messages=[question["id"]])
        assert orders["messages"] == []


async def test_the_same_question_again_is_the_one_that_waits(play):
    task, claim, question = await _asked(play)
    again = {"text": question["text"], "choices": question["choices"]}
    assert (await play.report(claim, "ask", **again))["id"] == question["id"]
    assert (await play.look(task))["open_questions"] == 1
    await play.server.operator.post(f"/messages/{question['id']}/answer", json={"text": "tea"})
    await play.report(claim, "status", status="running")
    found = await play.report(claim, "ask", **again)
    assert (found["id"], found["answer"]) == (question["id"], "tea")
    run = (await play.server.viewer.get(f"/runs/{claim['run']['id']}")).json()
    assert run["status"] == "running"
    await play.report(claim, "delivered", messages=[question["id"]])
    assert (await play.report(claim, "ask", **again))["id"] != question["id"]
    assert (await play.look(task))["open_questions"] == 1


async def test_other_words_choices_or_kind_are_another_question(play):
    task, claim, question = await _asked(play)
    text, choices = question["text"], question["choices"]
    for other in (
        {"text": "tea?", "choices": choices},
        {"text": text, "choices": ["tea"]},
        {"text": text, "choices": choices, "kind": "permission"},
    ):
        assert (await play.report(claim, "ask", **other))["id"] != question["id"]
    assert (await play.look(task))["open_questions"] == 4


async def test_the_first_answer_wins(play):
    _task, _claim, question = await _asked(play)
    path = f"/messages/{question['id']}/answer"
    await play.server.operator.post(path, json={"text": "tea"})
    second = await play.server.admin.post(path, json={"text": "coffee"})
    assert (second.status_code, second.json()["code"]) == (409, "already_answered")
    assert second.json()["by"] == "key:operator"


async def test_a_question_expires_with_its_run(play):
    task, claim, question = await _asked(play)
    await play.end(claim, "fail", status="failed", reason="setup_failed")
    late = await play.server.operator.post(f"/messages/{question['id']}/answer", json={"text": "tea"})
    assert late.status_code == 409
    assert (await play.look(task))["open_questions"] == 0


async def test_a_parked_run_resumes_its_session_with_the_answer(play):
    task, claim, question = await _asked(play)
    await play.end(claim, "fail", status="parked", reason="parked", session="s-1")
    seen = await play.look(task)
    assert (seen["status"], seen["open_questions"]) == ("running", 1)
    await play.server.operator.post(f"/messages/{question['id']}/answer", json={"text": "tea"})
    assert (await play.look(task))["status"] == "queued"
    again = await play.claim(claim["run"]["worker"], "k2")
    assert again["run"]["session"] == "s-1"
    assert "tea" in again["run"]["prompt_extra"]


async def test_a_parked_task_can_be_cancelled(play):
    task, claim, question = await _asked(play)
    await play.end(claim, "fail", status="parked", reason="parked", session="s-1")
    assert (await play.act(task, "cancel"))["status"] == "cancelled"
    late = await play.server.operator.post(f"/messages/{question['id']}/answer", json={"text": "tea"})
    assert late.status_code == 409


async def test_an_answer_that_comes_while_the_run_parks_is_not_lost(play):
    task, claim, question = await _asked(play)
    await play.server.operator.post(f"/messages/{question['id']}/answer", json={"text": "tea"})
    await play.end(claim, "fail", status="parked", reason="parked", session="s-1")
    assert (await play.look(task))["status"] == "queued"


async def test_a_comment_reaches_the_run_at_work(play):
    task, claim, _question = await _asked(play)
    posted = await play.server.operator.post(f"/tasks/{task['id']}/messages", json={"text": "and tests"})
    assert posted.status_code == 201
    body = {"run": claim["run"]["id"], "fence": claim["fence"]}
    orders = (await play.server.worker.post("/queue/renew", json=body)).json()
    assert [message["text"] for message in orders["messages"]] == ["and tests"]


async def test_the_agent_may_ask_with_its_run_token_and_only_while_it_lives(play):
    _task, claim, question = await _asked(play)
    agent = await play.server.enter(play.server.client(claim["token"]))
    own = await agent.get("/self/task")
    assert own.json()["run"]["id"] == claim["run"]["id"]
    assert (await agent.post("/self/ask", json={"text": "sugar?"})).status_code == 201
    assert (await agent.get(f"/tasks/{question['task']}")).status_code == 403
    await play.end(claim, "fail", status="failed", reason="setup_failed")
    assert (await agent.get("/self/task")).status_code == 401
