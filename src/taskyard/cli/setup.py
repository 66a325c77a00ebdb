"""Settings of this machine: what they are and where they come from."""

import sys

import typer

from taskyard import config
from taskyard.cli.door import USAGE, Flags, guarded
from taskyard.cli.option import Data, given

app = typer.Typer(no_args_is_help=True, help="Settings and where they come from.")
app.callback()(lambda: None)


@app.command("check")
def config_check(*, data: Data = None) -> None:
    """Every setting, its value and where it comes from; secrets masked."""
    settings = guarded(lambda: Flags.settings(**given(data=data)))
    flags = {"data": data or Flags.data, "url": Flags.url, "key": Flags.key}
    rows = [(one.name, one.value or "-", one.source, one.about) for one in config.origins(settings, flags)]
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, value, source, about in rows:
        print(f"{name:<{wide[0]}}  {value:<{wide[1]}}  {source:<{wide[2]}}  {about}")
    unknown = config.strangers()
    for words in unknown:
        print(f"taskyard: {words} [invalid]", file=sys.stderr)
    if unknown:
        raise typer.Exit(USAGE)
