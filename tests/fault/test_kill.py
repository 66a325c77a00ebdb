"""S-35: kill -9 of the worker at each of its steps, of the agent, of the server: the task ends as if nothing had happened."""

import json
import os
import signal

import pytest

from taskyard import process
from taskyard.domain.task import TaskStatus
from taskyard.testing.checkout import fingerprint
from taskyard.worker.deps import STEPS

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

SCENARIO = {
    "steps": [
        {"say": "begin"},
        {"ask": "Which colour?", "choices": ["red", "blue"]},
        {"edit": "colour.txt", "content": "{answer}\n"},
        {"say": "end"},
    ]
}
SETTINGS = {
    "agent": "scripted",
    "agent_options": {"scenario": json.dumps(SCENARIO)},
    "checks": ["git --version"],
    "retry_delay": 0.2,
    "kill_grace": 0.5,
}


async def to_the_end(client, task, until):
    """Answers, approves, and waits until the task is done."""

    async def look():
        found = await client.task(task.id)
        if found.open_questions:
            for message in await client.task_messages(task.id):
                if message.state.value == "open":
                    await client.answer(message.id, "blue")
        if found.status is TaskStatus.REVIEW:
            await client.approve(task.id, head_commit=found.head_commit)
        return found if found.status in {TaskStatus.DONE, TaskStatus.FAILED} else None

    return await until(look)


@pytest.mark.parametrize("step", STEPS)
async def test_a_worker_killed_at_any_step_changes_nothing_in_the_end(step, town, repo, until, proven):
    before = await fingerprint(repo)
    async with town.server(), town.client() as client:
        project = await client.add_project("house", repository=str(repo.path), settings=SETTINGS)
        task = await client.add_task(project.name, "Paint it", enqueue=True)
        async with town.worker(step) as first:

            async def dead_or_done():
                found = await client.task(task.id)
                if found.open_questions and step not in {
                    "claimed",
                    "leased",
                    "prepared",
                    "opened",
                    "prompted",
                }:
                    [message] = [m for m in await client.task_messages(task.id) if m.state.value == "open"][
                        :1
                    ]
                    await client.answer(message.id, "blue")
                if found.status is TaskStatus.REVIEW:
                    await client.approve(task.id, head_commit=found.head_commit)
                return first.returncode is not None

            await until(dead_or_done)
            assert await first.wait() == -signal.SIGKILL
        async with town.worker():
            done = await to_the_end(client, task, until)
        await proven(client, repo, done, before)


async def test_a_server_killed_under_a_run_loses_nothing(town, repo, until, proven):
    before = await fingerprint(repo)
    async with town.server() as server:
        async with town.client() as client:
            project = await client.add_project("house", repository=str(repo.path), settings=SETTINGS)
            task = await client.add_task(project.name, "Paint it", enqueue=True)
        async with town.worker():
            async with town.client() as client:

                async def asked():
                    return (await client.task(task.id)).open_questions

                await until(asked)
            os.kill(server.pid, signal.SIGKILL)
            await server.wait()
            async with town.server(), town.client() as client:
                done = await to_the_end(client, task, until)
                await proven(client, repo, done, before)


async def test_an_agent_killed_half_way_recovers_by_itself(town, repo, until, proven):
    before = await fingerprint(repo)
    async with town.server(), town.client() as client:
        project = await client.add_project("house", repository=str(repo.path), settings=SETTINGS)
        task = await client.add_task(project.name, "Paint it", enqueue=True)
        async with town.worker():

            async def agents():
                runs = await client.task_runs(task.id)
                return process.marked(runs[-1].id) if (await client.task(task.id)).open_questions else []

            for pid in await until(agents):
                os.kill(pid, signal.SIGKILL)
            done = await to_the_end(client, task, until)
        await proven(client, repo, done, before)


async def test_a_worker_that_slept_past_its_lease_changes_nothing_when_it_wakes(town, repo, until, proven):
    before = await fingerprint(repo)
    async with town.server(), town.client() as client:
        project = await client.add_project("house", repository=str(repo.path), settings=SETTINGS)
        task = await client.add_task(project.name, "Paint it", enqueue=True)
        async with town.worker(name="sleeper") as sleeper:

            async def asked():
                return (await client.task(task.id)).open_questions

            await until(asked)
            os.kill(sleeper.pid, signal.SIGSTOP)
            async with town.worker(name="other"):
                done = await to_the_end(client, task, until)
                os.kill(sleeper.pid, signal.SIGCONT)
                first = (await client.task_runs(task.id))[0]
                await until(lambda: not process.marked(first.id))
                await proven(client, repo, done, before)
