"""Workspaces on the command line: where the work of tasks lies, and wishes for it that the workers meet."""

from typing import Annotated

import typer

from taskyard.cli.door import as_json, find_task, run
from taskyard.cli.project import find as find_project
from taskyard.cli.task import Json, Which
from taskyard.cli.text import one_line, plain, size, when
from taskyard.client.api import Client
from taskyard.client.workspace import Cleaned
from taskyard.domain.error import NotFound
from taskyard.domain.workspace import Targets, Workspace

app = typer.Typer(
    no_args_is_help=True, help="Workspaces: the directories on the workers' disks that tasks are done in."
)
Only = Annotated[str | None, typer.Option("--project", "-p", help="Only of this project.")]


@app.command("list")
def list_(*, project: Only = None, json: Json = False) -> None:
    """All that the workers have told of; a discarded one stays in the list, for its snapshot."""

    async def work(client: Client) -> list[Workspace]:
        within = None if project is None else (await find_project(client, project)).id
        return await client.workspaces(within)

    found = run(work)
    if json:
        as_json(found)
        return
    for one in found:
        number = one.task if one.number is None else f"#{one.number}"
        state = f"{one.state.value}{', dirty' if one.dirty else ''}"
        wish = f"  (asked to {one.wish})" if one.wish else ""
        print(
            f"{number:>6}  {state:<17} {_far(one):<8} {_big(one):>8} {one.strategy:<10} {one_line(one.path)}{wish}"
        )


@app.command()
def show(task: Which, *, json: Json = False) -> None:
    """The workspaces of one task."""

    async def work(client: Client) -> list[Workspace]:
        wanted = (await find_task(client, task)).id
        return [one for one in await client.workspaces() if one.task == wanted]

    found = run(work)
    if json:
        as_json(found)
        return
    for one in found:
        print(f"{one_line(one.path)}  {one.state.value}{', with work in no commit' if one.dirty else ''}")
        for name in ("worker", "strategy", "branch", "base_commit", "head_commit", "ref", "wish", "note"):
            if getattr(one, name):
                print(f"    {name.replace('_', ' ')} {one_line(getattr(one, name))}")
        if one.ahead is not None:
            print(f"    {one.ahead} ahead of its target, {one.behind} behind")
        if one.disk is not None:
            print(f"    disk {_big(one)}")
        print(f"    seen {when(one.seen_at)}")
    if not found:
        print("No worker has told of a workspace of this task.")


@app.command()
def discard(task: Which, *, json: Json = False) -> None:
    """Ask for the removal of a task's workspace; what it holds is kept under a snapshot first."""

    async def work(client: Client) -> list[Workspace]:
        return await client.discard_workspace((await find_task(client, task)).id)

    _asked(run(work), json=json)


@app.command()
def restore(task: Which, *, json: Json = False) -> None:
    """Ask for what was discarded to be put back, as a branch under a free name."""

    async def work(client: Client) -> list[Workspace]:
        return await client.restore_workspace((await find_task(client, task)).id)

    _asked(run(work), json=json)


@app.command()
def cleanup(
    *,
    project: Only = None,
    unmerged: Annotated[
        bool, typer.Option("--unmerged", help="Also work that is not merged, or in no commit.")
    ] = False,
    json: Json = False,
) -> None:
    """Ask for the removal of the workspaces of tasks that have ended."""

    async def work(client: Client) -> Cleaned:
        within = None if project is None else (await find_project(client, project)).id
        return await client.cleanup_workspaces(within, unmerged=unmerged)

    _cleaned(run(work), json=json)


@app.command()
def reset(
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether I mean it.")] = False,
    json: Json = False,
) -> None:
    """Ask for the removal of all workspaces; refused while anything runs. Their work is kept under snapshots."""
    if not yes:
        typer.confirm("Remove every workspace of this organisation?", abort=True, err=True)
    _cleaned(run(lambda client: client.reset_workspaces()), json=json)


@app.command()
def targets(
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="Its name.")], *, json: Json = False
) -> None:
    """The branches that a project's work can be merged into, as far as workers have seen them."""

    async def work(client: Client) -> Targets:
        return await client.merge_targets((await find_project(client, project)).id)

    found = run(work)
    if json:
        as_json(found)
        return
    for one in found.items:
        print(f"{'→' if one == found.default else ' '} {one_line(one)}")


def _far(one: Workspace) -> str:
    return "" if one.ahead is None else f"{one.ahead}↑ {one.behind}↓"


def _big(one: Workspace) -> str:
    return "" if one.disk is None else f"{'>' if one.disk_cut else ''}{size(one.disk)}"


def _asked(found: list[Workspace], *, json: bool) -> None:
    if not found:
        raise NotFound("there is no workspace of this task")
    if json:
        as_json(found)
        return
    for one in found:
        print(f"{one_line(one.path)}: its worker is asked to {one.wish}")


def _cleaned(found: Cleaned, *, json: bool) -> None:
    if json:
        as_json(found)
        return
    print(f"{found.count} {'workspace is' if found.count == 1 else 'workspaces are'} asked to go")
    for task, why in found.left.items():
        print(f"    of task {task} stays: {plain(why)}")
