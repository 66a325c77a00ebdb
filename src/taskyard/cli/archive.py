"""Everything as one file, out and in; and tasks out of the files of other boards."""

import hashlib
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO, Annotated

import anyio
import typer

from taskyard.cli.door import as_json, guarded, run
from taskyard.cli.progress import Tell, progress
from taskyard.cli.project import find
from taskyard.cli.rows import Row, read_rows
from taskyard.cli.task import Json
from taskyard.cli.text import one_line
from taskyard.client.api import Client
from taskyard.client.archive import Brought
from taskyard.domain.error import Conflict, NotFound, TaskyardError, Unavailable
from taskyard.domain.task import Task

_CHUNK = 262_144  # bytes


class Format(StrEnum):
    ARCHIVE = "archive"
    CSV = "csv"
    JSON = "json"


def export(
    file: Annotated[Path, typer.Argument(help="Where it goes; it must not be there yet.")],
    *,
    json: Json = False,
) -> None:
    """Everything of the organisation in one file, but no keys. Needs an admin key."""

    async def work(client: Client) -> None:
        with progress("exporting", quiet=json) as tell:
            await _fetch(client, file, tell)

    if file.exists():
        guarded(partial(_raise, Conflict(f"{file} is there already; it is not overwritten")))
    run(work)
    if json:
        as_json({"file": str(file), "bytes": file.stat().st_size})
    else:
        print(f"{file}: {file.stat().st_size} bytes")


async def _fetch(client: Client, file: Path, tell: Tell) -> None:
    """Whole or not at all: what is on the way has another name, and goes when it is stopped."""
    part, done, whole = file.with_name(f"{file.name}.part"), 0, 0
    try:
        with _own(part) as out:
            async for piece, whole in client.export():
                await anyio.to_thread.run_sync(out.write, piece)
                done += len(piece)
                tell(done, whole)
        if done != whole:
            raise Unavailable("the archive did not arrive whole")
        part.replace(file)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _own(place: Path) -> IO[bytes]:
    return os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def import_(
    file: Annotated[Path, typer.Argument(help="An archive of `export`, or another board's file.")],
    *,
    form: Annotated[
        Format, typer.Option("--format", help="csv and json: tasks of another board, into --project.")
    ] = Format.ARCHIVE,
    project: Annotated[str | None, typer.Option("--project", "-p", help="Where the tasks go.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be made.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad rows out.")] = False,
    json: Json = False,
) -> None:
    """Bring an archive into an empty organisation, all of it or nothing; or tasks into a project."""
    if not file.is_file():
        guarded(partial(_raise, NotFound(f"there is no file {file}")))
    if form is not Format.ARCHIVE:
        _import_rows(file, form, project, dry_run=dry_run, skip_bad=skip_bad, json=json)
        return
    if project is not None or dry_run or skip_bad:
        raise typer.BadParameter("--project, --dry-run and --skip-bad go with --format csv or json")

    size = file.stat().st_size

    async def work(client: Client) -> Brought:
        with progress("importing", quiet=json) as tell:
            return await client.import_archive(_pieces(file, size, tell))

    brought = run(work)
    if json:
        as_json(brought)
        return
    told = ", ".join(f"{many} {name}" for name, many in brought.counts.items() if many)
    print(f"imported: {told or 'nothing was in it'}")


async def _pieces(file: Path, whole: int, tell: Tell) -> AsyncIterator[bytes]:
    done = 0
    async with await anyio.open_file(file, "rb") as opened:
        while piece := await opened.read(_CHUNK):
            yield piece
            done += len(piece)
            tell(done, whole)


def _import_rows(
    file: Path, form: Format, project: str | None, *, dry_run: bool, skip_bad: bool, json: bool
) -> None:
    if project is None:
        raise typer.BadParameter("name the project with --project")
    data = file.read_bytes()
    rows = guarded(lambda: read_rows(data, form.value))
    bad = [row for row in rows if row.problem]
    good = [row for row in rows if not row.problem]
    place = "line" if form is Format.CSV else "item"
    for row in bad:
        print(f"taskyard: {place} {row.where}: {one_line(row.problem, 200)} [invalid]", file=sys.stderr)
    if bad and not skip_bad:
        print(f"taskyard: nothing was made: {len(bad)} of {len(rows)} are bad [invalid]", file=sys.stderr)
        raise typer.Exit(2)
    made: list[Task] = []
    if not dry_run:
        sign = hashlib.sha256(data).hexdigest()[:32]
        made = run(lambda client: _make(client, project, good, f"import-{sign}", place, quiet=json))
    if json:
        as_json({"made": made, "would": [row for row in good if dry_run], "bad": bad})
        return
    for row in good if dry_run else ():
        labels = f"  [{', '.join(row.labels)}]" if row.labels else ""
        print(f"would make  {row.priority.value:<7} {one_line(row.title, 70)}{labels}")
    print(
        f"{len(good)} tasks {'would be made' if dry_run else 'made'}{f', {len(bad)} left out' if bad else ''}"
    )


async def _make(
    client: Client, project: str, rows: list[Row], sign: str, place: str, *, quiet: bool
) -> list[Task]:
    """Each under a key of the file's own: whoever is interrupted runs it again, and nothing is made twice."""
    where = (await find(client, project)).id
    made: list[Task] = []
    with progress("importing", quiet=quiet, sizes=False) as tell:
        for number, row in enumerate(rows, 1):
            try:
                task = await client.add_task(
                    where, row.title, row.description, priority=row.priority, labels=row.labels,
                    key=f"{sign}-{where}-{row.where}",
                )  # fmt: skip
            except TaskyardError as problem:
                words = (
                    f"{place} {row.where}: {problem.message} ({len(made)} were made; type it again to go on)"
                )
                problem.message = words
                raise
            made.append(task)
            tell(number, len(rows))
    return made


def _raise(problem: TaskyardError) -> None:
    raise problem
