"""`make shots`: the pictures of the README, taken from a board at work, so that they stay true. Not a test of the suites."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from taskyard.domain.task import Priority, TaskStatus

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]
SHOTS = Path(__file__).parents[3] / "docs" / "shots"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LEASE = (
    "from time import monotonic\n\nLIFE = 90.0  # seconds\n\n\ndef deadline(now=monotonic):\n"
    "    return now() + LIFE\n\n\ndef is_over(until, now=monotonic):\n    return now() >= until\n"
)
WORK = (
    {"think": "The lease ends by the wall clock; a clock that jumps back keeps it for ever."},
    {"say": "I will end leases by the **monotonic** clock. A test comes first:\n\n- one for a clock that jumps back\n"
            "- one for a clock that jumps ahead"},
    {"edit": "lease.py", "content": LEASE},
    {"edit": "tests/test_lease.py", "content": "from lease import LIFE, deadline\n\n\ndef test_a_lease_has_its_length():\n"
                                               "    assert deadline(lambda: 1.0) == 1.0 + LIFE\n"},
    {"say": "Leases no longer depend on the wall clock. Both tests are in `tests/test_lease.py`."},
)  # fmt: skip
ASK = {
    "ask": "Two migrations touch the same table. Squash them into one, or keep both and add a merge revision?",
    "choices": ["Squash into one (recommended)", "Keep both, add a merge revision"],
}
BACKLOG = (
    "Fold long hunks of the diff",
    "Document rate-limit backoff",
    "Cache the upload limits",
    "Speed up the schema check",
)
QUEUE = (
    "Retry the flaky scheduler test",
    "Cover token accounting",
    "Give queue depth its own metric",
    "Test the busy handler",
)


async def _fill(stage):
    """A board as it looks on a working day."""
    first = await stage.add("Greet in the morning", *WORK[1:3], {"say": "Done."})
    await stage.until(first, TaskStatus.REVIEW)
    async with stage.admin() as admin:
        await admin.approve(first.id)
    await stage.until(first, TaskStatus.DONE)
    review = await stage.add("Make lease renewal tolerate clock skew", *WORK, priority=Priority.HIGH)
    await stage.until(review, TaskStatus.REVIEW)
    asks = await stage.add(
        "Remove the old session table", *WORK[:3], ASK, {"say": "{answer}."}, priority=Priority.URGENT
    )
    await stage.asked(asks)
    await stage.add("Harden the permission prompt", *WORK[:2], {"hang": True})
    await stage.add("Render tables in the transcript", *WORK[:2], {"hang": True}, priority=Priority.HIGH)
    for title in QUEUE:
        await stage.add(title, {"say": "later"})
    for title in BACKLOG:
        await stage.add(title, enqueue=False)
    return review, asks


async def _take(page, name):
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=SHOTS / f"{name}.png")


async def test_shots(stage, browse):
    SHOTS.mkdir(exist_ok=True)
    review, asks = await _fill(stage)
    page = await browse(stage, "board")
    await page.get_by_role("button", name="Hide").click()
    await expect(page.get_by_role("region", name="Running").get_by_role("link")).to_have_count(3)
    await _take(page, "board")
    for name, path in {
        "task": f"tasks/{asks.number}",
        "inbox": "inbox",
        "review": f"tasks/{review.number}?tab=changes",
        "fleet": "fleet",
    }.items():
        await page.goto(stage.url + path)
        await expect(page.get_by_role("main").get_by_role("heading").first).to_be_visible()
        await _take(page, name)
    dark = await browse(stage, "board", dark=True)
    await dark.get_by_role("button", name="Hide").click()
    await expect(dark.get_by_role("region", name="Running").get_by_role("link")).to_have_count(3)
    await _take(dark, "board-dark")
    phone = await browse(stage, f"tasks/{asks.number}", **PHONE)
    await expect(phone.get_by_role("region", name="Question").last).to_be_visible()
    await _take(phone, "phone")
    assert all(one.stat().st_size < 250_000 for one in SHOTS.glob("*.png"))
