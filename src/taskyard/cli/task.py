"""Tasks on the command line: add, list, show, why, and the moves."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from taskyard.cli.door import as_json, find_task, run
from taskyard.cli.text import one_line, plain, when
from taskyard.cli.value import parse
from taskyard.cli.wait import finish, wait_for
from taskyard.client.api import Client
from taskyard.domain.chat import Message
from taskyard.domain.project import Project
from taskyard.domain.run import Reason, Run, RunKind
from taskyard.domain.task import Priority, Task, TaskStatus

Which = Annotated[str, typer.Argument(metavar="TASK", help="Its number, or its id.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Wait = Annotated[
    bool, typer.Option("--wait", help="Wait until it needs nobody but you; see docs/cli.md for exit codes.")
]
Timeout = Annotated[float, typer.Option(help="Seconds to wait at the most.")]
Move = Callable[[Client, Task], Awaitable[Task]]

GLYPHS = {
    "backlog": "◌", "queued": "○", "running": "◔", "review": "◑", "merging": "◕", "done": "✓", "failed": "✕",
    "cancelled": "⊘",
}  # fmt: skip


def add(
    title: Annotated[str, typer.Argument(help="What is to be done, in one line.")],
    *,
    project: Annotated[
        str | None, typer.Option("--project", "-p", help="Name; needless while there is only one.")
    ] = None,
    description: Annotated[str, typer.Option("--description", "-d", help="More words.")] = "",
    priority: Annotated[Priority, typer.Option(help="Urgent goes first.")] = Priority.NORMAL,
    label: Annotated[list[str] | None, typer.Option(help="May be given several times.")] = None,
    after: Annotated[
        list[str] | None, typer.Option(help="A task it waits for; may be given several times.")
    ] = None,
    agent: Annotated[str | None, typer.Option(help="Another agent than the project's.")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="name=value, over the project's settings.")
    ] = None,
    start: Annotated[bool, typer.Option("--run", help="Queue it at once.")] = False,
    wait: Wait = False,
    timeout: Timeout = 3600.0,
    json: Json = False,
) -> None:
    """Put a task on the board."""

    async def work(client: Client) -> Task:
        depends = [(await find_task(client, name)).id for name in after or []]
        task = await client.add_task(
            project or (await _only(client)).name, title, description,
            priority=priority, labels=label or [], depends_on=depends, agent=agent,
            settings=parse(setting or []), enqueue=start or wait,
        )  # fmt: skip
        return await wait_for(client, task, timeout, quiet=json) if wait else task

    show_one(run(work), json=json, wait=wait)


async def _only(client: Client) -> Project:
    projects = await client.projects()
    if len(projects) != 1:
        names = ", ".join(project.name for project in projects) or "none yet: `taskyard project add`"
        raise typer.BadParameter(f"name the project with --project ({names})")
    return projects[0]


def list_(
    *,
    project: Annotated[str | None, typer.Option("--project", "-p")] = None,
    status: Annotated[TaskStatus | None, typer.Option()] = None,
    json: Json = False,
) -> None:
    """The board, in order."""

    async def work(client: Client) -> list[Task]:
        found = await client.every_task(project)
        return [task for task in found if status is None or task.status is status]

    tasks = run(work)
    if json:
        as_json(tasks)
        return
    for task in tasks:
        hot = "needs you" if task.open_questions else task.status.value
        mark = "◆" if task.open_questions else GLYPHS[task.status.value]
        number = f"#{task.number}"
        print(f"{mark} {number:>5}  {hot:<10} {task.priority.value:<7} {one_line(task.title, 70)}")
    if not tasks:
        print("An empty board. `taskyard add` puts the first task on it.")


def show(task: Which, *, json: Json = False) -> None:
    """A task with its runs and its conversation."""

    async def work(client: Client) -> tuple[Task, Any, Any]:
        found = await find_task(client, task)
        return found, await client.task_runs(found.id), await client.task_messages(found.id)

    found, runs, messages = run(work)
    if json:
        as_json({"task": found, "runs": runs, "messages": messages})
        return
    print(f"#{found.number}  {plain(found.title)}")
    print(
        f"      {found.status.value}{', needs you' if found.open_questions else ''}, {found.priority.value}"
    )
    for name in ("note", "branch", "head_commit", "merged_commit"):
        if getattr(found, name):
            print(f"      {name.replace('_', ' ')}: {one_line(str(getattr(found, name)))}")
    about = [f"      {line}" for line in plain(found.description).splitlines()]
    done = [line for one in runs for line in _run(one)]
    said = [line for message in messages for line in _message(message)]
    for block in (about, done, said):
        if block:
            print("\n" + "\n".join(block))


def _message(message: Message) -> list[str]:
    lines = [f"  {message.kind.value} by {one_line(message.author, 30)}: {plain(message.text)}"]
    if message.choices:
        lines.append(f"      choose: {', '.join(plain(choice) for choice in message.choices)}")
    if message.expires_at is not None:
        lines.append(f"      good until {when(message.expires_at)}")
    if message.answer is not None:
        lines.append(f"      → {plain(message.answer)} ({one_line(message.answered_by or '', 30)})")
    return lines


def _run(run: Run) -> list[str]:
    plain_end = run.reason in {None, Reason.COMPLETED} or run.reason == run.status.value
    parts = [run.status.value if plain_end else f"{run.status.value} ({run.reason})"]
    if run.kind is RunKind.WORK:  # a merge is git's, not an agent's
        parts.append(run.agent)
    if run.tier:
        parts.append(f"sandbox {run.tier}")
    if run.stat:
        parts.append(changes(run))
    lines = [f"  run {run.number} {run.kind.value}: {', '.join(parts)}"]
    return [*lines, f"      {one_line(run.message)}"] if run.message else lines


def changes(run: Run) -> str:
    added = sum(file.added or 0 for file in run.stat)
    removed = sum(file.removed or 0 for file in run.stat)
    return f"{len(run.stat)} file{'' if len(run.stat) == 1 else 's'} +{added} −{removed}"


def why(task: Which, *, json: Json = False) -> None:
    """Why nothing happens: every reason, in words you can act on."""

    async def work(client: Client) -> Any:
        return await client.why((await find_task(client, task)).id)

    verdict = run(work)
    if json:
        as_json(verdict)
        return
    for reason in verdict.why:
        print(f"{reason.code:<20} {plain(reason.words)}")
    if verdict.claimable:
        print("Nothing holds it: the next free worker takes it.")


def show_one(task: Task, *, json: bool, wait: bool) -> None:
    if json:
        as_json(task)
    else:
        note = f"  {one_line(task.note)}" if task.note else ""
        print(
            f"{GLYPHS[task.status.value]} #{task.number} {task.status.value}  {one_line(task.title, 70)}{note}"
        )
    if wait:
        finish(task)


def mover(act: Move, words: str) -> Callable[..., None]:
    """A command that makes one move."""

    def command(task: Which, *, wait: Wait = False, timeout: Timeout = 3600.0, json: Json = False) -> None:
        async def work(client: Client) -> Task:
            moved = await act(client, await find_task(client, task))
            return await wait_for(client, moved, timeout, quiet=json) if wait else moved

        show_one(run(work), json=json, wait=wait)

    command.__doc__ = words
    return command


def carry_on(
    task: Which,
    text: Annotated[str, typer.Argument(help="What to go on with.")] = "",
    *,
    wait: Wait = False,
    timeout: Timeout = 3600.0,
    json: Json = False,
) -> None:
    """Another run in the same conversation; after a conflict, the agent is told to resolve it."""

    async def work(client: Client) -> Task:
        moved = await client.continue_task((await find_task(client, task)).id, text)
        return await wait_for(client, moved, timeout, quiet=json) if wait else moved

    show_one(run(work), json=json, wait=wait)
