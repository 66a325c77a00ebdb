"""A copy of a SQLite database, also of one that is in use, and a database out of a copy."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy.engine import make_url

from taskyard.domain.error import Conflict, Invalid, NotFound
from taskyard.store import upgrade as schema
from taskyard.store.engine import SQLITE, dialect_of
from taskyard.store.lock import sole_server

Tell = Callable[[int, int], None]  # pages done, pages in all
_PAGES = 1024  # copied at once: writers get their turn in between


def backup(url: str, target: Path, tell: Tell) -> None:
    """The server may go on. `target` is there whole or not at all. Raises Conflict when it is there already."""
    source = _file(url)
    if not source.exists():
        raise NotFound(f"there is no database at {source}")
    if target.exists():
        raise Conflict(f"{target} is there already; it is not overwritten")
    _copied(source, target, tell)


def restore(url: str, source: Path, tell: Tell) -> Path | None:
    """Only while no server runs. What was there before is kept beside, and its place is given.

    Raises Invalid for a file that is no sound database of Taskyard, SchemaMismatch for that of a newer one.
    """
    target = _file(url)
    if not source.is_file():
        raise NotFound(f"there is no file {source}")
    _sound(source)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with sole_server(url):
        kept = None
        fresh = target.with_name(f"{target.name}.restored")
        fresh.unlink(missing_ok=True)
        _copied(source, fresh, tell)
        if target.exists():
            kept = aside(url)
        for end in ("-wal", "-shm"):
            target.with_name(target.name + end).unlink(missing_ok=True)
        fresh.replace(target)
    return kept


def aside(url: str) -> Path:
    """A copy beside the database, under a name that is free; what its log holds goes into it."""
    target = _file(url)
    kept = _free_name(target)
    _copied(target, kept, lambda _done, _all: None)
    return kept


def _file(url: str) -> Path:
    if dialect_of(url) != SQLITE:
        raise Invalid(
            "this copies SQLite only; for PostgreSQL use pg_dump and pg_restore", field="database_url"
        )
    return Path(str(make_url(url).database))


def _sound(source: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            (verdict,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
            found = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as trouble:
        raise Invalid(f"{source} is no database of Taskyard: {trouble}") from trouble
    if verdict != "ok" or found is None:
        raise Invalid(f"{source} is damaged: {verdict}")
    schema.refuse_newer(str(found[0]))


def _copied(source: Path, target: Path, tell: Tell) -> None:
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as there,
            closing(sqlite3.connect(part)) as here,
        ):
            there.backup(here, pages=_PAGES, progress=lambda _status, left, whole: tell(whole - left, whole))
            # One file, with nothing beside it, that says so itself.
            here.execute("PRAGMA journal_mode = DELETE")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except sqlite3.DatabaseError as trouble:
        raise Invalid(f"{source} cannot be copied: {trouble}") from trouble
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _free_name(target: Path) -> Path:
    number = 1
    while (name := target.with_name(f"{target.name}.before-{number}")).exists():
        number += 1
    return name
