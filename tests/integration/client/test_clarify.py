"""`request_clarification` for workers of one's own, against a whole server that may go away and come back."""

import re
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import anyio
import pytest

import taskyard
from taskyard import Client, config, process, request_clarification
from taskyard.domain.chat import MessageState
from taskyard.domain.claim import Claim
from taskyard.domain.error import Conflict, HumanTimeout, LeaseLost
from taskyard.domain.run import Outcome, Reason, RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.domain.worker import Offer, WorkerStatus
from taskyard.wiring import server as server_half

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[3] / "docs/extend/clarify.md"
OFFER = Offer(agents=("scripted",))
QUESTION, ANSWER = "Which library?", "Use library X — «näher»\n\tand no other"
SHORT = timedelta(milliseconds=200)


@dataclass
class Shop:
    folder: Path
    port: int = 0
    claim: Claim = None
    worker: str = ""
    lease: float = 60.0  # seconds
    admin: Client = None
    client: Client = None

    @asynccontextmanager
    async def server(self):
        """Comes back on the same port and the same data."""
        settings = config.load({"data": self.folder, "port": self.port, "lease": self.lease})
        async with server_half.serve(settings) as serving:
            self.port = int(serving.url.rpartition(":")[2])
            key = config.local(settings)["key"]
            async with Client(serving.url, key) as self.admin, self.own() as self.client:
                yield

    def own(self):
        """A worker's client, which repeats nothing by itself."""
        left = config.local(config.load({"data": self.folder}))
        return Client(left["url"], left["worker_key"], retries=0)

    async def begin(self):
        """A run of ours that is running."""
        await self.admin.add_project("house")
        await self.admin.add_task("house", "Paint", enqueue=True, settings={"checkout": "directory"})
        self.worker = (await self.client.register("ours", 1, OFFER)).id
        self.claim = await self.client.claim(self.worker, "first", OFFER, wait=20)
        for status in (RunStatus.PREPARING, RunStatus.RUNNING):
            await self.client.run_status(self.run, self.claim.fence, status)

    @property
    def run(self):
        return self.claim.run.id

    async def ask(self, question=QUESTION, **more):
        more = {"worker": self.worker} | more
        return await request_clarification(self.client, self.run, self.claim.fence, question, **more)

    async def asked(self):
        """The open question, once there is one."""
        return await until(self.admin.open_messages)

    async def messages(self):
        return await self.admin.task_messages(self.claim.task.id)


async def until(look):
    with anyio.fail_after(60):
        while not (found := await look()):  # noqa: ASYNC110 - a fact of the server
            await anyio.sleep(0.02)
        return found


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


async def test_the_first_answer_comes_back_while_the_lease_and_the_heartbeats_go_on(shop):
    got, leases = [], set()
    shop.lease = 9.0  # renewed every two seconds
    async with shop.server():
        await shop.begin()
        async with anyio.create_task_group() as group:

            async def ask():
                got.append(await shop.ask(choices=["X", "Y"]))

            group.start_soon(ask)
            [question] = await shop.asked()

            async def waits():
                seen = await shop.admin.worker(shop.worker)
                return (seen.status, seen.runs) == (WorkerStatus.WAITING, (shop.run,))

            async def renewed():
                leases.add((await shop.admin.run(shop.run)).lease_until)
                return len(leases) >= 3

            await until(waits)
            await until(renewed)
            assert (question.text, question.choices) == (QUESTION, ("X", "Y"))
            assert (await shop.admin.run(shop.run)).status is RunStatus.WAITING
            await shop.admin.post_message(shop.claim.task.id, "And be quick.")
            await shop.admin.answer(question.id, ANSWER)
        assert got == [ANSWER]
        assert (await shop.admin.run(shop.run)).status is RunStatus.RUNNING
        assert (await shop.admin.worker(shop.worker)).status is WorkerStatus.BUSY
        facts = [event.kind for event in await shop.admin.event_page(0, limit=200)]
        assert facts.count("message.delivered") == 1
        left = (await shop.client.renew(shop.run, shop.claim.fence)).messages
        assert [each.text for each in left] == ["And be quick."], "other words wait for whoever works on it"


async def test_a_server_that_restarts_under_the_question_still_brings_the_answer(shop):
    got = []
    async with shop.server():
        await shop.begin()
    async with shop.own() as own, anyio.create_task_group() as group:

        async def ask():
            got.append(await request_clarification(own, shop.run, shop.claim.fence, QUESTION))

        async with shop.server():
            group.start_soon(ask)
            [question] = await shop.asked()
        async with shop.server():
            assert [each.id for each in await shop.admin.open_messages()] == [question.id]
            await shop.admin.answer(question.id, ANSWER)

            async def taken():
                return got

            await until(taken)
    assert got == [ANSWER]


async def test_a_limit_is_an_error_with_a_code_and_the_question_stays_to_be_asked_again(shop):
    async with shop.server():
        await shop.begin()
        with pytest.raises(HumanTimeout, match=r"nobody answered within 0\.2 s") as caught:
            await shop.ask(limit=SHORT)
        [question] = await shop.admin.open_messages()
        assert caught.value.code == "human_timeout"
        assert caught.value.detail == {"question": question.id, "run": shop.run}
        assert (await shop.admin.run(shop.run)).status is RunStatus.RUNNING
        await shop.admin.answer(question.id, ANSWER)
        assert await shop.ask() == ANSWER
        assert len(await shop.messages()) == 1


async def test_a_run_that_fails_for_it_closes_the_question(shop):
    async with shop.server():
        await shop.begin()
        with pytest.raises(HumanTimeout):
            await shop.ask(limit=SHORT)
        outcome = Outcome(status=RunStatus.FAILED, reason=Reason.HUMAN_TIMEOUT, message="nobody answered")
        await shop.client.fail(shop.run, shop.claim.fence, outcome)
        [message] = await shop.messages()
        assert message.state is MessageState.EXPIRED
        task = await shop.admin.task(shop.claim.task.id)
        assert (task.status, task.reason) == (TaskStatus.FAILED, "human_timeout")


async def test_a_caller_that_restarts_takes_up_its_question_and_then_its_answer(shop):
    async with shop.server():
        await shop.begin()
        for answered in (False, True):
            async with anyio.create_task_group() as group:
                group.start_soon(shop.ask)
                [question] = await shop.asked()
                group.cancel_scope.cancel()
            if answered:
                await shop.admin.answer(question.id, ANSWER)
        assert await shop.ask() == ANSWER
        [message] = await shop.messages()
        assert (message.id, message.delivered_at is not None) == (question.id, True)


async def test_a_run_that_is_no_longer_held_or_shall_end_is_told_at_once(shop):
    async with shop.server():
        await shop.begin()
        with pytest.raises(LeaseLost):
            await request_clarification(shop.client, shop.run, shop.claim.fence + 1, QUESTION)
        await shop.admin.cancel(shop.claim.task.id)
        with pytest.raises(Conflict, match="being cancelled"):
            await shop.ask()


async def test_the_example_of_the_page_works(shop):
    [example] = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    words = {}
    exec(compile(example, PAGE.name, "exec"), words)
    async with shop.server(), anyio.create_task_group() as group:
        await shop.admin.add_project("house")
        await shop.admin.add_task("house", "Paint", enqueue=True, settings={"checkout": "directory"})
        group.start_soon(words["work_once"], shop.client)
        [question] = await shop.asked()
        await shop.admin.answer(question.id, "blue")

        async def done():
            [task] = (await shop.admin.tasks()).items
            return task if task.status is not TaskStatus.RUNNING else None

        task = await until(done)
        [run] = await shop.admin.task_runs(task.id)
    assert (run.status, run.summary) == (RunStatus.SUCCEEDED, "painted blue")


async def test_the_names_cost_nothing_until_they_are_used(tmp_path):
    heavy = "{'fastapi', 'sqlalchemy', 'uvicorn', 'httpx2', 'pydantic'}"
    code = f"import sys, taskyard; print({heavy} & set(sys.modules)); taskyard.request_clarification"
    code += "; print({'fastapi', 'sqlalchemy', 'uvicorn'} & set(sys.modules))"
    done = await process.run([sys.executable, "-c", code], cwd=tmp_path, env=config.child_environment())
    assert done.stdout.decode().split("\n") == ["set()", "set()", ""], done.stderr
    assert all(getattr(taskyard, name) for name in taskyard.__all__)
    with pytest.raises(AttributeError):
        taskyard.no_such_name  # noqa: B018 - the look is what is tested
