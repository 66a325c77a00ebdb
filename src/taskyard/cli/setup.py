"""Settings of this machine: what they are and where they come from."""

import sys

import typer

from taskyard import config
from taskyard.cli.door import USAGE, Flags, as_json, guarded
from taskyard.cli.option import Data, given
from taskyard.cli.task import Json

app = typer.Typer(no_args_is_help=True, help="Settings and where they come from.")
app.callback()(lambda: None)


@app.command("check")
def config_check(*, data: Data = None, json: Json = False) -> None:
    """Every setting, its value and where it comes from; secrets masked."""
    flags = Flags.given(**given(data=data))
    rows = [
        (one.name, one.value or "-", one.source, one.about) for one in guarded(lambda: config.origins(flags))
    ]
    unknown = config.strangers()
    if json:
        names = ("name", "value", "source", "about")
        as_json({"settings": [dict(zip(names, row, strict=True)) for row in rows], "unknown": unknown})
        rows = []
    wide = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for name, value, source, about in rows:
        print(f"{name:<{wide[0]}}  {value:<{wide[1]}}  {source:<{wide[2]}}  {about}")
    for words in unknown:
        print(f"taskyard: {words} [invalid]", file=sys.stderr)
    if unknown:
        raise typer.Exit(USAGE)
