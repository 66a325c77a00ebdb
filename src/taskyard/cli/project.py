"""Projects on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from taskyard.cli.door import as_json, guarded, json_text, run
from taskyard.cli.task import Json
from taskyard.cli.text import one_line
from taskyard.cli.value import parse
from taskyard.client.api import Client
from taskyard.domain.error import NotFound
from taskyard.domain.project import Project

app = typer.Typer(no_args_is_help=True, help="Projects: a repository and the rules for working on it.")
Name = Annotated[str, typer.Argument(metavar="PROJECT", help="Its name.")]
Sets = Annotated[list[str] | None, typer.Option("--set", help="name=value; may be given several times.")]


@app.command()
def add(
    name: Name,
    *,
    repo: Annotated[Path | None, typer.Option(help="The repository on the workers' machines.")] = None,
    target: Annotated[str, typer.Option(help="The branch work starts from and merges into.")] = "main",
    setting: Sets = None,
    json: Json = False,
) -> None:
    """Make a project."""
    place = None if repo is None else str(repo.expanduser().resolve())

    async def work(client: Client) -> Project:
        return await client.add_project(name, repository=place, target=target, settings=parse(setting or []))

    _show(run(work), json=json)


@app.command("list")
def list_(*, json: Json = False) -> None:
    """All projects."""
    projects = run(lambda client: client.projects())
    if json:
        as_json(projects)
        return
    for project in projects:
        print(_line(project))
    if not projects:
        print("No project yet. `taskyard project add` makes the first one.")


@app.command()
def show(name: Name, *, json: Json = False) -> None:
    """One project with its settings."""

    async def work(client: Client) -> Project:
        return await find(client, name)

    _show(run(work), json=json)


@app.command("set")
def set_(
    name: Name, setting: Annotated[list[str], typer.Argument(help="name=value …")], *, json: Json = False
) -> None:
    """Change settings; the others stay."""

    async def work(client: Client) -> Project:
        project = await find(client, name)
        return await client.change_project(project.id, settings={**project.settings, **parse(setting)})

    _show(guarded(lambda: run(work)), json=json)


@app.command()
def remove(name: Name) -> None:
    """Remove a project whose tasks are all at rest."""

    async def work(client: Client) -> None:
        await client.remove_project((await find(client, name)).id)

    run(work)


async def find(client: Client, name: str) -> Project:
    for project in await client.projects():
        if name in {project.name, project.id}:
            return project
    raise NotFound(f"there is no project {name!r}")


def _show(project: Project, *, json: bool) -> None:
    if json:
        as_json(project)
        return
    print(_line(project))
    for key, value in project.settings.items():
        print(f"    {key} = {one_line(value if isinstance(value, str) else json_text(value))}")


def _line(project: Project) -> str:
    place = f"{project.repository} → {project.target}" if project.repository else "(no repository)"
    return f"{project.name:<20} {place}{'  paused' if project.paused else ''}"
