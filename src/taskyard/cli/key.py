"""Keys, made and revoked on the database itself: the first one has to come from somewhere."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

import anyio
import typer

from taskyard.cli.door import Flags, as_json, guarded
from taskyard.cli.task import Json
from taskyard.domain.account import Scope
from taskyard.service import account
from taskyard.service.yard import SYSTEM, Deed
from taskyard.wiring import server as server_half

app = typer.Typer(no_args_is_help=True, help="Keys: who may do what. Works on the database, not over HTTP.")
T = TypeVar("T")


@app.command()
def create(
    *,
    scope: Annotated[Scope, typer.Option(help="admin, operator, viewer or worker.")],
    name: Annotated[str, typer.Option(help="What it is for.")] = "key",
    expires: Annotated[datetime | None, typer.Option(help="When it ends, UTC.")] = None,
    json: Json = False,
) -> None:
    """Make a key. It is shown once and never again."""
    until = None if expires is None else expires.astimezone()
    made = _act(lambda deed: account.add_key(deed, name=name, scope=scope, expires_at=until))
    if json:
        as_json({"id": made.key.id, "name": name, "scope": scope.value, "key": made.secret})
    else:
        print(made.secret)


@app.command("list")
def list_(*, json: Json = False) -> None:
    """All keys; what is secret of them is not kept."""
    keys = _act(account.keys)
    if json:
        as_json(
            [
                {"id": one.id, "name": one.name, "scope": one.scope, "revoked_at": one.revoked_at}
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
        print(f"{one.id}  {one.scope.value:<9} {state:<20} {one.name}")


@app.command()
def revoke(key: Annotated[str, typer.Argument(metavar="KEY", help="Its id.")]) -> None:
    """End a key at once."""
    _act(lambda deed: account.revoke(deed, key))


def _act(work: Callable[[Deed], T]) -> T:
    async def body() -> T:
        async with server_half.open_yard(Flags.settings()) as yard:
            return await yard.act(SYSTEM, work)

    return guarded(lambda: anyio.run(body))
