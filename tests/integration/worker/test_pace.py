"""R0.21, R1.1, R1.18, R4.41: how often a worker asks, in what order it acts, and that it goes on after each task."""

from contextlib import asynccontextmanager

import anyio
import httpx2
import pytest

from taskyard import config
from taskyard.client.api import Client
from taskyard.domain.task import TaskStatus
from taskyard.wiring import worker as worker_half

pytestmark = pytest.mark.anyio
ENDS = (TaskStatus.REVIEW, TaskStatus.FAILED)


class Seen:
    """The questions for work, as the server gets them."""

    def __init__(self):
        self.polls = []
        self.more = anyio.Event()


class Counting(httpx2.AsyncHTTPTransport):
    def __init__(self, seen):
        super().__init__()
        self.seen = seen

    async def handle_async_request(self, request):
        if request.url.path.endswith("/queue/claim"):
            self.seen.polls.append((float(request.url.params["wait"]), anyio.current_time()))
            self.seen.more.set()
            self.seen.more = anyio.Event()
        return await super().handle_async_request(request)


@pytest.fixture
async def counted(house):
    """A worker of that house, and what it asked."""
    made = await house.admin.http.send("POST", "/keys", {"name": "counted", "scope": "worker"})
    url = house.deps.client_factory().http.url
    seen = Seen()

    def client():
        return Client(url, made["key"], transport=Counting(seen))

    @asynccontextmanager
    async def working(wait):
        async with house.working(client_factory=client, wait=wait):
            yield seen

    return working


def test_the_interval_is_a_setting(tmp_path):
    def deps(**given):
        return worker_half.worker_deps(
            config.load({"data": tmp_path, **given}), "http://yard.test", "tk_x", slots=1
        )

    assert config.Settings.model_fields["poll_interval"].default == 30.0
    assert deps(poll_interval=1).wait == 1.0
    assert deps(poll_interval=30).wait == 25.0  # one request is held no longer; the next follows at once


async def test_an_idle_worker_asks_again_after_each_wait(counted):
    async with counted(0.5) as seen:
        with anyio.fail_after(60):
            while len(seen.polls) < 8:
                await seen.more.wait()
    assert {wait for wait, _ in seen.polls[:8]} == {0.5}
    times = [at for _, at in seen.polls[:8]]  # two lanes: the usual one, and the one for "run now"
    assert all(after - before >= 0.45 for before, after in zip(times, times[2:], strict=False))


async def test_a_new_task_does_not_wait_for_the_interval(house, counted):
    async with counted(25.0) as seen:
        with anyio.fail_after(60):
            while len(seen.polls) < 2:
                await seen.more.wait()
        with anyio.fail_after(20):  # below the interval
            await house.until(await house.add("now", {"say": "at once"}), *ENDS)


async def test_check_claim_execute_report_complete_and_again(house):
    """R1.18: the steps of one task in the worker's own order, and what the board was told; then the next task."""
    steps = []

    async def step(name):
        steps.append(name)

    edit = {"edit": "door.txt", "content": "x"}
    tasks = [await house.add(f"t{number}", {"say": "half"}, edit) for number in range(2)]
    async with house.working(step=step):
        for task in tasks:
            await house.until(task, *ENDS)
    once = [name for name in steps[: steps.index("finished") + 1] if name != "entry"]
    order = [
        "claimed",
        "leased",
        "prepared",
        "opened",
        "prompted",
        "turn",
        "committed",
        "handed_over",
        "finished",
    ]
    assert [name for name in once if name in order] == order
    assert steps.count("finished") == 2
    assert steps.index("finished") < len(steps) - 1 - steps[::-1].index("claimed")
    for task in tasks:
        facts = [one.kind for one in await _facts(house, task)]
        wanted = ["task.created", "run.claimed", "run.ended"]
        assert [kind for kind in facts if kind in wanted] == wanted
        [run] = await house.admin.task_runs(task.id)
        assert "half" in [one.body.get("text") for one in await house.admin.transcript(run.id)]


async def _facts(house, task):
    found = []
    with anyio.fail_after(60):
        async for event in house.admin.events(0, task=task.id):
            found.append(event)
            if event.kind == "run.ended":
                return found
    raise AssertionError("the stream of facts ended")
