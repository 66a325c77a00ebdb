"""What the demo does while the agents work: tells, answers, kills, approves, and sends a conflict back."""

import os
import signal
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import anyio
from rich.console import Console
from rich.prompt import Prompt

from taskyard import process
from taskyard.cli.demo.scene import ENV, HALF_WAY, Part, git
from taskyard.cli.text import one_line
from taskyard.client.api import Client
from taskyard.clock import SystemClock
from taskyard.domain.chat import MessageState
from taskyard.domain.error import Conflict, TaskyardError
from taskyard.domain.task import Task, TaskStatus

LOOK = 0.15  # seconds between looks at the board
_COLOURS = {"running": "cyan", "review": "magenta", "merging": "magenta", "done": "green", "failed": "red"}


@dataclass(kw_only=True)
class Play:
    client: Client
    console: Console
    parts: dict[str, Part]  # by task id
    yes: bool
    seen: dict[str, str] = field(default_factory=dict)
    killed: set[str] = field(default_factory=set)
    took: dict[str, float] = field(default_factory=dict)
    clock: SystemClock = field(default_factory=SystemClock)
    begin: float = 0.0

    async def until_done(self, seconds: float) -> list[Task]:
        """Every task done, or failed for good, within `seconds`."""
        self.begin = self.clock.monotonic()
        with anyio.move_on_after(seconds):
            while True:
                tasks = [task for task in await self.client.every_task() if task.id in self.parts]
                for task in tasks:
                    await self._look(task, tasks)
                if all(task.status in {TaskStatus.DONE, TaskStatus.FAILED} for task in tasks):
                    return tasks
                await anyio.sleep(LOOK)
        raise TaskyardError(f"the demo was not done after {seconds:g} s")

    async def _look(self, task: Task, tasks: list[Task]) -> None:
        part = self.parts[task.id]
        state = "needs you" if task.open_questions else task.status.value
        if self.seen.get(task.id) != state:
            self.seen[task.id] = state
            self.say(
                task,
                f"[{_COLOURS.get(state, 'yellow' if task.open_questions else 'white')}]{state}[/]",
                task.note,
            )
            self.took[task.id] = self.clock.monotonic() - self.begin
        if task.open_questions:
            await self._answer(task, part)
        elif (
            task.status is TaskStatus.RUNNING and "on_resume" in part.scenario and task.id not in self.killed
        ):
            await self._kill(task)
        elif task.status is TaskStatus.REVIEW:
            await self._review(task, part, tasks)

    async def _answer(self, task: Task, part: Part) -> None:
        for message in await self.client.task_messages(task.id):
            if message.state is MessageState.OPEN:
                self.say(task, f"[bold dark_orange]asks[/] {one_line(message.text)}")
                text = part.answer
                if not self.yes and sys.stdin.isatty():
                    prompt = partial(Prompt.ask, "          your answer", choices=list(message.choices))
                    text = await anyio.to_thread.run_sync(prompt)
                await self.client.answer(message.id, text)
                self.say(task, f"[bold]you answer[/] {one_line(text)}")

    async def _kill(self, task: Task) -> None:
        """kill -9 to every process of the run, once the agent has said that it is half-way."""
        run = (await self.client.task_runs(task.id))[-1]
        entries = await self.client.transcript(run.id, 0, 50)
        if not any(entry.body.get("text") == HALF_WAY for entry in entries):
            return
        pids = process.marked(run.id)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        if pids:
            self.killed.add(task.id)
            self.say(task, f"[bold red]kill -9[/] the agent (process {', '.join(map(str, pids))}), half-way")

    async def _review(self, task: Task, part: Part, tasks: list[Task]) -> None:
        waits = [
            other for other in tasks if other.title == part.after and other.status is not TaskStatus.DONE
        ]
        # A conflict needs two branches that left the target at one point: neither merges before both are made.
        twin = [
            other for other in tasks if self.parts[other.id].after == task.title and not other.head_commit
        ]
        if waits or twin:
            return
        run = (await self.client.task_runs(task.id))[-1]
        try:
            if run.conflicts and run.kind.value == "merge":
                self.say(task, f"[bold]conflict[/] in {', '.join(run.conflicts)}: the agent shall resolve it")
                await self.client.continue_task(task.id, "")
            else:
                self.say(task, "[bold]you approve[/]")
                await self.client.approve(task.id, head_commit=task.head_commit)
        except Conflict:
            return  # it has moved since the look; the next look sees how

    def say(self, task: Task, words: str, note: str = "") -> None:
        seconds = self.clock.monotonic() - self.begin
        more = f"  [dim]{one_line(note, 60)}[/]" if note else ""
        self.console.print(
            f"  [dim]{seconds:5.1f}s[/]  #{task.number} {task.title:<26} {words}{more}", highlight=False
        )


async def proofs(repository: Path, tasks: list[Task], tests: list[str]) -> list[str]:
    """What must be true at the end and is not."""
    wrong = []
    for task in tasks:
        if task.status is not TaskStatus.DONE or task.merged_commit is None:
            wrong.append(f"#{task.number} is {task.status.value}: {task.note}")
            continue
        done = await git(
            repository, "branch", "--format=%(refname)", "--contains", task.merged_commit, "main"
        )
        if "refs/heads/main" not in done:
            wrong.append(f"#{task.number}: {task.merged_commit} is not in main")
    ran = await process.run(tests, cwd=repository, env=ENV)
    if ran.code != 0:
        wrong.append("the repository's tests fail on main: " + ran.stderr.decode("utf-8", "replace")[-400:])
    return wrong
