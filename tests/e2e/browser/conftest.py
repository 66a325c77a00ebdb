"""The page in a real Chromium, before a server on a real port, with a worker whose agents play scenarios.

What the page logs as an error, and what it asks another host for, fails the test: the strict policy stays on.
"""

import json
import os
import re
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import anyio
import pytest
from playwright.async_api import async_playwright, expect

from taskyard import config
from taskyard.bus.memory import MemoryBus
from taskyard.client.api import Client
from taskyard.clock import SystemClock
from taskyard.domain.account import Scope
from taskyard.domain.chat import MessageState
from taskyard.domain.task import TaskStatus
from taskyard.server.app import create_app
from taskyard.server.page import FOLDER, pages
from taskyard.server.rate import Limits
from taskyard.service import account
from taskyard.service.yard import SYSTEM, Yard
from taskyard.store.db import Database
from taskyard.store.upgrade import upgrade
from taskyard.testing.repo import Repo
from taskyard.testing.serve import listen, netloc, serve
from taskyard.wiring import worker as worker_half
from taskyard.worker.loop import Stop

BUILT = Path(
    os.environ.get("TASKYARD_TEST_PAGE", FOLDER)
)  # a build of one's own, while the page is worked on
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
LONG = 20_000  # milliseconds; a bound, never a wait
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
ENDS = (TaskStatus.REVIEW, TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED)


def pytest_collection_modifyitems(items):
    """Where there is no browser the journeys are skipped; in CI that fails, as docs/requirements.md names them as proofs."""
    here = Path(__file__).parent
    own = [item for item in items if item.path.is_relative_to(here)]
    for item in own:
        item.add_marker(pytest.mark.timeout(180))
        if chromium() is None:
            item.add_marker(pytest.mark.skip(reason=f"no browser on the path: none of {', '.join(PROGRAMS)}"))


@cache
def chromium():
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@cache
def page_of(base):
    if not (BUILT / "index.html").exists():
        pytest.fail("the page is not built: run `make web`")
    return pages(BUILT, base)


def scenario(*steps, **more):
    """Settings of a task whose agent takes these steps."""
    return {"agent_options": {"scenario": json.dumps({"steps": steps, **more})}}


@dataclass
class Guard:
    """What a page did that none should do. `allow`: what this test brings about on purpose, as a pattern."""

    hosts: set
    seen: list = field(default_factory=list)
    allowed: list = field(default_factory=list)

    def allow(self, *patterns):
        self.allowed += patterns

    def watch(self, context):
        context.on("console", self._said)
        context.on("weberror", lambda broken: self.seen.append(f"thrown: {broken.error}"))
        context.on("request", self._asked)
        context.on("dialog", lambda dialog: self.seen.append(f"a dialog of the browser: {dialog.message}"))

    def _said(self, message):
        if message.type in {"error", "warning"}:
            self.seen.append(f"{message.type}: {message.text} at {message.location.get('url', '')}")

    def _asked(self, request):
        url = urlsplit(request.url)
        if url.scheme not in {"data", "blob"} and url.netloc not in self.hosts:
            self.seen.append(f"asked another host: {request.url}")

    @property
    def problems(self):
        return [one for one in self.seen if not any(re.search(pattern, one) for pattern in self.allowed)]


@dataclass
class Stage:
    """A server that can go and come back on the same port and data; a worker; the hand of an admin."""

    folder: Path
    repo: Repo
    base: str = "/"
    project: object = None
    key: str = ""
    worker_key: str = ""
    port: int = 0

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self):
        return self.origin + self.base

    @property
    def database(self):
        return f"sqlite:///{self.folder}/yard.db"

    @asynccontextmanager
    async def server(self, hosts=()):
        listening = listen(self.port)
        self.port = int(netloc(listening).rpartition(":")[2])
        async with Database.open(self.database, SystemClock()) as db:
            yard = Yard(db, MemoryBus(), SystemClock())
            here = [netloc(listening), *hosts]
            app = create_app(
                yard,
                allowed_hosts=here,
                allowed_origins=[f"http://{host}" for host in here],
                pages=[page_of(self.base)],
                base=self.base,
                limits=Limits(act=0, sign_in=0, keys=0, refused=0),
            )
            async with serve(app, at=listening):
                try:
                    if not self.key:
                        self.key, self.worker_key = [
                            await _key(yard, one) for one in (Scope.ADMIN, Scope.WORKER)
                        ]
                    yield yard
                finally:
                    app.state.stopping.set()

    @asynccontextmanager
    async def worker(self, name="anvil", slots=3):
        data = self.folder / name
        (self.folder / "profiles").mkdir(exist_ok=True)
        chosen = config.load({"data": data, "port": 0, "agents": "scripted", "worker_name": name})
        deps = worker_half.worker_deps(chosen, self.origin, self.worker_key, slots=slots, grace=0.5)
        stop = Stop()
        async with anyio.create_task_group() as group:
            group.start_soon(worker_half.work, replace(deps, profiles=self.folder / "profiles"), stop)
            try:
                yield
            finally:
                stop.ask()
                stop.ask()  # what an agent still does is ended, too

    @asynccontextmanager
    async def admin(self):
        async with Client(self.origin, self.key) as client:
            yield client

    async def add(self, title, *steps, text="", enqueue=True, on=None, **more):
        """A task of the project. `on`: other settings of the scenario, like `on_run`."""
        own = {"settings": scenario(*steps, **(on or {})), "enqueue": enqueue} | more
        async with self.admin() as admin:
            return await admin.add_task(self.project.id, title, text, **own)

    async def until(self, task, *statuses):
        async with self.admin() as admin:
            with anyio.fail_after(60):
                async for _ in admin.events(0, task=task.id):
                    found = await admin.task(task.id)
                    if found.status in (statuses or ENDS):
                        return found
        raise AssertionError("the stream of facts ended")

    async def asked(self, task):
        """The open question of a task."""
        async with self.admin() as admin:
            with anyio.fail_after(60):
                async for _ in admin.events(0, task=task.id):
                    for one in await admin.task_messages(task.id):
                        if one.state is MessageState.OPEN:
                            return one
        raise AssertionError("the stream of facts ended")


async def _key(yard, scope):
    made = await yard.act(SYSTEM, lambda deed: account.add_key(deed, name="k", scope=scope))
    return made.secret


@asynccontextmanager
async def staged(folder, template, base="/"):
    folder.mkdir()
    shutil.copy(template, folder / "yard.db")
    made = Stage(folder, await Repo.make(folder / "repo"), base)
    async with made.server():
        pass  # once, for its port and its keys
    yield made


async def with_project(stage, **settings):
    own = {"agent": "scripted", "retry_delay": 0.1} | settings
    async with stage.admin() as admin:
        stage.project = await admin.add_project("house", repository=str(stage.repo.path), settings=own)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "yard.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
async def bare(tmp_path, empty_database):
    """A stage whose server is not up yet."""
    async with staged(tmp_path / "stage", empty_database) as made:
        yield made


@pytest.fixture
async def quiet(bare):
    """Server and project, and nobody who works."""
    async with bare.server():
        await with_project(bare)
        yield bare


@pytest.fixture
async def stage(quiet):
    async with quiet.worker():
        yield quiet


@pytest.fixture(scope="session")
async def chrome():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture
async def guard():
    made = Guard(set())
    yield made
    assert made.problems == []


@pytest.fixture
async def browse(chrome, guard):
    """Opens a place of the page in a browser of its own, signed in."""
    expect.set_options(timeout=LONG)
    contexts = []

    async def opened(stage, path="board", *, key=None, dark=False, url=None, **more):
        home = url or stage.url
        guard.hosts.add(urlsplit(home).netloc)
        more = {
            "viewport": WIDE,
            "color_scheme": "dark" if dark else "light",
            "reduced_motion": "reduce",
        } | more
        context = await chrome.new_context(**more)
        contexts.append(context)
        context.set_default_timeout(LONG)
        guard.watch(context)
        if key != "":
            origin = {"origin": "/".join(home.split("/")[:3])}
            made = await context.request.post(
                f"{home}api/v1/auth/signin", data={"key": key or stage.key}, headers=origin
            )
            assert made.status == 204
        page = await context.new_page()
        await page.goto(home + path)
        return page

    yield opened
    for context in contexts:
        await context.close()
