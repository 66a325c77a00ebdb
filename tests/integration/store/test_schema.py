"""The migrations make what the tables say, and a schema that does not fit is refused in words."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from taskyard.domain.error import SchemaMismatch
from taskyard.store.engine import make_engine
from taskyard.store.ledger import metadata
from taskyard.store.upgrade import check, found, head, upgrade

pytestmark = pytest.mark.anyio


def _execute(url, statement):
    engine = make_engine(url)
    with engine.connect() as conn:
        if url.startswith("sqlite"):
            conn.exec_driver_sql("PRAGMA query_only = OFF")
        rows = conn.exec_driver_sql(statement)
        answer = rows.all() if rows.returns_rows else []
    engine.dispose()
    return answer


def test_migrations_make_what_the_tables_say(database_url):
    engine = make_engine(database_url)
    with engine.connect() as conn:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(conn, opts=options), metadata) == []
    engine.dispose()


def test_partial_indexes_are_partial_in_the_migration_too(database_url):
    query = (
        "SELECT sql FROM sqlite_master WHERE type = 'index'"
        if database_url.startswith("sqlite")
        else "SELECT indexdef FROM pg_indexes"
    )
    found_ = [sql for (sql,) in _execute(database_url, query) if sql and "WHERE" in sql]
    wanted = {index.name for table in metadata.tables.values() for index in table.indexes
              if index.dialect_options["sqlite"]["where"] is not None}  # fmt: skip
    assert len(found_) == len(wanted) == 6
    assert all(any(name in sql for sql in found_) for name in wanted)


def test_a_rank_is_compared_byte_by_byte(postgres_cluster, database_url):
    if database_url.startswith("sqlite"):
        assert _execute(database_url, "SELECT 'Z' < 'a'") == [(1,)]
        return
    rows = _execute(
        database_url,
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " JOIN pg_collation l ON l.oid = a.attcollation"
        " WHERE c.relname IN ('run', 'task') AND l.collname = 'C'",
    )
    assert {tuple(row) for row in rows} == {("run", "position"), ("run", "pool"), ("task", "position")}


def test_upgrade_twice_changes_nothing(database_url):
    assert upgrade(database_url) == head() == found(database_url)
    check(database_url)


def test_an_empty_database_is_refused_with_the_command(tmp_path):
    with pytest.raises(SchemaMismatch, match=r"at nothing.*taskyard db upgrade"):
        check(f"sqlite:///{tmp_path / 'empty.db'}")


def test_an_older_schema_is_refused_with_the_command(database_url):
    _execute(database_url, "DELETE FROM alembic_version")
    with pytest.raises(SchemaMismatch, match="taskyard db upgrade"):
        check(database_url)


def test_a_newer_schema_is_refused_and_not_touched(database_url):
    _execute(database_url, "UPDATE alembic_version SET version_num = '9999_later'")
    with pytest.raises(SchemaMismatch, match="newer Taskyard"):
        check(database_url)
    with pytest.raises(SchemaMismatch, match="newer Taskyard"):
        upgrade(database_url)
    assert found(database_url) == "9999_later"
