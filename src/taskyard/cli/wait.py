"""Waiting for a task with its progress, and the exit code that says how it stands."""

import math
import sys

import anyio
import typer
from rich.console import Console

from taskyard.cli.door import CANCELLED, FAILED, NEEDS_YOU, TIMED_OUT
from taskyard.client.api import Client
from taskyard.domain.task import Task, TaskStatus

_LOOK = 0.3  # seconds between looks
_ENDS = frozenset(
    {TaskStatus.REVIEW, TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED, TaskStatus.BACKLOG}
)


async def wait_for(client: Client, task: Task, timeout: float, *, quiet: bool = False) -> Task:
    """Looks at the task, with its progress, until it rests or needs a person; `timeout` in seconds."""
    console = Console(stderr=True, quiet=quiet or not sys.stderr.isatty())
    with console.status("…", spinner="dots") as status, anyio.move_on_after(timeout or math.inf):
        while not rests(task):
            status.update(f"#{task.number} {task.status.value}")
            await anyio.sleep(_LOOK)
            task = await client.task(task.id)
        return task
    print(f"taskyard: still {task.status.value} after {timeout:g} s [timeout]", file=sys.stderr)
    raise typer.Exit(TIMED_OUT)


def rests(task: Task) -> bool:
    return task.status in _ENDS or task.open_questions > 0


def finish(task: Task) -> None:
    """0: done or ready for review; the rest is in docs/cli.md."""
    if task.open_questions:
        raise typer.Exit(NEEDS_YOU)
    code = {TaskStatus.FAILED: FAILED, TaskStatus.CANCELLED: CANCELLED}.get(task.status, 0)
    if code:
        raise typer.Exit(code)
