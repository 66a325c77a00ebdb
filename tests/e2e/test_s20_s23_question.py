"""S-20 … S-23: questions of agents, with a server that is a process of its own and workers that speak HTTP to it."""

import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import anyio
import pytest

from taskyard import config, process
from taskyard.client.api import Client
from taskyard.domain.chat import NOBODY, MessageState
from taskyard.domain.entry import EntryKind
from taskyard.domain.error import Unavailable
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.domain.worker import WorkerStatus
from taskyard.wiring import worker as worker_half
from taskyard.worker.deps import Quiet
from taskyard.worker.loop import Stop, run_loop

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

PROGRAM = "from taskyard.cli.main import main; main()"
EDIT = {"edit": "door.txt", "content": "{answer}\n"}
SAYS = {"say": "{answer}"}
WORDS = "Use library X — «näher» <b>&amp;</b> $HOME\n\tand 2nd line"


@dataclass
class Place:
    folder: Path
    repo: Path
    port: int = 0

    @property
    def data(self):
        return self.folder / "server"

    @asynccontextmanager
    async def server(self):
        """Comes back on the same port and the same data."""
        self.data.mkdir(exist_ok=True, mode=0o700)
        argv = [sys.executable, "-c", PROGRAM, "serve", "--port", str(self.port), "--data", str(self.data)]
        env = config.child_environment()
        async with process.start(argv, cwd=self.folder, env=env, marker=f"s20-{self.folder}") as running:
            with anyio.fail_after(60):
                while not await self.answers():  # noqa: ASYNC110 - another process answers
                    await anyio.sleep(0.05)
            self.port = int(self.left["url"].rpartition(":")[2])
            yield running

    @property
    def left(self):
        file = self.data / "local.json"
        return json.loads(file.read_text()) if file.exists() else None

    def client(self):
        """A person's; it waits for a server that is away."""
        return Client(self.left["url"], self.left["key"], retries=12)

    async def answers(self):
        if self.left is None:
            return False
        async with Client(self.left["url"], self.left["key"], retries=0) as client:
            try:
                return await client.healthy()
            except Unavailable:
                return False

    @asynccontextmanager
    async def worker(self, name="anvil", grace=60.0):
        settings = config.load({"data": self.folder / name, "worker_name": name, "agents": "scripted"})
        found = worker_half.worker_deps(
            settings, self.left["url"], self.left["worker_key"], slots=1, grace=grace
        )
        stop = Stop()
        async with anyio.create_task_group() as group:
            group.start_soon(run_loop, replace(found, log=Quiet()), stop)
            yield stop
            stop.ask()

    async def add(self, client, title, *steps, **settings):
        """A task that is done when its run is."""
        options = {"scenario": json.dumps({"steps": list(steps), "on_resume": {"steps": [EDIT]}})}
        own = {"agent": "scripted", "agent_options": options, "on_success": "done", "kill_grace": 0.5}
        known = {project.name for project in await client.projects()}
        if "house" not in known:
            await client.add_project("house", repository=str(self.repo))
        return await client.add_task("house", title, settings=own | settings, enqueue=True)


@pytest.fixture
def place(tmp_path, repo):
    return Place(tmp_path, repo.path)


class Feed:
    """What one subscriber of the event stream has seen."""

    def __init__(self, client):
        self.client = client
        self.events = []
        self._more = anyio.Event()

    async def follow(self):
        async for event in self.client.events(0):
            self.events.append(event)
            self._more.set()
            self._more = anyio.Event()

    async def until(self, ready, count=1):
        """So many events that are `ready`; the last of them."""
        with anyio.fail_after(60):
            while len(found := [event for event in self.events if ready(event)]) < count:
                await self._more.wait()
            return found[count - 1]

    async def posted(self, task):
        """The id of the task's question."""
        event = await self.until(lambda one: one.kind == "message.posted" and one.task == task.id)
        return event.body["message"]

    async def fact(self, task, kind):
        return await self.until(lambda one: one.kind == kind and one.task == task.id)

    async def shows(self, worker_status, count=1):
        """So many workers have said that they are `worker_status`."""

        def named(event):
            return event.kind == "worker.changed" and event.body.get("status") == worker_status.value

        with anyio.fail_after(60):
            while len({event.worker for event in self.events if named(event)}) < count:
                await self._more.wait()
        return max(event.seq for event in self.events if named(event))


@asynccontextmanager
async def feeding(client):
    feed = Feed(client)
    async with anyio.create_task_group() as group:
        group.start_soon(feed.follow)
        yield feed
        group.cancel_scope.cancel()


async def said(client, run, kind=EntryKind.TEXT):
    return [entry.body["text"] for entry in await client.transcript(run.id, 0, 200) if entry.kind is kind]


async def test_s20_a_question_is_seen_answered_and_its_answer_is_the_next_line(place):
    async with place.server(), place.client() as client, feeding(client) as feed, place.worker():
        task = await place.add(client, "Ask", {"say": "begin"}, {"ask": "Which library?"}, SAYS, EDIT)
        question = await feed.posted(task)
        waits = await feed.shows(WorkerStatus.WAITING)
        [worker] = await client.workers()
        assert (worker.status, len(worker.runs)) == (WorkerStatus.WAITING, 1)
        assert [each.text for each in await client.open_messages()] == ["Which library?"]
        await client.answer(question, WORDS)
        await feed.fact(task, "task.done")
        await feed.shows(WorkerStatus.IDLE)
        [run] = await client.task_runs(task.id)
        assert run.status is RunStatus.SUCCEEDED
        assert await said(client, run) == ["begin", WORDS]
        [message] = await client.task_messages(task.id)
        assert (message.answer, message.delivered_at is not None) == (WORDS, True)
        facts = [each for each in feed.events if each.task == task.id]
    order = {each.kind: each.seq for each in facts}
    assert order["message.posted"] < waits < order["message.answered"] < order["message.delivered"]
    assert [each.kind for each in facts].count("message.delivered") == 1
    assert waits < order["task.done"]


async def test_s21_answers_in_reverse_order_reach_the_right_workers(place):
    async with place.server(), place.client() as client, feeding(client) as feed:
        async with place.worker("anvil"), place.worker("bellows"):
            tasks = [
                await place.add(client, f"Ask {name}", {"ask": "Which?"}, SAYS, EDIT, checkout="directory")
                for name in ("first", "second")
            ]
            questions = [await feed.posted(task) for task in tasks]
            await feed.shows(WorkerStatus.WAITING, 2)
            for task, question in reversed(list(zip(tasks, questions, strict=True))):
                await client.answer(question, f"the answer to {task.title}")
            for task in tasks:
                await feed.fact(task, "task.done")
        runs = [(await client.task_runs(task.id))[0] for task in tasks]
        assert len({run.worker for run in runs}) == 2
        for task, run in zip(tasks, runs, strict=True):
            assert await said(client, run) == [f"the answer to {task.title}"]


async def test_s22_a_server_killed_under_an_open_question_shows_it_again_and_takes_the_answer(place):
    async with (
        place.server() as server,
        place.client() as client,
        feeding(client) as feed,
        place.worker() as stop,
    ):
        task = await place.add(client, "Ask", {"ask": "Which library?"}, SAYS, EDIT)
        question = await feed.posted(task)
        os.kill(server.pid, signal.SIGKILL)
        await server.wait()
        async with place.server():
            assert [each.id for each in await client.open_messages()] == [question]
            assert (await client.task(task.id)).open_questions == 1
            await client.answer(question, WORDS)
            await feed.fact(task, "task.done")
            runs = await client.task_runs(task.id)
            assert [run.status for run in runs] == [RunStatus.SUCCEEDED]
            assert await said(client, runs[0]) == [WORDS]
            stop.ask()
            await feed.until(lambda one: one.kind == "worker.gone")
            seen = [each.seq for each in feed.events]
            assert seen == list(range(1, len(seen) + 1)), "who follows misses nothing"


async def test_s22_a_worker_that_restarts_under_an_open_question_goes_on_with_the_answer(place):
    async with place.server(), place.client() as client, feeding(client) as feed:
        async with place.worker():
            task = await place.add(client, "Ask", {"ask": "Which library?"}, SAYS, EDIT)
            question = await feed.posted(task)
        await feed.fact(task, "run.ended")
        assert [each.id for each in await client.open_messages()] == [question]
        await client.answer(question, WORDS)
        async with place.worker():
            await feed.fact(task, "task.done")
        first, second = await client.task_runs(task.id)
        assert (first.status, second.status) == (RunStatus.PARKED, RunStatus.SUCCEEDED)
        [prompt] = await said(client, second, EntryKind.PROMPT)
        assert f"The answer: {WORDS}" in prompt
        [message] = await client.task_messages(task.id)
        assert message.delivered_at is not None


async def test_s23_nobody_answers_and_the_run_is_parked_until_somebody_does(place):
    async with place.server(), place.client() as client, feeding(client) as feed, place.worker():
        task = await place.add(client, "Ask", {"ask": "Which library?"}, SAYS, EDIT, human_wait=0.2)
        ended = await feed.fact(task, "run.ended")
        assert (ended.body["status"], ended.body["reason"]) == ("parked", "parked")
        found = await client.task(task.id)
        assert (found.status, found.open_questions) == (TaskStatus.RUNNING, 1)
        assert (found.reason, found.note) == ("parked", "waits for an answer")
        await client.answer(await feed.posted(task), WORDS)
        await feed.fact(task, "task.done")


async def test_s23_nobody_answers_and_the_task_fails_where_that_is_the_rule(place):
    rules = {"human_wait": 0.2, "on_no_answer": "fail"}
    async with place.server(), place.client() as client, feeding(client) as feed, place.worker():
        task = await place.add(client, "Ask", {"ask": "Which library?"}, SAYS, EDIT, **rules)
        await feed.fact(task, "task.failed")
        found = await client.task(task.id)
        assert (found.reason, found.note) == (Reason.HUMAN_TIMEOUT.value, "nobody answered in time")
        assert found.open_questions == 0
        [run] = await client.task_runs(task.id)
        assert (run.status, run.reason) == (RunStatus.FAILED, Reason.HUMAN_TIMEOUT)
        await feed.fact(task, "message.expired")
        [message] = await client.task_messages(task.id)
        assert message.state is MessageState.EXPIRED
        assert process.marked(run.id) == []


async def test_s23_nobody_answers_and_the_agent_decides_where_that_is_the_rule(place):
    rules = {"human_wait": 0.2, "on_no_answer": "proceed", "permissions": []}
    steps = [{"ask": "Which library?"}, SAYS, {"may": ["touch", "made"]}, SAYS, EDIT]
    async with place.server(), place.client() as client, feeding(client) as feed, place.worker():
        task = await place.add(client, "Ask", *steps, **rules)
        await feed.fact(task, "task.done")
        [run] = await client.task_runs(task.id)
        assert run.status is RunStatus.SUCCEEDED
        assert await said(client, run) == [NOBODY, "deny"]
        told = [text for text in await said(client, run, EntryKind.STATUS) if text.startswith("nobody")]
        assert told == [
            f"nobody answered within 0.2 s; the agent is told: {words}" for words in (NOBODY, "deny")
        ]
        states = {each.state for each in await client.task_messages(task.id)}
        assert states == {MessageState.EXPIRED}
        assert (await client.task(task.id)).open_questions == 0
