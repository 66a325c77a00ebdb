"""A review in the browser: notes on lines that the agent reads next, a merge, a merge that does not fit, ticks that stay."""

import pytest
from playwright.async_api import expect

from taskyard.domain.entry import EntryKind
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio

PAINTS = (
    {"edit": "door.txt", "content": "red\nround\n"},
    {"edit": "wall/north.txt", "content": "white\n"},
)


async def reviewed(stage, browse, *steps, **more):
    task = await stage.add("Paint the house", *(steps or PAINTS), **more)
    await stage.until(task, TaskStatus.REVIEW)
    return task, await browse(stage, "tasks/1?tab=changes")


def line(page, path, words):
    return page.get_by_role("group", name=path).locator(".diff-line").filter(has_text=words)


async def note(page, path, words, text):
    """By its keys: the line has the focus, C opens the note, Ctrl Enter puts it aside."""
    await line(page, path, words).focus()
    await page.keyboard.press("c")
    await expect(page.get_by_role("textbox", name="Note on")).to_be_focused()
    await page.keyboard.type(text)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text(text)).to_be_visible()


async def approve(page):
    await page.get_by_role("button", name="Approve & merge").click()
    await page.get_by_role("dialog").get_by_role("button", name="Approve & merge").click()


async def test_notes_reach_the_agent_with_the_lines_they_are_about(stage, browse):
    task, page = await reviewed(
        stage, browse, on={"on_run": {"2": {"steps": [{"edit": "door.txt", "content": "green\nround\n"}]}}}
    )
    await note(page, "door.txt", "red", "Green, please.")
    await note(page, "wall/north.txt", "white", "Whiter.")
    await page.get_by_role("button", name="Request changes · 2").click()
    asked = page.get_by_role("dialog", name="Request changes")
    await expect(asked.get_by_role("list", name="Notes").get_by_role("listitem")).to_have_count(2)
    await asked.get_by_label("In short").fill("Nearly.")
    await asked.get_by_role("button", name="Send to the agent").click()
    await expect(asked).to_be_hidden()

    await expect(line(page, "door.txt", "green")).to_be_visible()  # what the second run made
    await stage.until(task, TaskStatus.REVIEW)
    async with stage.admin() as admin:
        run = (await admin.task_runs(task.id))[-1]
        told = [one.body["text"] for one in await admin.transcript(run.id) if one.kind is EntryKind.PROMPT]
    for words in ("Nearly.", "Green, please.", "Whiter.", "red", "white", "door.txt", "wall/north.txt"):
        assert words in told[0]


async def test_a_merge_that_does_not_fit_is_resolved_and_merged(stage, browse):
    task, page = await reviewed(
        stage, browse, on={"on_run": {"3": {"steps": [{"resolve": "both"}, {"say": "Both it is."}]}}}
    )
    await expect(line(page, "door.txt", "red")).to_be_visible()
    stage.repo.write("door.txt", "blue\n")
    await stage.repo.commit("Somebody else was here")
    await approve(page)
    await expect(page.get_by_text("It does not fit main")).to_be_visible()
    await expect(page.get_by_role("list", name="Conflicting files")).to_have_text("door.txt")
    await page.get_by_role("button", name="Let the agent resolve it").click()
    await expect(line(page, "door.txt", "blue")).to_be_visible()  # what the agent made of both
    await approve(page)
    await expect(page.get_by_text("Merged into main")).to_be_visible()
    await stage.until(task, TaskStatus.DONE)
    assert set((await stage.repo.git("show", "main:door.txt")).split()) == {"blue", "red", "round"}


async def test_what_was_viewed_stays_so(stage, browse):
    _, page = await reviewed(stage, browse)
    await page.get_by_role("checkbox", name="Viewed door.txt").check()
    await expect(page.get_by_text("1 of 2 viewed")).to_be_visible()
    await expect(line(page, "door.txt", "red")).to_have_count(0)  # folded
    await page.reload()
    await expect(page.get_by_role("checkbox", name="Viewed door.txt")).to_be_checked()
    await expect(page.get_by_role("checkbox", name="Viewed wall/north.txt")).not_to_be_checked()
    await expect(page.get_by_text("1 of 2 viewed")).to_be_visible()


async def test_a_draft_outlives_the_page(stage, browse):
    _, page = await reviewed(stage, browse)
    await note(page, "door.txt", "red", "Green, please.")
    await page.reload()
    await expect(page.get_by_text("Your note, not sent yet")).to_be_visible()
    await expect(page.get_by_text("Green, please.")).to_be_visible()
