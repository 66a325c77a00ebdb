"""A bot at work on a task that it has claimed over MCP."""

import pytest

pytestmark = pytest.mark.anyio
HOST = "yard.test"
URL = f"http://{HOST}/mcp"
NOWHERE = "0" * 26


async def test_a_bot_gives_a_task_back_with_what_went_wrong(server, use, play):
    await play.project()
    task = await play.task()
    about = {"task_id": task["id"]}
    await use("worker", "claim_task", bot_name="gordon", **about)
    (bot,) = (await server.viewer.get("/workers")).json()["items"]
    assert (bot["name"], bot["status"], bot["runs"]) == ("gordon", "busy", [(await play.look(task))["run"]])
    back = (await use("worker", "update_task_status", status="todo", notes="no compiler", **about))["task"]
    (bot,) = (await server.viewer.get("/workers")).json()["items"]
    assert (bot["status"], bot["runs"]) == ("idle", [])
    assert (back["status"], back["attempts"], back["note"]) == ("queued", 1, "no compiler")
    assert [one["text"] for one in (await use("viewer", "list_task_comments", **about))["items"]] == [
        "no compiler"
    ]


async def test_a_bot_hears_once_what_people_say(use, play):
    await play.project()
    task = await play.task()
    about = {"task_id": task["id"]}
    await use("worker", "claim_task", bot_name="gordon", **about)
    await use("operator", "add_task_comment", text="mind the paint", **about)
    heard = (await use("worker", "report_progress", text="half", **about))["orders"]
    assert [one["text"] for one in heard["messages"]] == ["mind the paint"]
    again = (await use("worker", "update_task_status", status="in_progress", **about))["orders"]
    assert again["messages"] == []
    assert not again["cancel"]
    await use("operator", "cancel_task", **about)
    assert (await use("worker", "report_progress", text="more", **about))["orders"]["cancel"]
    ended = await use("worker", "update_task_status", status="cancelled", **about)
    assert ended["task"]["status"] == "cancelled"


async def test_a_bot_asks_and_finds_the_answer(use, play):
    await play.project()
    task = await play.task()
    ask = {"task_id": task["id"], "question": "tea or coffee?", "choices": ["tea", "coffee"]}
    await use("worker", "claim_task", bot_name="gordon", task_id=task["id"])
    asked = await use("worker", "ask_human", **ask)
    assert asked["state"] == "open"
    (waiting,) = (await use("viewer", "list_questions"))["items"]
    assert (waiting["id"], (await play.look(task))["open_questions"]) == (asked["id"], 1)
    await use("operator", "answer_question", message_id=asked["id"], text="tea")
    assert (await use("worker", "ask_human", **ask))["answer"] == "tea"
    assert (await use("worker", "update_task_status", task_id=task["id"], status="review"))["task"]


async def test_a_bot_that_is_silent_keeps_its_task_for_as_long_as_a_run_may_last(use, play, clock):
    await play.project(settings={"run_timeout": 3600})
    task = await play.task()
    found = (await use("worker", "claim_task", task_id=task["id"], bot_name="gordon"))["claim"]
    assert found["lease_until"].startswith(clock.now().replace(hour=clock.now().hour + 1).isoformat()[:16])


async def test_another_key_cannot_speak_for_a_bot(server, use, tool, play):
    await play.project()
    task = await play.task()
    await use("worker", "claim_task", task_id=task["id"], bot_name="gordon")
    other = await server.key("worker")
    for name, more in (
        ("update_task_status", {"status": "review"}),
        ("report_progress", {"text": "mine now"}),
        ("ask_human", {"question": "mine?"}),
    ):
        answer = await tool("worker", name, {"task_id": task["id"], **more}, key=other)
        assert answer["result"]["structuredContent"]["code"] == "forbidden"
    assert (await play.look(task))["status"] == "running"
