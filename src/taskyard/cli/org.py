"""Organisations, made and removed on the database itself, like the first keys."""

from typing import Annotated

import typer

from taskyard.cli.door import as_json, json_text
from taskyard.cli.key import act
from taskyard.cli.task import Json
from taskyard.cli.text import one_line
from taskyard.cli.value import parse
from taskyard.domain.account import DEFAULT_ORG
from taskyard.domain.org import Org
from taskyard.service import org as orgs
from taskyard.service.yard import Deed

app = typer.Typer(no_args_is_help=True, help="Organisations: what one owns does not exist for the others.")
Name = Annotated[str, typer.Argument(metavar="ORG", help="Its id: small letters, digits and dashes.")]


@app.command()
def create(
    name: Name,
    *,
    title: Annotated[str, typer.Option(help="What people call it.")] = "",
    json: Json = False,
) -> None:
    """Make an organisation. Prints the key of its first admin, once."""
    made = act(lambda deed: orgs.add(deed, name, title))
    if json:
        as_json({"id": made.org.id, "name": made.org.name, "key": made.key.secret})
    else:
        print(made.key.secret)


@app.command("list")
def list_(*, json: Json = False) -> None:
    """All organisations."""
    found = act(orgs.every)
    if json:
        as_json(found)
        return
    for one in found:
        print(f"{one.id:<20} {one_line(one.name)}")


@app.command()
def show(name: Name = DEFAULT_ORG, *, json: Json = False) -> None:
    """One organisation, with the settings that lie under those of its projects."""
    found = act(lambda deed: orgs.own(orgs.inside(deed, name)))
    if json:
        as_json(found)
        return
    print(f"{found.id:<20} {one_line(found.name)}")
    for key, value in found.settings.items():
        print(f"    {key} = {one_line(value if isinstance(value, str) else json_text(value))}")


@app.command("set")
def set_(
    name: Name,
    settings: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE", help="Settings of all its projects.")
    ] = None,
    *,
    title: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    json: Json = False,
) -> None:
    """Change its title, and settings that lie under those of its projects; `name=` alone takes one away."""
    settings = settings or []
    gone = {one.removesuffix("=") for one in settings if one.endswith("=")}
    named = parse([one for one in settings if not one.endswith("=")])

    def work(deed: Deed) -> Org:
        within = orgs.inside(deed, name)
        old = {key: value for key, value in orgs.own(within).settings.items() if key not in gone}
        return orgs.change(within, {"settings": old | named} | ({} if title is None else {"name": title}))

    changed = act(work)
    if json:
        as_json(changed)


@app.command()
def remove(name: Name) -> None:
    """Remove an empty organisation; its keys end with it."""
    act(lambda deed: orgs.remove(deed, name))
