"""The ledger of what matters to security, read and proved on the database itself."""

import sys
from typing import Annotated

import typer

from taskyard.cli.door import FAILED, as_json
from taskyard.cli.key import Org, act
from taskyard.cli.task import Json
from taskyard.cli.text import one_line
from taskyard.domain.account import DEFAULT_ORG
from taskyard.service import audit
from taskyard.service import org as orgs

app = typer.Typer(
    no_args_is_help=True, help="The ledger: who did what to keys, settings, approvals and merges."
)


@app.command("list")
def list_(
    *,
    after: Annotated[int, typer.Option(min=0, help="Only lines after that number.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 200,
    org: Org = DEFAULT_ORG,
    json: Json = False,
) -> None:
    """The lines, the oldest first."""
    lines = act(lambda deed: audit.after(orgs.inside(deed, org), after, limit))
    if json:
        as_json(lines)
        return
    for one in lines:
        print(
            f"{one.seq:>6}  {one.at:%Y-%m-%d %H:%M:%S}  {one.act:<18} {one_line(one.actor):<20} {one.object}"
        )


@app.command()
def verify(*, org: Org = DEFAULT_ORG, json: Json = False) -> None:
    """Prove that no line was changed or taken away; ends with 1 when one was."""
    found = act(lambda deed: audit.verify(orgs.inside(deed, org)))
    if json:
        as_json(found)
    elif found.intact:
        print(f"{found.lines} lines, as they were written")
    else:
        print(f"taskyard: line {found.seq}: {found.problem} [tampered]", file=sys.stderr)
    if not found.intact:
        raise typer.Exit(FAILED)
