"""The database: its schema's version, checked, brought up to date or back; copies of it, and back."""

from pathlib import Path
from typing import Annotated

import typer

from taskyard.cli.door import Flags, as_json, guarded
from taskyard.cli.progress import progress
from taskyard.cli.task import Json
from taskyard.config import Settings
from taskyard.domain.error import NotFound
from taskyard.store import backup as copies
from taskyard.store import downgrade as back
from taskyard.store import upgrade as schema

app = typer.Typer(no_args_is_help=True, help="The database and its schema.")


def is_there(url: str) -> bool:
    """Looking at a SQLite file that is not there would make it."""
    return not url.startswith("sqlite:") or Path(url.removeprefix("sqlite:///")).exists()


def _must_be_there(settings: Settings) -> None:
    if not is_there(settings.database):
        raise NotFound(f"there is no database in {settings.data} yet: the first start makes it")


@app.command()
def upgrade() -> None:
    """Bring the schema to this version. Make a copy first; stop the server."""
    settings = Flags.settings()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    print(f"schema {guarded(lambda: schema.upgrade(settings.database))}")


@app.command(context_settings={"ignore_unknown_options": True})  # -1 is a place to go to
def downgrade(
    target: Annotated[str, typer.Argument(help="A version of `db history`, -1 for one step back, or base.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Also when rows or values are lost.")] = False,
) -> None:
    """Take the schema back to an older version; stop the server first. A copy (SQLite) is kept beside it."""
    settings = Flags.settings()
    _must_be_there(settings)
    gone = guarded(lambda: back.downgrade(settings.database, target, lossy=yes))
    print(f"schema {gone.version}" + (f"; what was there is in {gone.copy}" if gone.copy else ""))


@app.command()
def history(*, json: Json = False) -> None:
    """What the schema went through, and where the database is."""
    settings = Flags.settings()
    _must_be_there(settings)
    here = guarded(lambda: schema.found(settings.database))
    rows = [
        {"version": one.revision, "what": one.doc, "here": one.revision == here} for one in schema.revisions()
    ]
    if json:
        as_json(rows)
        return
    for row in rows:
        print(f"{row['version']}  {row['what']}" + ("  <- the database" if row["here"] else ""))


@app.command()
def check(*, json: Json = False) -> None:
    """Whether the schema is this version's."""
    settings = Flags.settings()
    _must_be_there(settings)
    guarded(lambda: schema.check(settings.database))
    if json:
        as_json({"schema": schema.head(), "current": True})
    else:
        print(f"schema {schema.head()}: as it should be")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes; it must not be there yet.")],
) -> None:
    """Copy the database (SQLite); the server may go on meanwhile."""
    settings = Flags.settings()
    with progress("copying", sizes=False) as tell:
        guarded(lambda: copies.backup(settings.database, file, tell))
    print(f"{file}: {file.stat().st_size} bytes")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy that `db backup` has made.")]) -> None:
    """Put a copy in the place of the database (SQLite); stop the server first. The old one is kept beside it."""
    settings = Flags.settings()
    with progress("copying", sizes=False) as tell:
        kept = guarded(lambda: copies.restore(settings.database, file, tell))
    print(f"restored from {file}" + (f"; what was there is in {kept}" if kept else ""))
