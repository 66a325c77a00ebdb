"""A phone: 390 pixels, a finger. No page is wider than the screen, and a question is answered on the way."""

import pytest
from playwright.async_api import expect

from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WIDER = """() => {
    const most = document.documentElement.clientWidth
    return [document.documentElement.scrollWidth - most, document.body.scrollWidth - most, window.innerWidth]
}"""
PAGES = (
    "inbox", "board", "tasks", "tasks/1", "tasks/1?tab=changes", "tasks/1?tab=workspace", "tasks/1?tab=runs",
    "tasks/1?tab=events", "tasks/1?tab=chat", "tasks/2", "chat", "chat?task=1", "fleet", "sessions", "workspaces", "activity",
    "insights", "projects", "projects/house", "settings", "signin",
)  # fmt: skip
LONG = "averyveryverylongwordwithoutanyplacetobreakit" * 4


async def test_no_page_is_wider_than_the_screen(stage, browse):
    steps = ({"say": LONG}, {"edit": f"{LONG[:60]}/{LONG[:60]}.txt", "content": LONG * 5 + "\n"})
    await stage.until(await stage.add(LONG, *steps, text=LONG, labels=[LONG[:40]]))
    await stage.asked(await stage.add("Ask", {"ask": LONG, "choices": [LONG]}))
    page = await browse(stage, "inbox", **PHONE)
    wider = {}
    for path in PAGES:
        await page.goto(stage.url + path)
        await expect(page.get_by_role("main")).to_be_visible()
        await page.wait_for_load_state("networkidle")
        found = await page.evaluate(WIDER)
        if found != [0, 0, 390]:
            wider[path] = found
    assert wider == {}


async def test_a_question_is_answered_with_a_finger(stage, browse):
    ask = {"ask": "Red or green?", "choices": ["red", "green"]}
    task = await stage.add("Paint the door", ask, {"edit": "door.txt", "content": "{answer}\n"})
    await stage.asked(task)
    page = await browse(stage, "board", **PHONE)
    await page.get_by_role("navigation", name="Main").get_by_role("link", name="Inbox").tap()
    await page.get_by_role("list", name="Inbox").get_by_role("button").first.tap()
    question = page.get_by_role("region", name="Question")
    await expect(question.get_by_role("heading", name="Red or green?")).to_be_in_viewport()
    await question.get_by_role("button", name="green").tap()
    await stage.until(task, TaskStatus.REVIEW)
    await expect(page.get_by_role("link", name="waiting on you")).to_have_count(0)


async def test_on_its_task_it_stands_above_the_composer(stage, browse):
    task = await stage.add("Paint the door", {"ask": "Red or green?", "choices": ["red", "green"]})
    await stage.asked(task)
    page = await browse(stage, "tasks/1", **PHONE)
    below = page.get_by_role("region", name="Question").last
    await expect(below.get_by_role("button", name="red")).to_be_in_viewport()
    await expect(page.get_by_role("textbox", name="Write to T-1")).to_be_in_viewport()
    await below.get_by_role("button", name="red").tap()
    await stage.until(task, TaskStatus.REVIEW)
