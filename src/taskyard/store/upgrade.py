"""The schema's version: brought up to date, compared, and refused at start when it does not fit."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from taskyard.domain.error import SchemaMismatch, Unavailable
from taskyard.store.engine import SQLITE, dialect_of, make_engine

_HERE = Path(__file__).parent / "migration"


def upgrade(url: str) -> str:
    """Brings the database to this version's schema, in one transaction; gives the version. Never downwards."""
    refuse_newer(found(url))
    config = _config()
    engine = make_engine(url)
    try:
        with engine.connect() as conn:
            if dialect_of(url) == SQLITE:
                conn.exec_driver_sql("PRAGMA query_only = OFF")
            else:
                conn.exec_driver_sql("SELECT pg_advisory_lock(1952543595)")
            config.attributes["connection"] = conn
            conn.exec_driver_sql("BEGIN IMMEDIATE" if dialect_of(url) == SQLITE else "BEGIN")
            command.upgrade(config, "head")
            conn.exec_driver_sql("COMMIT")
            if dialect_of(url) != SQLITE:
                conn.exec_driver_sql("SELECT pg_advisory_unlock(1952543595)")
    finally:
        engine.dispose()
    return head()


def head() -> str:
    return str(ScriptDirectory.from_config(_config()).get_current_head())


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


def refuse_newer(have: str | None) -> None:
    """Raises SchemaMismatch for a version that this Taskyard does not know."""
    known = {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}
    if have is not None and have not in known:
        raise SchemaMismatch(
            f"the database is at {have}, made by a newer Taskyard: install that one, or restore a backup"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    return config
