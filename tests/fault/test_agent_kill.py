"""kill -9 of the agent's own process, wherever it is: the task ends as if nothing had happened, and nothing stays."""

import json
import os
import signal
from pathlib import Path

import anyio
import pytest

from taskyard import process
from taskyard.domain.chat import MessageState
from taskyard.domain.task import TaskStatus
from taskyard.testing.checkout import fingerprint

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

MOMENTS = ("before its first word", "in a tool", "while it asks", "after its result")


@pytest.fixture(scope="module")
def anyio_backend():
    """The nursery outlives a test."""
    return "asyncio"


def agents(run):
    """The agent itself, without what it has started."""
    found = []
    for pid in process.marked(run):
        line = Path(f"/proc/{pid}/cmdline")
        if line.exists() and b"player.py" in line.read_bytes():
            found.append(pid)
    return found


@pytest.mark.parametrize("moment", MOMENTS)
async def test_an_agent_killed_at_any_moment_changes_nothing_in_the_end(
    moment, build, repo, until, proven, tmp_path
):
    before = await fingerprint(repo)
    house, killed = build(), []
    async with house.stands(), house.client() as client:
        project = await client.add_project("house", repository=str(repo.path), settings=settings(tmp_path))
        task = await client.add_task(project.name, "Paint it", enqueue=True)

        async def kill():
            if killed:
                return
            [run] = await client.task_runs(task.id)
            for pid in await until(lambda: agents(run.id)):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
            await until(lambda: not agents(run.id))

        async def step(name):
            wanted = {
                "before its first word": "prompted",
                "while it asks": "asked",
                "after its result": "turn",
            }
            if name == wanted.get(moment):
                await kill()

        async with house.worker(step), anyio.create_task_group() as group:
            if moment == "in a tool":
                group.start_soon(when, until, (tmp_path / "busy").exists, kill)
            else:
                (tmp_path / "busy").mkdir()  # the tool takes no time
            done = await to_the_end(client, task, until)
        assert len(killed) == 1, moment
        await proven(client, repo, done, before)
        runs = await client.task_runs(task.id)
        assert len(runs) == (
            2 if moment == "after its result" else 3
        )  # the one that died, one more, the merge
        assert len(await client.task_messages(task.id)) == 1, moment  # nobody is asked twice
        assert not await client.open_messages()


def settings(folder):
    """The tool hangs the first time it is used, in a child of the agent."""
    tool = ["sh", "-c", f"if mkdir '{folder}/busy' 2>&-; then sleep 600; fi"]
    steps = [
        {"say": "begin"},
        {"shell": tool},
        {"ask": "Which colour?", "choices": ["red", "blue"]},
        {"edit": "colour.txt", "content": "{answer}\n"},
        {"say": "end"},
    ]
    return {
        "agent": "scripted",
        "agent_options": {"scenario": json.dumps({"steps": steps})},
        "checks": ["git --version"],
        "retry_delay": 0.2,
        "kill_grace": 0.5,
    }


async def when(until, fact, act):
    await until(fact)
    await act()


async def to_the_end(client, task, until):
    async def look():
        found = await client.task(task.id)
        for message in await client.task_messages(task.id):
            if message.state is MessageState.OPEN:
                await client.answer(message.id, "blue")
        if found.status is TaskStatus.REVIEW:
            await client.approve(task.id, head_commit=found.head_commit)
        assert found.status is not TaskStatus.FAILED, found.note
        return found if found.status is TaskStatus.DONE else None

    return await until(look)
