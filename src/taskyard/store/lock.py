"""One server on a SQLite file: a lock beside it, gone with the process that holds it, however that ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from taskyard.domain.error import Unavailable
from taskyard.store.engine import SQLITE, dialect_of


@contextmanager
def sole_server(url: str) -> Iterator[None]:
    """Raises Unavailable when another server has the file. Several may share a PostgreSQL."""
    if dialect_of(url) != SQLITE:
        yield
        return
    path = Path(f"{make_url(url).database}.lock")
    with path.open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Unavailable(f"another Taskyard server uses {path.with_suffix('')}") from held
        yield
