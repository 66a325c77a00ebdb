"""What can be counted of the page's speed is held to numbers: bytes, nodes, pixels. Clocks are in tests/bench/page.py."""

import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from taskyard.server.page import FOLDER
from taskyard.testing.full import fill, patch
from taskyard.testing.hand import Hand
from taskyard.testing.weight import Build

pytestmark = pytest.mark.anyio

FIRST, ROUTE, FONTS = 140_000, 75_000, 110_000  # bytes, packed
CARD = 25  # bytes of a card, packed
NODES = 5000
DRIFT = 2  # pixels
COUNT = "() => document.querySelectorAll('*').length"
STILL = """log => new Promise(done => {
    let frames = 0, last = log.scrollTop
    const frame = () => {
        frames = log.scrollTop === last ? frames + 1 : 0
        last = log.scrollTop
        if (frames < 20) requestAnimationFrame(frame)
        else done()
    }
    requestAnimationFrame(frame)
})"""
TOP = """log => {
    const edge = log.getBoundingClientRect().top
    const row = [...log.querySelectorAll('[data-seq]')].find(one => one.getBoundingClientRect().top >= edge)
    window.watched = row.dataset.seq
    return row.getBoundingClientRect().top
}"""
AGAIN = "log => log.querySelector(`[data-seq='${window.watched}']`).getBoundingClientRect().top"


@pytest.fixture
def build():
    made = Build(Path(os.environ.get("TASKYARD_TEST_PAGE", FOLDER)))
    if not (made.folder / "index.html").exists():
        pytest.fail("the page is not built: run `make web`")
    return made


def test_the_first_load_is_light(build):
    assert build.first <= FIRST
    assert build.fonts <= FONTS


def test_no_place_adds_much_before_it_is_shown(build):
    assert {name: size for name, size in build.routes.items() if size > ROUTE} == {}


def test_no_part_that_comes_later_is_heavy(build):
    assert {name: size for name, size in build.parts.items() if size > ROUTE} == {}


async def test_ten_thousand_cards_are_few_bytes_and_few_nodes(quiet, browse):
    task = await quiet.add("One", enqueue=False)
    cards = fill(quiet.database, task.id)
    page = await browse(quiet, "signin")
    async with page.expect_response("**/api/v1/board*") as answered:
        await page.goto(quiet.url + "board")
    answer = await answered.value
    sizes = await answer.request.sizes()
    assert answer.headers["content-encoding"] == "gzip"
    assert sizes["responseBodySize"] / cards <= CARD
    await expect(page.get_by_role("heading", name="Backlog 2,001")).to_be_visible()
    assert await page.evaluate(COUNT) <= NODES
    for name in ("Backlog", "Queued", "Done"):
        await page.get_by_role("region", name=name).locator("[data-col-scroll]").hover()
        await page.mouse.wheel(0, 60_000)
    await expect(page.locator("[data-card]").first).to_be_visible()
    assert await page.evaluate(COUNT) <= NODES


async def test_the_eye_of_a_reader_is_not_moved(quiet, browse):
    await quiet.add("Talk")
    hand = Hand(quiet.origin, quiet.worker_key)
    await hand.begin()
    for _ in range(20):
        await hand.says([f"word {hand.said + one}" for one in range(1, 101)])
    page = await browse(quiet, "tasks/1")
    said = page.get_by_role("log", name="Transcript")
    await expect(said.get_by_text("word 2000", exact=True)).to_be_in_viewport()
    await said.hover()
    await page.mouse.wheel(0, -3000)
    await expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()
    await said.evaluate(STILL)
    top = await said.evaluate(TOP)
    for _ in range(10):
        await hand.says([f"word {hand.said + one}\n\n- with\n- a list" for one in range(1, 51)])
    await expect(page.get_by_text("2,500 entries")).to_be_visible()
    assert abs(await said.evaluate(AGAIN) - top) <= DRIFT
    assert await page.evaluate(COUNT) <= NODES


async def test_a_large_patch_is_few_nodes(quiet, browse):
    await quiet.add("Change much")
    hand = Hand(quiet.origin, quiet.worker_key)
    await hand.begin()
    text, stat = patch(5000)
    await hand.leaves(text, stat=stat)
    page = await browse(quiet, "tasks/1?tab=changes")
    await expect(page.get_by_text("step_0_1(value)").first).to_be_visible()
    assert await page.evaluate(COUNT) <= NODES
