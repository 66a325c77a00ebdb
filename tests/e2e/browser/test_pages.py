"""What the fourth board's dashboard showed, where this page shows it: R4.56 to R4.66, R4.75 to R4.81, R0.52, R0.53."""

import pytest
from playwright.async_api import expect

from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio
ASK = {"ask": "Red or green?", "choices": ["red", "green"]}
BOUND = 5000  # milliseconds: the old board looked again that often


def main(page):
    return page.get_by_role("main")


async def test_a_project_is_made_changed_and_removed(quiet, browse):
    """R0.52"""
    page = await browse(quiet, "projects")
    await page.get_by_role("button", name="New project").click()
    made = page.get_by_role("dialog", name="New project")
    await made.get_by_label("Name").fill("barn")
    await made.get_by_label("Repository").fill(str(quiet.repo.path))
    await made.get_by_role("button", name="Make the project").click()
    await expect(page.get_by_role("heading", name="barn", level=1)).to_be_visible()
    await page.get_by_label("Target branch").fill("next")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Save")).to_be_hidden()
    async with quiet.admin() as admin:
        assert [one.target for one in await admin.projects() if one.name == "barn"] == ["next"]
    await page.get_by_role("tab", name="Danger zone").click()
    await main(page).get_by_role("textbox").fill("barn")
    await page.get_by_role("button", name="Delete barn").click()
    await expect(page).to_have_url(f"{quiet.url}projects")
    await expect(main(page).get_by_text("barn")).to_have_count(0)


async def test_a_task_is_made_in_the_chosen_project_and_queued_by_a_button(quiet, browse):
    """R0.53, R4.65, R4.66, R4.75: what is missing is said beside its input, and the button is there only when it may be."""
    async with quiet.admin() as admin:
        await admin.add_project("barn", repository=str(quiet.repo.path), settings={"agent": "scripted"})
    page = await browse(quiet)
    await page.get_by_role("button", name="New task").first.click()
    made = page.get_by_role("dialog", name="New task")
    await made.get_by_role("button", name="Save to backlog").click()
    await expect(made.get_by_text("Say in one line what is wanted.")).to_be_visible()
    await made.get_by_label("Title").fill("Paint the door")
    await made.get_by_label("Project").select_option("barn")
    await made.get_by_role("button", name="Save to backlog").click()
    await expect(made).to_be_hidden()
    backlog = page.get_by_role("region", name="Backlog").get_by_role("link", name="Paint the door")
    await expect(backlog).to_contain_text("barn")
    await backlog.click()
    await page.get_by_role("button", name="Queue", exact=True).click()
    await expect(page.get_by_role("button", name="Queue", exact=True)).to_be_hidden()
    await expect(main(page).get_by_text("Queued").first).to_be_visible()


async def test_workers_queues_sessions_and_facts_are_seen_as_they_come(quiet, browse):
    """R4.56, R4.59 to R4.63, R4.76, R4.81: without a reload."""
    page = await browse(quiet, "fleet")
    waits = await quiet.add("Sweep the yard", {"say": "later"})
    depth = page.get_by_role("complementary", name="Queue and pace")
    await expect(depth.get_by_text("1 task", exact=True).first).to_be_visible(timeout=BOUND)
    asks = await quiet.add("Paint the door", ASK)
    async with quiet.worker():
        await expect(main(page).get_by_role("link", name="anvil, details")).to_be_visible()
        await quiet.asked(asks)
        await expect(main(page).get_by_text("Red or green?")).to_be_visible(timeout=BOUND)
        await page.get_by_role("link", name="Sessions").click()
        await expect(main(page).get_by_role("link", name="Paint the door")).to_be_visible(timeout=BOUND)
        await expect(main(page).get_by_text("Active", exact=True).first).to_be_visible()
        await page.get_by_role("link", name="Activity").click()
        newest = main(page).get_by_role("listitem").filter(has_text="T-2")
        await expect(newest.first).to_be_visible()
        async with quiet.admin() as admin:
            await admin.cancel(waits.id)
        await expect(main(page).get_by_role("listitem").first).to_contain_text("T-1", timeout=BOUND)


async def test_tasks_are_a_table_with_their_state_to_be_filtered(quiet, browse):
    """R4.64, R4.80"""
    await quiet.add("Paint the door", enqueue=False)
    sweep = await quiet.add("Sweep the yard", enqueue=False)
    async with quiet.admin() as admin:
        await admin.http.send("PATCH", f"/tasks/{sweep.id}", {"task_type": "docs"})
    page = await browse(quiet, "tasks")
    table = main(page)
    await expect(table.get_by_role("link", name="Sweep the yard")).to_be_visible()
    await page.get_by_label("Type").first.select_option("docs")
    await expect(table.get_by_role("link", name="Paint the door")).to_have_count(0)
    await expect(page).to_have_url(f"{quiet.url}tasks?type=docs")
    await page.get_by_label("Type").first.select_option("")
    await page.get_by_label("State").first.select_option("queued")
    await expect(table.get_by_role("link", name="Sweep the yard")).to_have_count(0)


async def test_a_conversation_is_read_and_answered_in_the_chat(stage, browse):
    """R4.57, R4.77, R4.78: what is said comes by itself, with its time; an answer goes to the agent."""
    task = await stage.add(
        "Paint the door", ASK, {"say": "It is {answer}."}, {"edit": "door.txt", "content": "x\n"}
    )
    await stage.asked(task)
    page = await browse(stage, "chat?task=1")
    await expect(main(page).get_by_role("heading", name="Red or green?")).to_be_visible()
    await page.get_by_role("textbox", name="Write to T-1").fill("It is for the barn.")
    await page.get_by_role("button", name="Send").click()
    await expect(main(page).get_by_text("It is for the barn.")).to_be_visible()
    await main(page).get_by_role("button", name="green").click()
    await stage.until(task, TaskStatus.REVIEW)
    await expect(main(page).get_by_text("green").first).to_be_visible()
    await expect(main(page).locator("time").first).to_be_visible()
