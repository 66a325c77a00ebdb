"""Settings on the command line: what holds now, who said so, and changes of it, for all projects or for one."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from taskyard.cli.door import as_json, guarded, json_text, run
from taskyard.cli.project import find
from taskyard.cli.task import Json
from taskyard.cli.text import one_line
from taskyard.cli.value import parse
from taskyard.client.api import Client
from taskyard.domain.settings import resolve, to_json

app = typer.Typer(no_args_is_help=True, help="Settings of the organisation, or of one project over them.")
Project = Annotated[
    str | None, typer.Option("--project", "-p", help="Those of this project; else the organisation's.")
]
Row = dict[str, Any]


@app.command("list")
def list_(
    *,
    project: Project = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that nobody has set.")] = False,
    json: Json = False,
) -> None:
    """What holds now, and whether the default, the organisation or the project says so."""
    rows = run(lambda client: _rows(client, project))
    _show([one for one in rows if everything or one["source"] != "default"], json=json)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME")], *, project: Project = None, json: Json = False
) -> None:
    """One setting."""
    guarded(lambda: resolve({name: _default(name)}))
    (row,) = (one for one in run(lambda client: _rows(client, project)) if one["name"] == name)
    if json:
        as_json(row)
    else:
        _show([row], json=False)


@app.command("set")
def set_(
    setting: Annotated[list[str], typer.Argument(metavar="NAME=VALUE …")],
    *,
    project: Project = None,
    json: Json = False,
) -> None:
    """Change settings, the others stay; `name=` alone takes one away."""
    gone = {one.removesuffix("=") for one in setting if one.endswith("=")}
    named = guarded(lambda: parse([one for one in setting if not one.endswith("=")]))

    async def work(client: Client) -> list[Row]:
        if project is None:
            await client.change_org(settings=_over((await client.org()).settings, gone, named))
        else:
            found = await find(client, project)
            await client.change_project(found.id, settings=_over(found.settings, gone, named))
        return await _rows(client, project)

    _show([one for one in run(work) if one["source"] != "default"], json=json)


def _over(old: Mapping[str, object], gone: set[str], named: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in old.items() if name not in gone} | dict(named)


async def _rows(client: Client, project: str | None) -> list[Row]:
    layers = {"organisation": (await client.org()).settings}
    if project is not None:
        layers["project"] = (await find(client, project)).settings
    source = {name: who for who, layer in layers.items() for name in layer}
    return [
        {"name": name, "value": value, "source": source.get(name, "default")}
        for name, value in to_json(resolve(*layers.values())).items()
    ]


def _default(name: str) -> object:
    """Its own default, or nothing: then the name is refused in the words that every other place has."""
    return to_json(resolve()).get(name)


def _show(rows: list[Row], *, json: bool) -> None:
    if json:
        as_json(rows)
        return
    for one in rows:
        value = one["value"] if isinstance(one["value"], str) else json_text(one["value"])
        print(f"{one['name']} = {one_line(value)}  ({one['source']})")
    if not rows:
        print("Nothing is set: every default holds. `--all` shows them.")
