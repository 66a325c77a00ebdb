"""The database: its schema's version, checked and brought up to date."""

from pathlib import Path

import typer

from taskyard.cli.door import Flags, guarded
from taskyard.domain.error import NotFound
from taskyard.store import upgrade as schema

app = typer.Typer(no_args_is_help=True, help="The database and its schema.")


def is_there(url: str) -> bool:
    """Looking at a SQLite file that is not there would make it."""
    return not url.startswith("sqlite:") or Path(url.removeprefix("sqlite:///")).exists()


@app.command()
def upgrade() -> None:
    """Bring the schema to this version. Make a copy first; stop the server."""
    settings = Flags.settings()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    print(f"schema {guarded(lambda: schema.upgrade(settings.database))}")


@app.command()
def check() -> None:
    """Whether the schema is this version's."""
    settings = Flags.settings()
    if not is_there(settings.database):
        raise NotFound(f"there is no database in {settings.data} yet: the first start makes it")
    guarded(lambda: schema.check(settings.database))
    print(f"schema {schema.head()}: as it should be")
