"""The board below a path of another address: a proxy that takes the path off, and one that leaves it on."""

from contextlib import asynccontextmanager

import anyio
import pytest
from anyio import EndOfStream
from anyio.abc import SocketAttribute
from playwright.async_api import expect

pytestmark = pytest.mark.anyio

BASE = "/yard/"
BROKEN = (EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError)


class Proxy:
    """One request a connection, so that only its first line has to be read; a socket is handed through as it is."""

    def __init__(self, port, strips):
        self.to, self.strips = port, strips

    async def serve(self, stream):
        async with stream:
            head = b""
            try:
                while b"\r\n\r\n" not in head:
                    head += await stream.receive()
                async with await anyio.connect_tcp("127.0.0.1", self.to) as behind:
                    await behind.send(self.changed(head))
                    async with anyio.create_task_group() as group:
                        group.start_soon(self.pipe, stream, behind)
                        await self.pipe(behind, stream)
                        group.cancel_scope.cancel()
            except BROKEN:
                return

    def changed(self, head):
        line, rest = head.split(b"\r\n", 1)
        method, path, version = line.split(b" ")
        assert path.startswith(BASE[:-1].encode()), path  # nothing of the page leads elsewhere
        if self.strips:
            path = path.removeprefix(BASE[:-1].encode()) or b"/"
        if b"upgrade: websocket" not in rest.lower():
            rest = rest.replace(b"Connection: keep-alive", b"Connection: close")
        return b" ".join((method, path, version)) + b"\r\n" + rest

    @staticmethod
    async def pipe(one, other):
        try:
            while True:
                await other.send(await one.receive())
        except BROKEN:
            return


@asynccontextmanager
async def proxied(stage, strips):
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(SocketAttribute.local_port)
    async with listener, stage.server(hosts=[f"127.0.0.1:{port}"]), anyio.create_task_group() as group:
        group.start_soon(listener.serve, Proxy(stage.port, strips).serve)
        yield f"http://127.0.0.1:{port}{BASE}"
        group.cancel_scope.cancel()


@pytest.mark.parametrize("strips", [True, False], ids=["taken off", "left on"])
async def test_everything_is_found_below_a_path(bare, browse, guard, strips):
    guard.allow("status of 401")  # of the stranger
    bare.base = BASE
    async with proxied(bare, strips) as url:
        async with bare.admin() as admin:
            bare.project = await admin.add_project("house", settings={"agent": "scripted"})
        await bare.add("Amber", enqueue=False)
        page = await browse(bare, "", url=url)
        await expect(page).to_have_url(f"{url}board")
        card = page.get_by_role("main").get_by_role("link", name="Amber")
        await expect(card).to_have_attribute("href", f"{url}tasks/1")
        await bare.add("Basil", enqueue=False)  # comes over the line
        await expect(page.get_by_role("main").get_by_role("link", name="Basil")).to_be_visible()
        await expect(page.get_by_role("navigation").get_by_text("Live", exact=True)).to_be_visible()
        await card.click()
        await expect(page).to_have_url(f"{url}tasks/1")
        await page.get_by_role("navigation", name="Main").get_by_role("link", name="Inbox").click()
        await expect(page).to_have_url(f"{url}inbox")
        await page.reload()
        await expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        for link in await page.get_by_role("link").all():
            assert (await link.evaluate("one => one.href")).startswith(url)
        stranger = await browse(bare, "board", url=url, key="")
        await expect(stranger).to_have_url(f"{url}signin?back=%2Fboard")
        await stranger.get_by_label("Launch code or key").fill(bare.key)
        await stranger.get_by_role("button", name="Sign in").click()
        await expect(stranger).to_have_url(f"{url}board")
        await expect(stranger.get_by_role("main").get_by_role("link", name="Amber")).to_be_visible()
        for one in (page, stranger):
            await one.context.close()  # before the proxy goes
