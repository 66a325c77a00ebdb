"""The first task of somebody who has just come: from an empty board to a merged commit, by hand in the browser."""

import json

import pytest
from playwright.async_api import expect

from taskyard.domain.chat import MessageState
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio

SEEN = 1.0  # seconds until what an agent asks is on the page
STEPS = (
    {"say": "I looked at the **door**."},
    {"ask": "Red or green?", "choices": ["red", "green"]},
    {"edit": "door.txt", "content": "{answer}\n"},
    {"ask": "Shiny or dull?", "choices": ["shiny", "dull"]},
    {"say": "The door is {answer}."},
)
READ = 450  # milliseconds: a key that comes before anybody can have read a question decides nothing
WHEN_SEEN = """words => new Promise((done, failed) => {
    setTimeout(failed, 20000)
    const look = () => document.body.innerText.includes(words) && done(Date.now() / 1000)
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true})
    look()
})"""


async def test_from_an_empty_board_to_a_merged_commit(stage, browse):
    page = await browse(stage)
    await expect(page.get_by_text("No tasks yet")).to_be_visible()
    async with stage.admin() as admin:  # a scenario is nothing that a person writes into a task
        options = {"agent_options": {"scenario": json.dumps({"steps": STEPS})}}
        await admin.change_project(stage.project.id, settings=options)

    await page.keyboard.press("c")
    made = page.get_by_role("dialog", name="New task")
    await made.get_by_label("Title").fill("Paint the door")
    await made.get_by_label("What should be true afterwards?").fill("It has a colour.")
    await made.get_by_label("Priority").select_option("high")
    await made.get_by_label("Type").select_option("docs")
    await page.keyboard.press("Control+Enter")
    await expect(made).to_be_hidden()

    await page.get_by_role("main").get_by_role("link", name="Paint the door").click()
    await expect(page.get_by_role("heading", name="Paint the door", level=1)).to_be_visible()
    said = page.get_by_role("log", name="Transcript")
    await expect(said.get_by_text("door", exact=True)).to_be_visible()  # in bold, as it was said
    beside = page.get_by_role("complementary", name="About the task").get_by_role("region", name="Question")
    await expect(beside.get_by_role("heading", name="Red or green?")).to_be_visible()
    await expect(page).to_have_title("(1) Task 1 · Taskyard")
    await expect(page.get_by_role("link", name="1 waiting on you").last).to_be_visible()

    async with stage.admin() as admin:
        (task,) = await admin.every_task()
    await expect(beside.get_by_role("button", name="red")).to_be_enabled()
    await page.evaluate(f"words => {{ window.seen = ({WHEN_SEEN})(words) }}", "Shiny or dull?")
    await page.wait_for_timeout(READ)
    await page.keyboard.press("1")
    seen = await page.evaluate("() => window.seen")
    async with stage.admin() as admin:
        (asked,) = [one for one in await admin.task_messages(task.id) if one.state is MessageState.OPEN]
    assert seen - asked.at.timestamp() <= SEEN
    await expect(beside.get_by_role("heading", name="Shiny or dull?")).to_be_visible()
    await page.wait_for_timeout(READ)
    await page.keyboard.press("2")
    await expect(said.get_by_text("The door is dull.")).to_be_visible()
    await expect(page.get_by_role("link", name="waiting on you")).to_have_count(0)

    await page.get_by_role("tab", name="Changes").click()
    await expect(page.get_by_role("group", name="door.txt").get_by_text("red")).to_be_visible()
    await page.get_by_role("button", name="Approve & merge").click()
    await page.get_by_role("dialog").get_by_role("button", name="Approve & merge").click()
    await stage.until(task, TaskStatus.DONE)
    assert await stage.repo.git("show", "main:door.txt") == "red\n"
    await expect(page.get_by_text("Merged into main")).to_be_visible()
    await page.get_by_role("link", name="Board").first.click()
    done = page.get_by_role("region", name="Done").get_by_role("link", name="Paint the door")
    await expect(done).to_be_visible()
