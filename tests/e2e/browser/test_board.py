"""The board by mouse, by keys and by dialog; two browsers see the same; what is refused goes back to its place."""

import pytest
from playwright.async_api import expect

from taskyard.domain.account import Scope
from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio


def column(page, name):
    return page.get_by_role("region", name=name)


def card(page, title):
    return page.get_by_role("main").get_by_role("link", name=title)


@pytest.fixture
async def three(quiet):
    quiet.tasks = [await quiet.add(title, enqueue=False) for title in ("Amber", "Basil", "Cedar")]
    return quiet


async def status(stage, task):
    async with stage.admin() as admin:
        return (await admin.task(task.id)).status


async def titles(page, name):
    return [one.split("\n") for one in await column(page, name).get_by_role("listitem").all_inner_texts()]


async def test_a_card_is_dragged_and_a_second_browser_sees_it(three, browse):
    page, other = await browse(three), await browse(three)
    await expect(column(other, "Backlog").get_by_role("listitem")).to_have_count(3)
    await card(page, "Basil").drag_to(column(page, "Queued").locator("[data-col-scroll]"))
    await expect(column(page, "Queued").get_by_role("link", name="Basil")).to_be_visible()
    await expect(column(other, "Queued").get_by_role("link", name="Basil")).to_be_visible()
    await expect(column(other, "Backlog").get_by_role("link", name="Basil")).to_have_count(0)
    await three.until(three.tasks[1], TaskStatus.QUEUED)


async def test_a_card_is_put_in_order_by_dragging(three, browse):
    page = await browse(three)
    backlog = column(page, "Backlog")
    await expect(backlog.get_by_role("listitem")).to_have_count(3)
    first = (await titles(page, "Backlog"))[0]
    last = card(page, "Cedar") if "Cedar" not in " ".join(first) else card(page, "Amber")
    name = "Cedar" if "Cedar" not in " ".join(first) else "Amber"
    await last.drag_to(backlog.get_by_role("listitem").first, target_position={"x": 40, "y": 4})
    await expect(backlog.get_by_role("listitem").first).to_contain_text(name)
    await page.reload()
    await expect(backlog.get_by_role("listitem").first).to_contain_text(name)


async def test_a_card_is_carried_by_keys(three, browse):
    page = await browse(three)
    basil = card(page, "Basil")
    await basil.focus()
    await page.keyboard.press("Space")
    await expect(page.get_by_text("T-2 lifted")).to_be_attached()
    await page.keyboard.press("ArrowRight")
    await expect(column(page, "Queued").get_by_role("link", name="Basil")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(column(page, "Backlog").get_by_role("link", name="Basil")).to_be_focused()
    assert await status(three, three.tasks[1]) is TaskStatus.BACKLOG
    for key in ("Space", "ArrowRight", "Space"):
        await page.keyboard.press(key)
    await three.until(three.tasks[1], TaskStatus.QUEUED)
    await expect(column(page, "Queued").get_by_role("link", name="Basil")).to_be_focused()


async def test_move_to_is_a_dialog(three, browse):
    page = await browse(three)
    await card(page, "Cedar").focus()
    await page.keyboard.press("m")
    asked = page.get_by_role("dialog", name="Move T-3")
    await asked.get_by_label("Column").select_option("queued")
    await asked.get_by_role("button", name="Move").click()
    await expect(column(page, "Queued").get_by_role("link", name="Cedar")).to_be_focused()
    await three.until(three.tasks[2], TaskStatus.QUEUED)


async def test_filters_are_in_the_address(three, browse):
    page = await browse(three)
    await expect(card(page, "Amber")).to_be_visible()
    await page.keyboard.press("/")
    await page.keyboard.type("bas")
    await expect(card(page, "Amber")).to_have_count(0)
    await expect(page).to_have_url(f"{three.url}board?q=bas")
    again = await browse(three, "board?q=bas")
    await expect(card(again, "Basil")).to_be_visible()
    await expect(card(again, "Amber")).to_have_count(0)
    await page.get_by_role("searchbox", name="Filter by words").fill("")
    await expect(card(page, "Amber")).to_be_visible()
    await expect(page).to_have_url(f"{three.url}board")


async def test_a_refused_move_puts_the_card_back(three, browse, guard):
    guard.allow("status of 403")
    async with three.admin() as admin:
        viewer = await admin.add_key("eyes", Scope.VIEWER)
    page = await browse(three, key=viewer.key)
    await card(page, "Basil").drag_to(column(page, "Queued").locator("[data-col-scroll]"))
    alert = page.get_by_role("alert").filter(has_text="T-2")
    await expect(alert).to_contain_text("viewer")
    await expect(alert.get_by_role("button", name="Retry")).to_be_visible()
    await expect(column(page, "Backlog").get_by_role("link", name="Basil")).to_be_visible()
    await expect(column(page, "Queued").get_by_role("listitem")).to_have_count(0)
    assert await status(three, three.tasks[1]) is TaskStatus.BACKLOG
