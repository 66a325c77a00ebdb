"""Who has never seen it comes to a merged commit by the first steps alone, with the agent that ships with the board."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.anyio


async def test_the_first_steps_lead_to_a_merged_commit(bare, browse):
    async with bare.server():
        page = await browse(bare)
        steps = page.get_by_role("region", name="First steps")
        await steps.get_by_role("button", name="New project").click()
        made = page.get_by_role("dialog", name="New project")
        await made.get_by_label("Name").fill("house")
        await made.get_by_label("Repository").fill(str(bare.repo.path))
        await made.get_by_role("button", name="Make the project").click()
        await expect(page.get_by_role("heading", name="house", level=1)).to_be_visible()
        await page.get_by_role("link", name="Board", exact=True).click()
        async with bare.worker():
            await expect(steps.get_by_text("4 of 7")).to_be_visible()
            await steps.get_by_role("button", name="Queue a sample that asks").click()
            await expect(steps.get_by_text("5 of 7")).to_be_visible()
            await steps.get_by_role("button", name="Open the inbox").click()
            await page.get_by_role("region", name="Question").get_by_role("button", name="friendly").click()
            await page.get_by_role("link", name="Board", exact=True).click()
            await expect(steps.get_by_text("6 of 7")).to_be_visible()
            await page.get_by_role("region", name="Review").get_by_role("link", name="Leave a note").click()
            await page.get_by_role("tab", name="Changes").click()
            await page.get_by_role("button", name="Approve & merge").click()
            await page.get_by_role("dialog").get_by_role("button", name="Approve & merge").click()
            await expect(page.get_by_text("Merged into main")).to_be_visible()
            assert "friendly" in await bare.repo.git("show", "main:notes/hello.md")
            await page.get_by_role("link", name="Board", exact=True).first.click()
            await expect(
                page.get_by_role("region", name="Done").get_by_role("link", name="Leave a note")
            ).to_be_visible()
            await expect(steps).to_have_count(0)
        await page.context.close()
