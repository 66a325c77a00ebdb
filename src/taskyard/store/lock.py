"""One lock, two dialects: gone with whoever holds it, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from taskyard.domain.error import Unavailable
from taskyard.store.engine import SQLITE, dialect_of
from taskyard.store.tx import Tx

_TRY = text("SELECT pg_try_advisory_xact_lock(hashtext(:name))")


@contextmanager
def sole_server(url: str) -> Iterator[None]:
    """Raises Unavailable when another server has the file. Several may share a PostgreSQL."""
    if dialect_of(url) != SQLITE:
        yield
        return
    path = Path(f"{make_url(url).database}.lock")
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Unavailable(f"another Taskyard server uses {path.with_suffix('')}") from held
        yield


def alone(tx: Tx, name: str) -> bool:
    """Whether this transaction is the only one that does `name`, until its end. On SQLite the writer is the lock."""
    return tx.dialect == SQLITE or bool(tx.execute(_TRY, {"name": name}).scalar_one())
