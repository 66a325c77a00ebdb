"""What an agent said and did, as it happens."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from taskyard.cli.door import as_json, find_task, run
from taskyard.cli.task import Which
from taskyard.cli.text import plain
from taskyard.client.api import Client
from taskyard.domain.entry import Entry, EntryKind, encode
from taskyard.domain.error import NotFound

_PAGE = 200


def logs(
    task: Which,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until the run ends.")] = False,
    number: Annotated[int | None, typer.Option("--run", help="Which run; the newest one by default.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for each entry.")] = False,
) -> None:
    """The transcript of a run."""

    async def work(client: Client) -> None:
        found = await find_task(client, task)
        runs = [one for one in await client.task_runs(found.id) if number is None or one.number == number]
        if not runs:
            raise NotFound("it has no such run yet")
        if follow:
            async for entry in client.follow_run(runs[-1].id):
                _print(entry, json=json)
            return
        after = 0
        while page := await client.transcript(runs[-1].id, after, _PAGE):
            for entry in page:
                _print(entry, json=json)
            after = page[-1].seq

    run(work)


def _print(entry: Entry, *, json: bool) -> None:
    if json:
        as_json(entry)
        return
    for line in words(entry).splitlines() or [""]:
        print(f"{entry.at:%H:%M:%S} {entry.kind.value:<15} {line}".rstrip(), flush=True)


def _input(given: Any) -> str:
    """The one thing that matters where there is only one; else all of it, as JSON."""
    if isinstance(given, Mapping):
        values = [value for value in given.values() if isinstance(value, str)]
        return values[0] if len(given) == len(values) == 1 else encode(given) if given else ""
    return str(given or "")


def words(entry: Entry) -> str:
    """An entry in plain words; nothing of it can touch the terminal."""
    body = entry.body
    match entry.kind:
        case EntryKind.TOOL_CALL:
            return plain(f"{body.get('tool')} {_input(body.get('input'))}").rstrip()
        case EntryKind.FILE_CHANGE:
            return plain(f"{body.get('change')} {body.get('path')}")
        case EntryKind.SESSION_STARTED:
            return plain(f"{body.get('session')}{' (scripted)' if body.get('scripted') else ''}")
        case EntryKind.ERROR:
            return plain(f"{body.get('reason')}: {body.get('text')}")
        case EntryKind.USAGE:
            return plain(", ".join(f"{name} {value}" for name, value in body.items()))
        case _:
            return plain(str(body.get("text", "")))
