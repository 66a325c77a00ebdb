"""The table of keys is what is bound: its rows are pressed, and do what they say."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.anyio

PLACES = {
    "I": "inbox", "B": "board", "F": "fleet", "S": "sessions", "W": "workspaces", "A": "activity", "N": "insights",
    "P": "projects",
}  # fmt: skip
ANYWHERE = {"Ctrl K", "C", "N", "Shift ?"} | {f"G {one}" for one in PLACES}
BOARD = {
    "H", "J", "K", "L", "↑", "↓", "←", "→", "Home", "End", "Space", "Esc", "↵", "M", "E", "X", ".", "F", "/", "P 1", "P 2",
    "P 3", "P 4",
}  # fmt: skip


async def table(page):
    """What the table says, by place."""
    asked = page.get_by_role("dialog", name="Keys")
    await expect(asked).to_be_visible()
    found = {}
    for heading in await asked.get_by_role("heading", level=3).all():
        rows = heading.locator("xpath=following-sibling::dl").locator("dt")
        keys = [" ".join(one.split()) for one in await rows.all_inner_texts()]
        found[(await heading.inner_text()).lower()] = keys
    return found


async def shown(page):
    await page.keyboard.press("Shift+?")
    rows = await table(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    return rows


@pytest.fixture
async def board(quiet, browse):
    await quiet.add("Amber", enqueue=False)
    page = await browse(quiet)
    await expect(page.get_by_role("main").get_by_role("link", name="Amber")).to_be_visible()
    return page


async def test_the_table_names_the_keys_of_the_place(board, quiet):
    rows = await shown(board)
    assert set(rows["anywhere"]) >= ANYWHERE
    assert set(rows["board"]) >= BOARD
    for keys in rows.values():
        assert len(set(keys)) == len(keys)  # nothing twice
    await board.goto(quiet.url + "inbox")
    await expect(board.get_by_role("heading", name="Inbox")).to_be_visible()
    assert "board" not in await shown(board)  # what is not bound is not told


async def test_every_place_that_the_table_names_is_gone_to(board, quiet):
    rows = await shown(board)
    for keys in (one for one in rows["anywhere"] if one.startswith("G ")):
        for key in keys.lower().split():
            await board.keyboard.press(key)
        place = PLACES.get(keys[-1])
        if place is not None:
            await expect(board).to_have_url(f"{quiet.url}{place}")
        await expect(board.get_by_role("main")).to_be_focused()


async def test_letters_are_text_in_a_field_and_can_be_switched_off(board):
    await board.get_by_role("searchbox", name="Filter by words").focus()
    await board.keyboard.type("c g i ?")
    await expect(board.get_by_role("dialog")).to_have_count(0)
    await board.get_by_role("searchbox", name="Filter by words").fill("")
    await board.keyboard.press("Escape")
    await board.keyboard.press("Shift+?")
    asked = board.get_by_role("dialog", name="Keys")
    await asked.get_by_role("checkbox", name="Single letters act").uncheck()
    await board.keyboard.press("Escape")
    await board.keyboard.press("c")
    await board.keyboard.press("Control+k")
    await expect(board.get_by_role("dialog")).to_have_count(1)
    await expect(board.get_by_role("combobox", name="Search or run a command")).to_be_focused()


async def test_a_card_takes_its_keys(board, quiet):
    card = board.get_by_role("main").get_by_role("link", name="Amber")
    await card.focus()
    await board.keyboard.press("p")
    await board.keyboard.press("1")
    await expect(card.get_by_role("img", name="Urgent priority")).to_be_visible()
    await board.keyboard.press("e")
    queued = board.get_by_role("region", name="Queued").get_by_role("link", name="Amber")
    await expect(queued).to_be_focused()
    await board.keyboard.press(".")
    await expect(board.get_by_role("menu", name="T-1")).to_be_visible()
    await board.keyboard.press("Escape")
    await expect(queued).to_be_focused()
    await board.keyboard.press("Enter")
    await expect(board).to_have_url(f"{quiet.url}tasks/1")
