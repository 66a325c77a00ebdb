"""Every page, light and dark, wide and on a phone, and every dialog: axe finds nothing. Then the ways that it cannot test."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from taskyard.domain.task import Priority, TaskStatus

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

AXE = Path(__file__).parents[3] / "web/node_modules/axe-core/axe.min.js"
PHONE = {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => {
    const found = await axe.run(document, {runOnly: {type: 'tag', values: rules}})
    return found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`)
}"""
PAGES = (
    "inbox", "inbox?tab=review", "inbox?tab=failed", "inbox?tab=answered", "board", "board?density=compact", "tasks",
    "tasks/1", "tasks/1?tab=changes", "tasks/1?tab=workspace", "tasks/1?tab=runs", "tasks/1?tab=events", "tasks/1?tab=chat",
    "tasks/2", "tasks/3", "chat", "chat?task=2", "fleet", "sessions", "workspaces", "activity", "insights", "projects",
    "projects/house", "settings", "signin",
)  # fmt: skip
SAYS = (
    {"think": "A look at the door first."},
    {
        "say": "It is **red**. See `door.txt`:\n\n```python\nprint('red')\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    },
    {"raw": "\u001b[31mred \u001b[36mcyan\u001b[0m plain"},
    {"shell": ["echo", "painted"]},
    {"edit": "door.txt", "content": "red\nround\n"},
)


async def violations(page):
    await page.evaluate(AXE.read_text() + "; 0")
    return await page.evaluate(RUN, RULES)


@pytest.fixture
async def used(stage):
    """A board on which something of everything has happened."""
    if not AXE.exists():
        pytest.fail("axe is not installed: run `make web-check`")
    first = await stage.add("Paint the door", *SAYS, text="It has **a colour**.", labels=["home"])
    asks = await stage.add(
        "Choose", *SAYS, {"ask": "Red or green?", "choices": ["red", "green"]}, priority=Priority.URGENT
    )
    fails = await stage.add("Try", *SAYS, {"fail": "no brush"})
    async with stage.admin() as admin:
        await admin.add_task(stage.project.id, "Later", "", depends_on=[first.id])
        await stage.until(first, TaskStatus.REVIEW)
        await stage.until(fails, TaskStatus.FAILED)
        await stage.asked(asks)
        await admin.post_message(first.id, "A word.")
    return stage


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])
async def test_no_page_shuts_anybody_out(used, browse, dark, phone):
    more = {"viewport": PHONE} if phone else {}
    page = await browse(used, "signin", dark=dark, **more)
    found = {}
    for path in PAGES:
        await page.goto(used.url + path)
        await expect(page.get_by_role("main")).to_be_visible()
        await page.wait_for_load_state("networkidle")
        if wrong := await violations(page):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_no_dialog_does(used, browse, dark):
    page = await browse(used, dark=dark)
    card = page.get_by_role("main").get_by_role("link", name="Paint the door")
    found = {}
    for keys in ("c", "Control+k", "Shift+?", "m", ".", "f"):
        await card.focus()
        await page.keyboard.press(keys)
        await expect(page.get_by_role("dialog").or_(page.get_by_role("menu"))).to_be_visible()
        if wrong := await violations(page):
            found[keys] = wrong
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog").or_(page.get_by_role("menu"))).to_have_count(0)
    await page.goto(used.url + "tasks/1?tab=changes")
    for name in ("Approve & merge", "Request changes"):
        await page.get_by_role("button", name=name).click()
        await expect(page.get_by_role("dialog", name=name)).to_be_visible()
        if wrong := await violations(page):
            found[name] = wrong
        await page.keyboard.press("Escape")
    assert found == {}


async def test_the_focus_comes_back_and_goes_on(used, browse):
    page = await browse(used)
    card = page.get_by_role("main").get_by_role("link", name="Paint the door")
    await expect(page.get_by_role("navigation").get_by_text("Live", exact=True)).to_be_visible()
    await card.focus()
    for keys in ("m", ".", "c"):
        await page.keyboard.press(keys)
        await expect(page.get_by_role("dialog").or_(page.get_by_role("menu"))).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(card).to_be_focused()
    await page.goto(used.url + "board")
    await expect(card).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()
    await page.keyboard.press("g")
    await page.keyboard.press("i")
    await expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    await expect(page.get_by_role("main")).to_be_focused()


async def test_a_board_is_one_stop_of_the_tab_key(used, browse):
    page = await browse(used)
    await expect(page.get_by_role("main").get_by_role("link", name="Paint the door")).to_be_visible()
    stops = page.locator("a[data-card][tabindex='0']")
    await expect(stops).to_have_count(1)
