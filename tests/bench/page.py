"""The gates of the page: bytes, nodes and pixels, and clocks as the median of three. `page.py` prints a table.

A row that does not hold is said; with `--strict` counts that do not hold, or clocks over twice their gate, fail.
"""

import argparse
import json
import shutil
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import page_eye as eye
from live_yard import Server
from measure import percentile, scratch
from playwright.async_api import Browser, Page, async_playwright, expect

from taskyard.client.api import Client
from taskyard.server.page import FOLDER
from taskyard.testing.full import fill, patch
from taskyard.testing.hand import Hand
from taskyard.testing.weight import Build

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
LONG = 60_000  # milliseconds
PASSES = 3


@dataclass(frozen=True)
class Row:
    what: str
    found: float
    goal: float
    gate: float
    unit: str
    clock: bool

    @property
    def holds(self) -> bool:
        return self.found <= self.gate

    @property
    def fails(self) -> bool:
        return self.found > self.gate * (2 if self.clock else 1)


@dataclass
class Table:
    rows: list[Row] = field(default_factory=list)

    def count(self, what: str, found: float, goal: float, gate: float, unit: str = "") -> None:
        self.rows.append(Row(what, found, goal, gate, unit, clock=False))

    def clock(self, what: str, found: list[float], goal: float, gate: float, unit: str = "ms") -> None:
        self.rows.append(Row(what, statistics.median(found), goal, gate, unit, clock=True))

    def print(self) -> None:
        head = ("what", "found", "goal", "gate", "holds")
        lines = [head, tuple("-" * 5 for _ in head)]
        for one in self.rows:
            found, goal, gate = (
                f"{value:,.4g} {one.unit}".strip() for value in (one.found, one.goal, one.gate)
            )
            lines.append((one.what, found, goal, gate, "yes" if one.holds else "NO"))
        wide = [max(len(line[at]) for line in lines) for at in range(len(head))]
        for line in lines:
            print("| " + " | ".join(cell.ljust(size) for cell, size in zip(line, wide, strict=True)) + " |")


@dataclass
class Bench:
    browser: Browser
    server: Server
    keys: dict[str, str]
    table: Table

    @property
    def url(self) -> str:
        return self.keys["url"]

    @property
    def database(self) -> str:
        return f"sqlite:///{self.server.root}/data/taskyard.db"

    def admin(self) -> Client:
        return Client(self.url, self.keys["key"])

    @asynccontextmanager
    async def page(self, path: str) -> AsyncIterator[Page]:
        context = await self.browser.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(LONG)
        where = f"{self.url}/api/v1/auth/signin"
        answer = await context.request.post(
            where, data={"key": self.keys["key"]}, headers={"origin": self.url}
        )
        assert answer.status == 204
        page = await context.new_page()
        try:
            await page.goto(f"{self.url}/{path}")
            yield page
        finally:
            await context.close()

    async def marked(self, page: Page, name: str) -> float:
        with anyio.fail_after(LONG / 1000):
            while (found := await page.evaluate(eye.MARKED, name)) is None:  # noqa: ASYNC110 - the page sets it
                await anyio.sleep(0.02)
        return float(found)

    async def heap(self, page: Page) -> float:
        session = await page.context.new_cdp_session(page)
        await session.send("HeapProfiler.collectGarbage")
        await session.send("Performance.enable")
        found = (await session.send("Performance.getMetrics"))["metrics"]
        return next(one["value"] for one in found if one["name"] == "JSHeapUsedSize") / 1e6


def weigh(table: Table) -> None:
    build = Build(FOLDER)
    table.count("first load, packed", build.first / 1000, 120, 140, "kB")
    table.count("largest place on top, packed", max(build.routes.values()) / 1000, 55, 75, "kB")
    name, size = max(build.whole.items(), key=lambda one: one[1])
    table.count(f"the same with all it may open ({name})", size / 1000, 55, 75, "kB")
    table.count("fonts of the first load", build.fonts / 1000, 95, 110, "kB")


async def board(bench: Bench) -> None:
    async with bench.admin() as admin:
        project = await admin.add_project("house", settings={"agent": "scripted"})
        task = await admin.add_task(project.id, "One")
    cards = fill(bench.database, task.id)
    painted, keyed, dropped, bytes_, nodes, heap = [], [], [], 0, 0, 0.0
    for _ in range(PASSES):
        async with bench.page("board") as page:
            painted.append(await bench.marked(page, "board-painted"))
            await expect(page.locator("[data-card]").first).to_be_visible()
            nodes = max(nodes, await page.evaluate(eye.NODES))
            heap = max(heap, await bench.heap(page))
            if not bytes_:
                async with page.expect_response("**/api/v1/board*") as answered:
                    await page.reload()
                bytes_ = (await (await answered.value).request.sizes())["responseBodySize"]
                await bench.marked(page, "board-painted")
            await page.evaluate(eye.KEYS)
            await page.locator("[data-col=backlog] [data-card]").first.focus()
            await page.keyboard.press("Space")
            for _ in range(30):
                await page.keyboard.press("ArrowDown")
            await page.keyboard.press("Escape")
            await anyio.sleep(0.2)
            keyed.append(percentile(await page.evaluate(eye.KEYED), 95))
            await page.evaluate(eye.DROPS)
            await (
                page.locator("[data-col=backlog] [data-card]")
                .nth(3)
                .drag_to(page.locator("[data-col-scroll=queued]"))
            )
            dropped.append(await page.evaluate(eye.DROPPED))
    table = bench.table
    table.count("board: bytes of a card, packed", bytes_ / cards, 22, 25, "B")
    table.count("board: nodes", nodes, 3000, 5000)
    table.count("board: heap", heap, 8, 25, "MB")
    table.clock("board: 10,000 cards painted", painted, 800, 3000)
    table.clock("board: key to frame, p95", keyed, 35, 120)
    table.clock("board: drop to moved", dropped, 10, 60)


async def transcript(bench: Bench) -> None:
    async with bench.admin() as admin:
        project = await admin.add_project("talk", settings={"agent": "scripted"})
        task = await admin.add_task(project.id, "Talk", enqueue=True)
    hand = Hand(bench.url, bench.keys["worker_key"], projects=[project.id])
    await hand.begin()
    for _ in range(200):
        await hand.says([f"word {hand.said + one}" for one in range(1, 101)])
    tasks, busy, typed, drifts, nodes, painted = [], [], [], [], 0, []
    for _ in range(PASSES):
        async with bench.page(f"tasks/{task.number}") as page, anyio.create_task_group() as group:
            painted.append(await bench.marked(page, "transcript-painted"))
            said = page.get_by_role("log", name="Transcript")
            group.start_soon(_streams, hand)
            seen = await page.evaluate(eye.WATCH, 4)
            tasks.append(float(len(seen["tasks"])))
            busy.append(100 * sum(max(0.0, one - 17) for one in seen["frames"]) / 4000)
            await page.evaluate(eye.KEYS)
            await page.get_by_role("textbox", name="Write to").focus()
            await page.keyboard.type("what is typed meanwhile comes at once", delay=30)
            typed.append(percentile(await page.evaluate(eye.KEYED), 95))
            await said.hover()
            await page.mouse.wheel(0, -4000)
            await expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()
            await said.evaluate(eye.STILL)
            before, top = hand.said, await said.evaluate(eye.TOP)
            while hand.said < before + 500:  # noqa: ASYNC110 - the stream beside does it
                await anyio.sleep(0.05)
            drifts.append(abs(await said.evaluate(eye.TOP_AGAIN) - top))
            nodes = max(nodes, await page.evaluate(eye.NODES))
            group.cancel_scope.cancel()
        hand = await _again(bench, hand)
    table = bench.table
    table.count("transcript: drift while 500 rows come", max(drifts), 0, 2, "px")
    table.count("transcript: nodes", nodes, 1300, 5000)
    table.count("transcript: long tasks in 4 s at 200/s", statistics.median(tasks), 0, 6)
    table.clock("transcript: painted, 20,000 rows there", painted, 700, 2500)
    table.clock("transcript: time that frames were late by", busy, 30, 70, "%")
    table.clock("composer meanwhile: key to frame, p95", typed, 30, 120)


async def _streams(hand: Hand) -> None:
    while True:
        await hand.says([f"word {hand.said + one}" for one in range(1, 21)])
        await anyio.sleep(0.1)


async def _again(bench: Bench, hand: Hand) -> Hand:
    """The same run, with what it had said when the stream was cut."""
    async with bench.admin() as admin:
        hand.said = (await admin.run(hand.claim.run.id)).last_seq
    return hand


async def diff(bench: Bench) -> None:
    async with bench.admin() as admin:
        project = await admin.add_project("diff", settings={"agent": "scripted"})
        task = await admin.add_task(project.id, "Change", enqueue=True)
    hand = Hand(bench.url, bench.keys["worker_key"], projects=[project.id])
    await hand.begin()
    text, stat = patch(5000)
    await hand.leaves(text, stat=stat)
    painted, worst, nodes = [], [], 0
    for _ in range(PASSES):
        async with bench.page(f"tasks/{task.number}?tab=changes") as page:
            painted.append(await bench.marked(page, "diff-painted"))
            lines = page.get_by_role("region", name="Changed lines")
            worst.append(max((await lines.evaluate(eye.SCROLL))[2:]))
            nodes = max(nodes, await page.evaluate(eye.NODES))
    bench.table.count("diff of 5,000 lines: nodes", nodes, 3000, 5000)
    bench.table.clock("diff: painted", painted, 500, 2500)
    bench.table.clock("diff: worst frame of a steady scroll", worst, 34, 120)


async def measure(root: Path, table: Table) -> None:
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        sys.exit(f"no browser on the path: none of {', '.join(PROGRAMS)}")
    server = Server(root)
    (root / "data").mkdir()
    with server.running():
        keys = json.loads((root / "data/local.json").read_text())
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            bench = Bench(browser, server, keys, table)
            for part in (board, diff, transcript):
                await part(bench)
            await browser.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strict", action="store_true", help="end with 1 when a gate is broken")
    strict = parser.parse_args().strict
    if not (FOLDER / "index.html").exists():
        sys.exit("the page is not built: run `make web`")
    table = Table()
    weigh(table)
    with scratch() as root:
        anyio.run(measure, root, table)
    table.print()
    return int(strict and any(one.fails for one in table.rows))


if __name__ == "__main__":
    sys.exit(main())
