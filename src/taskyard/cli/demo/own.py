"""The same job on a repository of the user's, with any program."""

from pathlib import Path

import anyio
from rich.console import Console

from taskyard.cli.demo.scene import git
from taskyard.cli.demo.stage import stage
from taskyard.cli.text import one_line, plain
from taskyard.cli.wait import wait_for
from taskyard.domain.error import Invalid
from taskyard.domain.task import TaskStatus

LIMIT = 3600.0  # seconds


async def own_repository(
    console: Console, folder: Path, repository: Path, *, agent: str, command: str, title: str, merge: bool
) -> bool:
    """Works on a branch of its own; merges only when asked to. Raises Invalid for what cannot be worked on."""
    if agent == "command" and not command:
        raise Invalid('say what does the work: --run "PROGRAM ARGUMENTS"', field="run")
    if (
        not await anyio.Path(repository / ".git").exists()
        and not await anyio.Path(repository / "HEAD").exists()
    ):
        raise Invalid(f"{repository} is not a git repository", field="repo")
    target = await git(repository, "symbolic-ref", "--short", "HEAD")
    data = folder / "data"
    data.mkdir(mode=0o700)
    async with stage(data, slots=1) as client:
        settings: dict[str, object] = {"agent": agent, "agent_command": command}
        project = await client.add_project(
            repository.name, repository=str(repository), target=target, settings=settings
        )
        task = await client.add_task(project.name, title, enqueue=True)
        console.print(
            f"  #{task.number} {one_line(title)}: [bold]{agent}[/] works on a branch from {target}",
            highlight=False,
        )
        task = await wait_for(client, task, LIMIT)
        run = (await client.task_runs(task.id))[-1]
        for file in run.stat[:20]:
            console.print(f"    {plain(file.path)}  +{file.added or 0} −{file.removed or 0}", highlight=False)
        files = "1 file" if len(run.stat) == 1 else f"{len(run.stat)} files"
        console.print(
            f"  {task.status.value}: {files} changed on {task.branch} {one_line(task.note)}",
            highlight=False,
        )
        if not merge or task.status is not TaskStatus.REVIEW or task.head_commit is None:
            return task.status in {TaskStatus.REVIEW, TaskStatus.DONE}
        task = await wait_for(client, await client.approve(task.id, head_commit=task.head_commit), LIMIT)
        merged = task.status is TaskStatus.DONE
        words = (
            f"merged into {target}: {task.merged_commit}" if merged else f"not merged: {one_line(task.note)}"
        )
        console.print(f"  {words}", highlight=False)
        return merged
