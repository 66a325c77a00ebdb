"""Keys, made and revoked on the database itself: the first one has to come from somewhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

import anyio
import typer

from taskyard.cli.door import Flags, as_json, guarded
from taskyard.cli.task import Json
from taskyard.domain.account import DEFAULT_ORG, Scope
from taskyard.service import account
from taskyard.service import org as orgs
from taskyard.service.account import NewKey
from taskyard.service.yard import SYSTEM, Deed
from taskyard.wiring import server as server_half

app = typer.Typer(no_args_is_help=True, help="Keys: who may do what. Works on the database, not over HTTP.")
T = TypeVar("T")
Org = Annotated[str, typer.Option(help="The organisation.")]


@app.command()
def create(
    *,
    scope: Annotated[Scope, typer.Option(help="admin, operator, viewer or worker.")],
    name: Annotated[str, typer.Option(help="What it is for.")] = "key",
    expires: Annotated[datetime | None, typer.Option(help="When it ends, UTC.")] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=365, help="Or after how many days; else 365.")
    ] = None,
    org: Org = DEFAULT_ORG,
    json: Json = False,
) -> None:
    """Make a key. It is shown once and never again."""
    until = None if expires is None else expires.replace(tzinfo=UTC)

    def work(deed: Deed) -> NewKey:
        end = account.term(deed, days, until)
        return account.add_key(orgs.inside(deed, org), name=name, scope=scope, expires_at=end)

    _show(act(work), json=json)


@app.command()
def rotate(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id.")],
    *,
    overlap: Annotated[int, typer.Option(min=0, help="Seconds that the old secret still holds.")] = 86400,
    org: Org = DEFAULT_ORG,
    json: Json = False,
) -> None:
    """A new secret for a key, good at once. It is shown once and never again."""
    seconds = timedelta(seconds=overlap)
    _show(act(lambda deed: account.rotate(orgs.inside(deed, org), key, seconds)), json=json)


@app.command("list")
def list_(*, org: Org = DEFAULT_ORG, json: Json = False) -> None:
    """All keys; what is secret of them is not kept."""
    keys = act(lambda deed: account.keys(orgs.inside(deed, org)))
    if json:
        as_json(
            [
                {"id": one.id, "name": one.name, "scope": one.scope, "preview": one.preview}
                | {"expires_at": one.expires_at, "last_used_at": one.last_used_at}
                | {"revoked_at": one.revoked_at}
                for one in keys
            ]
        )
        return
    for one in keys:
        state = (
            "revoked"
            if one.revoked_at
            else "expires " + f"{one.expires_at:%Y-%m-%d}"
            if one.expires_at
            else "valid"
        )
        print(f"{one.id}  {one.scope.value:<9} {one.preview:<13} {state:<20} {one.name}")


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id.")], *, org: Org = DEFAULT_ORG
) -> None:
    """End a key at once."""
    act(lambda deed: account.revoke(orgs.inside(deed, org), key))


def _show(made: NewKey, *, json: bool) -> None:
    if json:
        key = made.key
        as_json({"id": key.id, "name": key.name, "scope": key.scope.value, "key": made.secret})
    else:
        print(made.secret)


def act(work: Callable[[Deed], T]) -> T:
    """On the database itself, as the system."""

    async def body() -> T:
        async with server_half.open_yard(Flags.settings()) as yard:
            return await yard.act(SYSTEM, work)

    return guarded(lambda: anyio.run(body))
