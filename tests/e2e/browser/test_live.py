"""The line to the server breaks: the page says so, nothing is lost or doubled, and what could not be sent stays."""

import re
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import expect

from taskyard.testing.hand import Hand

pytestmark = pytest.mark.anyio

GONE = ("ERR_CONNECTION_REFUSED", "WebSocket connection", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")


async def numbers_of(page):
    """The words that are drawn, in the order they are read in."""
    rows = page.get_by_role("log", name="Transcript").locator("[data-seq]")
    found = await rows.evaluate_all("all => all.map(one => [one.getBoundingClientRect().top, one.innerText])")
    return [int(number) for _, words in sorted(found) for number in re.findall(r"word (\d+)\.", words)]


async def test_after_a_restart_there_is_no_gap_and_nothing_twice(bare, browse, guard):
    guard.allow(*GONE)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(bare.server())
        async with bare.admin() as admin:
            bare.project = await admin.add_project("house", settings={"agent": "scripted"})
        await bare.add("Talk")
        hand = Hand(bare.origin, bare.worker_key)
        await hand.begin()
        await hand.says([f"word {one}." for one in range(1, 31)])
        page = await browse(bare, "tasks/1")
        board = await browse(bare)
        await expect(page.get_by_text("word 30.")).to_be_in_viewport()
        await stack.aclose()
        for one in (page, board):
            await expect(one.get_by_text("Reconnecting. Showing")).to_be_visible()
        await expect(page.get_by_text("word 30.")).to_be_in_viewport()  # what was there stays
    async with bare.server():
        await hand.says([f"word {one}." for one in range(31, 56)])
        await bare.add("Sing", enqueue=False)
        await expect(page.get_by_text("word 55.")).to_be_in_viewport()
        await expect(
            board.get_by_role("region", name="Backlog").get_by_role("link", name="Sing")
        ).to_be_visible()
        for one in (page, board):
            await expect(one.get_by_text("Reconnecting. Showing")).to_have_count(0)
        shown = await numbers_of(page)
        assert shown == list(range(shown[0], 56))
        await page.get_by_role("log", name="Transcript").focus()
        await page.keyboard.press("Home")
        await expect(page.get_by_text("word 1.", exact=True)).to_be_in_viewport()
        shown = await numbers_of(page)
        assert shown == list(range(1, len(shown) + 1))


async def test_what_could_not_be_sent_stays_with_retry(bare, browse, guard):
    guard.allow(*GONE)
    async with bare.server():
        async with bare.admin() as admin:
            bare.project = await admin.add_project("house", settings={"agent": "scripted"})
        task = await bare.add("Talk", enqueue=False)
        page = await browse(bare, "tasks/1")
        await expect(page.get_by_role("textbox", name="Write to T-1")).to_be_visible()
    await page.get_by_role("textbox", name="Write to T-1").fill("Are you there?")
    await page.keyboard.press("Control+Enter")
    unsent = page.get_by_role("alert").filter(has_text="Are you there?")
    await expect(unsent).to_contain_text("Not sent")
    async with bare.server():
        await unsent.get_by_role("button", name="Retry").click()
        await expect(page.get_by_text("Are you there?")).to_have_count(0)  # no longer on its way
        async with bare.admin() as admin:
            assert [one.text for one in await admin.task_messages(task.id)] == ["Are you there?"]
