"""Words of agents and of strangers: whatever they are, the page shows them as words. Nothing in them lives or calls home."""

import pytest
from playwright.async_api import expect

from taskyard.domain.task import TaskStatus

pytestmark = pytest.mark.anyio

MARKUP = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=2>",
    "<svg onload=window.pwned=3>",
    "<iframe srcdoc='<script>parent.pwned=4</script>'></iframe>",
    "<style>body{display:none}</style>",
    "<a href=javascript:window.pwned=5>one</a>",
    "[two](javascript:window.pwned=6)",
    "![three](http://evil.test/pixel.png)",
    "[four](http://evil.test/page)",
    "![five](data:image/svg+xml,<svg/onload=window.pwned=7>)",
    "<form action=http://evil.test><button>six</button></form>",
    "{{constructor.constructor('window.pwned=8')()}}",
    "<base href=http://evil.test/>",
    "<meta http-equiv=refresh content=0;url=http://evil.test>",
)
ESCAPES = (
    "\x1b]0;stolen title\x07",
    "\x1b]8;;http://evil.test\x07seven\x1b]8;;\x07",
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[H",
    "\x1bP+q544e\x1b\\",
    "\x9b31mold red",
    "\u202etxt.exe\u202c",
)
ALIVE = """() => {
    const all = where => [...document.querySelectorAll(where)]
    const links = all('a[href]')
    const leads = links.filter(one => one.host !== location.host)
    const tame = one => one.target === '_blank' && /noreferrer/.test(one.rel) && /noopener/.test(one.rel)
    return {
        pwned: window.pwned ?? null,
        made: all(':is(iframe, object, embed, script, style, base, meta, img)').filter(one => one.closest('#root')).length,
        links: links.map(one => one.href).filter(one => !/^https?:/.test(one)),
        away: leads.filter(one => !tame(one)).map(one => one.href),
        handlers: all('*').filter(one => one.getAttributeNames().some(name => name.startsWith('on'))).length,
        forms: all('form[action]').length,
    }
}"""
PAGES = (
    "board",
    "tasks",
    "inbox",
    "inbox?tab=failed",
    "inbox?tab=review",
    "chat",
    "fleet",
    "workspaces",
    "activity",
)
WITNESS = {"activity": "T-1"}  # what shows that its content is there
NOTHING = {"pwned": None, "made": 0, "links": [], "away": [], "handlers": 0, "forms": 0}
FILE = "<img src=x onerror=window.pwned=9>.txt"
TITLE = "<img src=x onerror=window.pwned=10> & &lt;b&gt;"


async def no_life(page):
    assert await page.evaluate(ALIVE) == NOTHING


@pytest.fixture
async def attacked(stage):
    words = "\n\n".join(MARKUP)
    steps = (
        {"say": words},
        {"think": words},
        {"tool": words[:60], "input": {"command": words}, "result": words + "".join(ESCAPES)},
        {"raw": words.replace("\n", " ") + "".join(ESCAPES)},
        {"edit": FILE, "content": words + "\n"},
    )
    asks = {"ask": words, "choices": list(MARKUP[:4])}
    stage.done = await stage.add(TITLE, *steps, text=words)
    stage.asks = await stage.add(TITLE, asks, text=words)
    stage.failed = await stage.add(TITLE, {"fail": words})
    await stage.until(stage.done, TaskStatus.REVIEW)
    await stage.until(stage.failed, TaskStatus.FAILED)
    await stage.asked(stage.asks)
    async with stage.admin() as admin:
        await admin.comment(stage.done.id, words)
        await admin.post_message(stage.done.id, words)
    return stage


async def test_a_transcript_is_only_read(attacked, browse):
    page = await browse(attacked, "tasks/1")
    said = page.get_by_role("log", name="Transcript")
    await expect(said.get_by_role("link", name="four")).to_be_visible()
    shut = said.get_by_role("button", expanded=False)
    for _ in range(await shut.count()):
        await shut.first.click()
    await expect(said.get_by_role("region", name="Output").first).to_contain_text("window.pwned=1")
    await no_life(page)
    await expect(page).to_have_title("(1) Task 1 · Taskyard")


async def test_nor_is_any_other_side_of_the_task(attacked, browse):
    page = await browse(attacked, "tasks/1")
    for tab in ("Changes", "Workspace", "Runs", "Events", "Chat"):
        await page.get_by_role("tab", name=tab).click()
        panel = page.get_by_role("tabpanel", name=tab)
        await expect(panel).to_be_visible()
        if tab == "Changes":
            await expect(panel.get_by_role("group", name=FILE)).to_contain_text("window.pwned=1")
        if tab == "Chat":
            await expect(panel.get_by_text("window.pwned=1").first).to_be_visible()
        await page.wait_for_load_state("networkidle")
        await no_life(page)


async def test_nor_is_any_page(attacked, browse):
    page = await browse(attacked)
    for path in PAGES:
        await page.goto(attacked.url + path)
        await expect(page.get_by_role("main").get_by_text(WITNESS.get(path, TITLE)).first).to_be_attached()
        await page.wait_for_load_state("networkidle")
        await no_life(page)


async def test_the_title_of_the_browser_is_ours(attacked, browse):
    page = await browse(attacked, "tasks/3")
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    await expect(page).to_have_title("(1) Task 3 · Taskyard")
    await no_life(page)
