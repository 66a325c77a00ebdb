"""The whole way with the real Claude Code: it asks a person through the server's tools, works, and is merged."""

import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest

from taskyard import config, process
from taskyard.client.api import Client
from taskyard.domain.chat import MessageKind, MessageState
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.testing.model.script import Turn
from taskyard.testing.model.server import Model, fake_model
from taskyard.testing.repo import Repo
from taskyard.wiring import server as server_half
from taskyard.wiring import worker as worker_half
from taskyard.worker.loop import Stop, run_loop

pytestmark = pytest.mark.anyio
GOOSE = Path(__file__).parents[2] / ".cache/agents/node_modules/@aaif/goose-binary-linux-x64/bin/goose"
ASK = Turn(calls=[{"op": "ask_human", "text": "Which colour?", "choices": ["red", "blue"]}])
PAINT = Turn(calls=[{"op": "shell", "command": "echo {last_tool_result} > door.txt"}])
SCRIPTS = {
    "paint": (ASK, PAINT, Turn(text="The door is painted.")),
    "later": (ASK, Turn(text="I stop here."), PAINT, Turn(text="Painted at last.")),
    "mark": (Turn(calls=[{"op": "shell", "command": "touch {cwd}x.txt"}]), Turn(text="Marked.")),
}


@dataclass
class Walk:
    client: Client
    model: Model
    repo: Repo
    project: str

    async def add(self, script, **settings):
        options = {
            "ANTHROPIC_BASE_URL": self.model.url,
            "ANTHROPIC_API_KEY": f"fake-{uuid.uuid4()}",
            "CLAUDE_CODE_MAX_RETRIES": "1",
        }
        given = {"agent": "claude", "agent_options": options, "permissions": ["allow Bash"], **settings}
        title = f"Paint the door [[script:{script}]]"
        return await self.client.add_task(self.project, title, "In one colour.", settings=given, enqueue=True)

    async def add_goose(self, script, **settings):
        options = {
            "program": str(GOOSE), "provider": "openai", "model": "fake-model", "OPENAI_HOST": self.model.url,
            "OPENAI_API_KEY": f"fake-{uuid.uuid4()}",
        }  # fmt: skip
        given = {"agent": "goose", "agent_options": options} | settings
        title = f"Paint the door [[script:{script}]]"
        return await self.client.add_task(self.project, title, "In one colour.", settings=given, enqueue=True)

    async def until(self, task, *statuses):
        with anyio.fail_after(90):
            async for _ in self.client.events(0, task=task.id):
                found = await self.client.task(task.id)
                if found.status in statuses:
                    return found
        raise AssertionError("the stream of facts ended")

    async def asked(self, task):
        with anyio.fail_after(60):
            async for event in self.client.events(0, task=task.id):
                if event.kind == "message.posted":
                    return next(one for one in await self.client.open_messages() if one.task == task.id)
                if event.kind == "run.ended":  # what it said instead is the best explanation
                    raise AssertionError([e.body for e in await self.client.transcript(event.run)])
        raise AssertionError("the stream of facts ended")

    async def ended(self, task, number):
        with anyio.fail_after(90):
            async for event in self.client.events(0, task=task.id):
                if event.kind == "run.ended" and event.body["run_number"] == number:
                    return (await self.client.task_runs(task.id))[number - 1]
        raise AssertionError("the stream of facts ended")


@asynccontextmanager
async def walking(folder):
    repo = await Repo.make(folder / "repo")
    settings = config.load({"data": folder / "data", "port": 0, "slots": 2})
    async with fake_model() as model, server_half.serve(settings) as serving:
        model.scripts = SCRIPTS
        local = config.local(settings)
        deps = worker_half.worker_deps(settings, serving.url, local["worker_key"], slots=2, grace=5.0)
        async with Client(serving.url, local["key"]) as client, anyio.create_task_group() as group:
            project = await client.add_project("house", repository=str(repo.path))
            stop = Stop()
            group.start_soon(run_loop, deps, stop)
            yield Walk(client, model, repo, project.id)
            stop.ask()


@pytest.fixture
async def walk(tmp_path):
    async with walking(tmp_path) as made:
        yield made


@pytest.mark.claude
async def test_it_asks_a_person_and_its_work_is_merged(walk):
    task = await walk.add("paint")
    question = await walk.asked(task)
    assert (question.kind, question.text) == (MessageKind.QUESTION, "Which colour?")
    await walk.client.answer(question.id, "blue")
    task = await walk.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    assert task.status is TaskStatus.REVIEW, task.note
    [run] = await walk.client.task_runs(task.id)
    assert (run.reason, run.summary) == (Reason.COMPLETED, "The door is painted.")
    assert run.session
    assert run.usage.tokens_out > 0
    [asked] = await walk.client.task_messages(task.id)
    assert (asked.state, asked.delivered_at is not None) == (MessageState.ANSWERED, True)
    requests = [
        one.body for one in await walk.client.transcript(run.id) if one.kind is EntryKind.PERMISSION_REQUEST
    ]
    assert all(body.get("by") == "rule" for body in requests), requests
    assert process.marked(run.id) == []
    await walk.client.approve(task.id, head_commit=task.head_commit)
    task = await walk.until(task, TaskStatus.DONE, TaskStatus.REVIEW)
    assert task.status is TaskStatus.DONE, task.note
    assert "blue" in await walk.repo.git("show", "main:door.txt")


@pytest.mark.claude
async def test_a_question_nobody_answers_parks_it_and_the_answer_goes_on_in_the_same_session(walk):
    task = await walk.add("later", ask_park=1.0)
    first = await walk.ended(task, 1)
    assert (first.status, first.reason) == (RunStatus.PARKED, Reason.PARKED)
    assert process.marked(first.id) == []
    await walk.client.answer((await walk.asked(task)).id, "blue")
    task = await walk.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    assert task.status is TaskStatus.REVIEW, task.note
    _, second = await walk.client.task_runs(task.id)
    assert second.session == first.session
    assert second.summary == "Painted at last."
    prompts = [e.body["text"] for e in await walk.client.transcript(second.id) if e.kind is EntryKind.PROMPT]
    assert prompts == ["You asked: Which colour?\nThe answer: blue"]


@pytest.mark.claude
async def test_what_no_rule_names_is_brought_to_a_person(walk):
    task = await walk.add("mark", permissions=["allow Bash git *"])
    request = await walk.asked(task)
    assert (request.kind, request.choices) == (MessageKind.PERMISSION, ("allow", "deny"))
    assert request.text.startswith("Run the command: touch")
    await walk.client.answer(request.id, "deny")
    task = await walk.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    [run] = await walk.client.task_runs(task.id)
    assert (run.reason, run.stat) == (Reason.NO_CHANGES, ())


@pytest.mark.goose
async def test_goose_without_a_dialogue_asks_a_person_through_the_servers_tools(walk):
    task = await walk.add_goose("paint")
    question = await walk.asked(task)
    assert (question.kind, question.text) == (MessageKind.QUESTION, "Which colour?")
    await walk.client.answer(question.id, "blue")
    task = await walk.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    assert task.status is TaskStatus.REVIEW, task.note
    [run] = await walk.client.task_runs(task.id)
    assert run.reason is Reason.COMPLETED
    assert "blue" in await walk.repo.git("show", f"{task.branch}:door.txt")
    assert process.marked(run.id) == []


@pytest.mark.goose
async def test_goose_goes_on_in_its_session_with_an_answer_that_came_late(walk):
    task = await walk.add_goose("later", ask_park=1.0)
    first = await walk.ended(task, 1)
    assert (first.status, first.reason) == (RunStatus.PARKED, Reason.PARKED)
    await walk.client.answer((await walk.asked(task)).id, "blue")
    task = await walk.until(task, TaskStatus.REVIEW, TaskStatus.FAILED)
    assert task.status is TaskStatus.REVIEW, task.note
    _, second = await walk.client.task_runs(task.id)
    assert second.session == first.session
