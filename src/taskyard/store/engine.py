"""Engines and their settings, for the two databases."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

from taskyard.domain.error import Invalid

SQLITE = "sqlite"
POSTGRES = "postgresql"
SQLITE_FLOOR = (3, 51, 3)
_PATCHED = {(3, 44, 6), (3, 50, 7)}

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA mmap_size = 0",
    "PRAGMA query_only = ON",  # the writer alone turns it off
)


def dialect_of(url: str) -> str:
    """Raises Invalid for a database that Taskyard does not speak to."""
    name = url.partition(":")[0].partition("+")[0]
    if name in {"postgresql", "postgres"}:
        return POSTGRES
    if name == SQLITE:
        return SQLITE
    raise Invalid("the database URL must begin with sqlite: or postgresql:", field="database_url")


def make_engine(url: str, *, size: int = 4) -> Engine:
    """Transactions are begun by hand: no hidden BEGIN, and single statements cost no extra round trip."""
    if dialect_of(url) == POSTGRES:
        parsed = make_url(url).set(drivername="postgresql+psycopg")
        options = "-c idle_in_transaction_session_timeout=30000 -c jit=off"
        return create_engine(
            parsed,
            isolation_level="AUTOCOMMIT",
            pool_size=size,
            max_overflow=2,
            connect_args={"options": options},
        )
    path = make_url(url).database
    if not path or path == ":memory:":
        raise Invalid("SQLite needs a file: sqlite:///path", field="database_url")
    # Nobody else on the machine may read it: it holds key hashes and everything agents said.
    Path(path).touch(mode=0o600)
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=size + 1,
        max_overflow=2,
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    return engine


def sqlite_warning() -> str | None:
    """Older SQLite can corrupt a WAL file when two connections meet at its reset (fixed in 3.51.3)."""
    found = sqlite3.sqlite_version_info
    if found >= SQLITE_FLOOR or found in _PATCHED:
        return None
    return (
        f"SQLite {sqlite3.sqlite_version} is older than 3.51.3, which mends a rare corruption of WAL files;"
        " back up the data directory, or use PostgreSQL"
    )
