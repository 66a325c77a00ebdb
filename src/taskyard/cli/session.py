"""Live sessions on the command line."""

from typing import Annotated

import typer

from taskyard.cli.door import as_json, run
from taskyard.cli.task import Json
from taskyard.cli.text import one_line
from taskyard.client.api import Client
from taskyard.domain import id as ids
from taskyard.domain.error import NotFound
from taskyard.domain.session import Session, SessionStatus

app = typer.Typer(no_args_is_help=True, help="Live sessions: the agents' conversations that are kept ready.")
Which = Annotated[str, typer.Argument(metavar="SESSION", help="Its id, or the agent's own session id.")]


@app.command("list")
def list_(
    *,
    status: Annotated[SessionStatus | None, typer.Option(help="Only these.")] = None,
    json: Json = False,
) -> None:
    """All, the newest first, each with its task."""

    async def work(client: Client) -> list[Session]:
        page = await client.sessions(status=status)
        found = list(page.items)
        while page.next is not None:
            page = await client.sessions(status=status, cursor=page.next)
            found += page.items
        return found

    sessions = run(work)
    if json:
        as_json(sessions)
        return
    for one in sessions:
        about = f"task {one.task}" if one.task else "no task"
        print(f"{one.id}  {one.status.value:<10} {one_line(one.session_id, 40):<40} → {about}")


@app.command()
def show(session: Which, *, json: Json = False) -> None:
    """One session: its task, worker and times."""
    found = run(lambda client: _find(client, session))
    if json:
        as_json(found)
        return
    print(f"{one_line(found.session_id)}  {found.status.value}{f', {found.reason}' if found.reason else ''}")
    for name, value in (("task", found.task), ("run", found.run), ("worker", found.worker)):
        print(f"    {name} {value or 'none'}")
    print(
        f"    begun {found.started_at:%Y-%m-%d %H:%M:%S}, last used {found.last_activity_at:%Y-%m-%d %H:%M:%S}"
    )


@app.command()
def end(session: Which, *, json: Json = False) -> None:
    """End it; a run that works in it is cancelled. A later run may still go on with the conversation."""

    async def work(client: Client) -> Session:
        return await client.end_session((await _find(client, session)).id)

    found = run(work)
    if json:
        as_json(found)
        return
    print(f"{one_line(found.session_id)}  {found.status.value}: {one_line(found.reason)}")


async def _find(client: Client, which: str) -> Session:
    if ids.is_id(which):
        return await client.session(which)
    for one in (await client.sessions(session_id=which)).items:
        return one
    raise NotFound(f"there is no session {which!r}")
