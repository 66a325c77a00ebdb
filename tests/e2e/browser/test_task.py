"""A task and its transcript: it follows, it holds, it is searched; tasks never mix; what an agent may not do alone."""

import pytest
from playwright.async_api import expect

from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio

READ = 450  # milliseconds: a key that comes before anybody can have read a question decides nothing
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
    return [row.dataset.seq, row.getBoundingClientRect().top]
}"""
MIXED = """([one, other]) => {
    const look = () => {
        const words = document.querySelector('main').innerText
        if (words.includes(one) && words.includes(other)) window.mixed = words
    }
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true})
}"""


def transcript(page):
    return page.get_by_role("log", name="Transcript")


async def test_it_follows_at_the_end_and_holds_away_from_it(stage, browse):
    ask = {"ask": "Go on?", "choices": ["yes", "no"]}
    task = await stage.add("Count", {"flood": 300}, ask, {"flood": 600}, {"say": "That was all."})
    page = await browse(stage, "tasks/1")
    said = transcript(page)
    await expect(said.get_by_role("heading", name="Go on?")).to_be_in_viewport()  # it follows

    await said.hover()
    await page.mouse.wheel(0, -4000)
    await expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()
    await expect(said.get_by_role("heading", name="Go on?")).not_to_be_in_viewport()
    await said.evaluate(STILL)
    before = await said.evaluate(TOP)
    asked = await stage.asked(task)
    async with stage.admin() as admin:
        await admin.answer(asked.id, "yes")
    await stage.until(task)
    await expect(page.get_by_text("streaming")).to_have_count(0)
    assert await said.evaluate(TOP) == before

    await page.get_by_role("button", name="Jump to latest").click()
    await expect(said.get_by_text("That was all.")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Jump to latest")).to_have_count(0)


async def test_it_is_searched_by_the_server(stage, browse):
    task = await stage.add("Count", {"flood": 900})
    await stage.until(task)
    page = await browse(stage, "tasks/1")
    said = transcript(page)
    await expect(said.get_by_text("line 899", exact=True)).to_be_in_viewport()
    await page.keyboard.press("/")
    await page.keyboard.type("line 17")
    await expect(page.get_by_role("search").get_by_role("status")).to_have_text("11")  # and 170 … 179
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 of 11")
    await expect(said.get_by_text("line 17", exact=True)).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(said.get_by_text("line 170", exact=True)).to_be_in_viewport()


async def test_tasks_never_mix(stage, browse):
    tasks = [
        await stage.add(f"Plant {word}", *({"say": f"{word} {number}"} for number in range(30)))
        for word in ("amber", "violet")
    ]
    for task in tasks:
        await stage.until(task)
    page = await browse(stage, "tasks/1")
    await expect(transcript(page).get_by_text("amber 29")).to_be_visible()
    await page.evaluate(MIXED, ["amber", "violet"])
    await page.keyboard.press("Control+k")
    await page.keyboard.type("T-2")
    await page.get_by_role("option", name="Plant violet").click()
    await expect(transcript(page).get_by_text("violet 29")).to_be_visible()
    for _ in range(12):
        await page.evaluate("() => history.back()")
        await page.evaluate("() => history.forward()")
    await page.evaluate("() => history.back()")
    await expect(transcript(page).get_by_text("amber 29")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Plant amber")
    assert await page.evaluate("() => window.mixed") is None


@pytest.mark.parametrize(("key", "words"), [("a", "written by hand"), ("d", "not allowed: deny")])
async def test_what_an_agent_may_not_do_alone(stage, browse, key, words):
    """Why not is a word of its own, which the agent reads next."""
    command = ["sh", "-c", "echo written by hand"]
    then = {"ask": "What then?"}
    task = await stage.add(
        "Speak", {"may": command}, then, on={"on_turn": {"2": {"steps": [{"say": "I see."}]}}}
    )
    page = await browse(stage, "tasks/1")
    beside = page.get_by_role("complementary").get_by_role("region", name="Question")
    await expect(beside.get_by_text("sh -c echo written by hand").first).to_be_visible()
    await page.wait_for_timeout(READ)
    await page.keyboard.press(key)
    if key == "d":
        await page.keyboard.type("Too loud")
        await page.keyboard.press("Control+Enter")
    await expect(beside.get_by_role("heading", name="What then?")).to_be_visible()
    await transcript(page).get_by_role("button", name="shell").last.click()
    await expect(transcript(page).get_by_role("region", name="Output")).to_contain_text(words)
    await beside.get_by_role("textbox", name="Reply in your own words").fill("Nothing")
    await page.keyboard.press("Control+Enter")
    if key == "d":
        told = transcript(page).get_by_text("Too loud")
        await expect(told).to_be_visible()
        await expect(transcript(page).get_by_text("I see.")).to_be_visible()
    await stage.until(task, TaskStatus.REVIEW)
