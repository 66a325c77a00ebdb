"""Which conversation an agent is given, and what it is told first: also when it has no memory, or has lost it."""

import json
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from taskyard.agent.protocol import SESSION_UNKNOWN
from taskyard.agent.registry import find
from taskyard.domain.entry import EntryKind
from taskyard.domain.run import Reason, RunStatus
from taskyard.domain.task import TaskStatus
from taskyard.worker.prompt import RESUME

pytestmark = pytest.mark.anyio
EDIT = {"edit": "door.txt", "content": "a red door\n"}
FORGOT = {"fail": "No conversation found with that session", SESSION_UNKNOWN: True}
ENDS = (TaskStatus.REVIEW, TaskStatus.FAILED)
# A program without a memory that prints what Claude Code prints. `{then}` is what its first start does after init.
PROGRAM = """
import json, os, pathlib, signal, sys
def say(**message):
    print(json.dumps(message), flush=True)
sys.stdin.read()
say(type="system", subtype="init", session_id="s-1", model="m")
mark = pathlib.Path("door.txt")
if not mark.exists():
    mark.write_text("a red door")
    {then}
mark.write_text(mark.read_text() + "!")
say(type="result", subtype="success", is_error=False, result="Done.")
"""


@dataclass
class Watched:
    """The agents as they are, and the session that each was opened with."""

    sessions: list = field(default_factory=list)

    def find(self, name):
        return Noting(find(name), self.sessions)


class Noting:
    def __init__(self, plug, sessions):
        self.name, self.takes_profile, self.resumes = plug.name, plug.takes_profile, plug.resumes
        self.loads_config = plug.loads_config
        self.problem, self._plug, self._sessions = plug.problem, plug, sessions

    @asynccontextmanager
    async def open(self, brief):
        self._sessions.append(brief.session)
        async with self._plug.open(brief) as session:
            yield session


def options(*steps, **more):
    return {"agent_options": {"scenario": json.dumps({"steps": list(steps), **more})}}


def command(tmp_path, then="pass"):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM.format(then=then))
    return {
        "agent": "command",
        "agent_command": f"{sys.executable} {file}",
        "agent_parser": "claude-stream-json",
    }


async def go_on(house, task, words):
    """A second run by a remark of a person; its end."""
    await house.admin.continue_task(task.id, words)
    async for event in house.admin.events(0, task=task.id):
        if event.kind == "run.ended" and event.body["run_number"] == 2:
            return (await house.admin.task_runs(task.id))[1]
    raise AssertionError("the stream of facts ended")


async def told(house, run):
    """Up to where the agent is told its place."""
    said = [e.body["text"] for e in await house.admin.transcript(run.id) if e.kind is EntryKind.PROMPT]
    return [text.partition("\n\nYou are worker ")[0] for text in said]


async def test_an_agent_without_memory_is_told_the_whole_task_in_a_later_run(house, tmp_path):
    watched = Watched()
    async with house.working(agents=watched.find):
        task = await house.add("Remember", **command(tmp_path))
        task = await house.until(task, *ENDS)
        run = await go_on(house, task, "make it blue")
    assert (run.status, run.reason) == (RunStatus.SUCCEEDED, Reason.COMPLETED)
    assert await told(house, run) == ["Remember\n\nas it says\n\nmake it blue"]
    assert watched.sessions == [None, None]


async def test_an_agent_without_memory_is_told_the_whole_task_after_a_crash(house, tmp_path):
    watched = Watched()
    async with house.working(agents=watched.find):
        crash = "os.kill(os.getpid(), signal.SIGKILL)"
        task = await house.add("Remember", **command(tmp_path, crash), max_attempts=1)
        task = await house.until(task, *ENDS)
    dead, run = await house.admin.task_runs(task.id)
    assert (dead.reason, run.reason) == (Reason.AGENT_CRASHED, Reason.COMPLETED)
    assert await told(house, dead) == await told(house, run) == ["Remember\n\nas it says"]
    assert watched.sessions == [None, None]


async def test_an_agent_that_forgot_its_session_starts_anew_with_the_whole_task(house):
    watched = Watched()
    async with house.working(agents=watched.find):
        task = await house.add("Remember", **options(EDIT, on_resume={"steps": [FORGOT]}))
        task = await house.until(task, *ENDS)
        run = await go_on(house, task, "make it blue")
    assert (run.status, run.reason) == (RunStatus.SUCCEEDED, Reason.COMPLETED)
    assert await told(house, run) == ["make it blue", "Remember\n\nas it says\n\nmake it blue"]
    first = (await house.admin.task_runs(task.id))[0]
    assert watched.sessions == [None, first.session, None]


async def test_a_fresh_start_is_made_once(house):
    async with house.working():
        task = await house.add("Remember", **options(EDIT, on_run={"2": {"steps": [FORGOT]}}), max_attempts=1)
        task = await house.until(task, *ENDS)
        run = await go_on(house, task, "make it blue")
    assert (run.status, run.reason) == (RunStatus.FAILED, Reason.AGENT_ERROR)
    assert len(await told(house, run)) == 2


async def test_a_session_lost_in_a_crash_is_begun_anew_and_nothing_is_tried_for_ever(house):
    watched = Watched()
    async with house.working(agents=watched.find):
        steps = options({"crash": True}, on_resume={"steps": [FORGOT]})
        task = await house.add("Remember", **steps, max_attempts=1)
        task = await house.until(task, *ENDS)
    first, run = await house.admin.task_runs(task.id)
    assert (run.status, run.reason, run.is_retry) == (RunStatus.FAILED, Reason.AGENT_CRASHED, True)
    assert await told(house, run) == [RESUME, "Remember\n\nas it says"]
    assert watched.sessions == [None, f"scripted-{first.id}", None]


async def test_another_failure_does_not_cost_the_conversation(house):
    async with house.working():
        fails = {"steps": [{"fail": "the model's server is away"}]}
        task = await house.add("Remember", **options(EDIT, on_resume=fails), max_attempts=1)
        task = await house.until(task, *ENDS)
        run = await go_on(house, task, "make it blue")
    assert (run.status, run.reason) == (RunStatus.FAILED, Reason.AGENT_ERROR)
    assert await told(house, run) == ["make it blue"]
    assert run.session == (await house.admin.task_runs(task.id))[0].session
