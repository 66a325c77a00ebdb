"""Options that several programs take."""

from typing import Annotated

import typer

Data = Annotated[str | None, typer.Option(help="Where everything is kept.")]
Slots = Annotated[int | None, typer.Option(help="Runs at once, beside one slot for `run`.")]


def given(**flags: object) -> dict[str, object]:
    """Flags of the command itself win over those before it only when they are there."""
    return {name: value for name, value in flags.items() if value is not None}
