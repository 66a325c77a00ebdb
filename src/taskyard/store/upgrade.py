"""The schema's version: brought up to date, compared, and refused at start when it does not fit."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from taskyard.domain.error import SchemaMismatch, Unavailable
from taskyard.store.engine import SQLITE, dialect_of, make_engine

HERE = Path(__file__).parent / "migration"


def upgrade(url: str) -> str:
    """Brings the database to this version's schema, in one transaction; gives the version. Never downwards."""
    have = found(url)
    refuse_newer(have)
    if have != head():
        with changing(url) as conn:
            command.upgrade(config(conn), "head")
            settle(conn)
    return head()


@contextmanager
def changing(url: str) -> Iterator[Connection]:
    """A transaction that may change tables, with no other beside it. Whoever does not end it, undoes it."""
    engine = make_engine(url)
    try:
        with engine.connect() as conn:
            begin(conn)
            yield conn
    finally:
        engine.dispose()


def begin(conn: Connection) -> None:
    if conn.dialect.name == SQLITE:
        conn.exec_driver_sql("PRAGMA query_only = OFF")
        # A table that is copied and dropped would take along what hangs on it; `settle` looks instead.
        conn.exec_driver_sql("PRAGMA foreign_keys = OFF")
        conn.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        conn.exec_driver_sql("BEGIN")
        conn.exec_driver_sql("SELECT pg_advisory_xact_lock(1952543595)")


def settle(conn: Connection) -> None:
    """Commits, unless a row points at one that is not there: then SchemaMismatch, and nothing is changed."""
    if conn.dialect.name == SQLITE:
        lost = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
        if lost is not None:
            conn.exec_driver_sql("ROLLBACK")
            raise SchemaMismatch(f"a row of {lost[0]} would point at one of {lost[2]} that is not there")
    conn.exec_driver_sql("COMMIT")


def head() -> str:
    return str(ScriptDirectory.from_config(config()).get_current_head())


def found(url: str) -> str | None:
    """The version the database has; None when it is empty. Raises Unavailable when it does not answer."""
    engine = make_engine(url)
    try:
        with engine.connect() as conn:
            if not inspect(conn).has_table("alembic_version"):
                return None
            return MigrationContext.configure(conn).get_current_revision()
    except OperationalError as trouble:
        if dialect_of(url) == SQLITE:
            raise
        where = make_url(url).render_as_string(hide_password=True)
        raise Unavailable(f"the database does not answer: {where}") from trouble
    finally:
        engine.dispose()


def check(url: str) -> None:
    """Raises SchemaMismatch, with the command to run, unless the schema is exactly this version's."""
    have, want = found(url), head()
    if have == want:
        return
    refuse_newer(have)
    raise SchemaMismatch(
        f"the database is at {have or 'nothing'}, this Taskyard needs {want}: run `taskyard db upgrade`"
    )


def refuse_newer(have: str | None, home: Path = HERE) -> None:
    """Raises SchemaMismatch for a version that this Taskyard does not know."""
    known = {one.revision for one in revisions(home)}
    if have is not None and have not in known:
        raise SchemaMismatch(
            f"the database is at {have}, made by a newer Taskyard: install that one, or restore a backup"
        )


def revisions(home: Path = HERE) -> list[Script]:
    """What the schema went through, from the first to this version's."""
    return list(ScriptDirectory.from_config(config(home=home)).walk_revisions())[::-1]


def config(conn: Connection | None = None, home: Path = HERE) -> Config:
    """For Alembic, which works in the transaction that `conn` is in."""
    made = Config()
    made.set_main_option("script_location", str(home))
    made.attributes["connection"] = conn
    return made
