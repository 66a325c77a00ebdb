"""`taskyard demo`: the main job, from the board to merged commits, on a repository made for it or on your own."""

import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import anyio
import typer
from rich.console import Console
from rich.table import Table

from taskyard.cli.demo.own import own_repository
from taskyard.cli.demo.play import Play, proofs
from taskyard.cli.demo.scene import PARTS, make_repository, options
from taskyard.cli.demo.stage import stage
from taskyard.cli.door import FAILED, guarded
from taskyard.client.api import Client
from taskyard.domain.task import Task

LIMIT = 120.0  # seconds
TESTS = [sys.executable, "-m", "unittest", "discover", "-t", ".", "-s", "tests"]


def demo(
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Answer the agent's question by itself.")] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave everything in place and print how to look at it.")
    ] = False,
    repo: Annotated[Path | None, typer.Option(help="Your own repository instead.")] = None,
    agent: Annotated[str, typer.Option(help="With --repo: the agent.")] = "command",
    command: Annotated[str, typer.Option("--run", help="With --repo: the program that does the task.")] = "",
    title: Annotated[str, typer.Option(help="With --repo: the task.")] = "Do what the program does",
    merge: Annotated[
        bool, typer.Option("--merge", help="With --repo: merge the result into your branch.")
    ] = False,
) -> None:
    """Five tasks from the board to merged commits, in under a minute. No key, no network, no account."""
    console = Console(soft_wrap=True, highlight=False)
    folder = Path(tempfile.mkdtemp(prefix="taskyard-demo-"))

    async def body() -> bool:
        if repo is None:
            return await _five(console, folder, yes=yes)
        place = repo.expanduser().resolve()
        return await own_repository(
            console, folder, place, agent=agent, command=command, title=title, merge=merge
        )

    good = False
    try:
        good = guarded(lambda: anyio.run(body))
    finally:
        if keep:
            console.print(
                f"\nEverything is kept. Look at the board:\n\n    taskyard up --data {folder / 'data'}\n",
                highlight=False,
            )
        else:
            shutil.rmtree(folder, ignore_errors=True)
    if not good:
        raise typer.Exit(FAILED)


async def _five(console: Console, folder: Path, *, yes: bool) -> bool:
    repository, data = folder / "greeter", folder / "data"
    repository.mkdir()
    data.mkdir(mode=0o700)
    await make_repository(repository)
    console.print("\n[bold]Taskyard demo[/]: five tasks from the board to merged commits.")
    console.print(
        "The agent is [bold]scripted[/]: it plays what is written, no model is asked. All else is real.\n"
    )
    async with stage(data, slots=2) as client:
        tasks = await _fill(client, repository)
        play = Play(
            client=client,
            console=console,
            parts=dict(zip((task.id for task in tasks), PARTS, strict=True)),
            yes=yes,
        )
        done = await play.until_done(LIMIT)
        console.print()
        console.print(await _table(client, done, play))
    wrong = await proofs(repository, done, TESTS)
    for words in wrong:
        console.print(f"[red]not as promised:[/] {words}", highlight=False)
    if not wrong:
        console.print(
            "Proven with git: every merged commit is reachable from main, and the tests pass there."
        )
        console.print(
            "Next: [bold]taskyard up[/] for a board of your own; [bold]taskyard demo --keep[/] to look at this one.\n"
        )
    return not wrong


async def _fill(client: Client, repository: Path) -> list[Task]:
    checks = [shlex.join(TESTS)]
    settings = {"agent": "scripted", "checks": checks, "retry_delay": 1.0, "kill_grace": 1.0}
    project = await client.add_project("greeter", repository=str(repository), settings=settings)
    return [
        await client.add_task(project.name, part.title, part.story, settings=options(part), enqueue=True)
        for part in PARTS
    ]


async def _table(client: Client, tasks: list[Task], play: Play) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("task", "shows", "runs", "outcome", "commit", "seconds"):
        table.add_column(name, justify="right" if name in {"runs", "seconds"} else "left")
    for task in sorted(tasks, key=lambda one: one.number):
        runs = await client.task_runs(task.id)
        outcome = "merged" if task.merged_commit else task.status.value
        commit = (task.merged_commit or "")[:9]
        took = f"{play.took.get(task.id, 0.0):.1f}"
        table.add_row(
            f"#{task.number} {task.title}", play.parts[task.id].story, str(len(runs)), outcome, commit, took
        )
    return table
