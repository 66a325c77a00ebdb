"""Every migration leads back, on both databases, and nothing is lost that nobody gave up."""

import shutil
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Index, Integer, MetaData, Table, insert, inspect, select, text

from taskyard.domain.error import Conflict, Invalid, SchemaMismatch, Unavailable
from taskyard.store.column import Id, Json, Moment, Rank
from taskyard.store.downgrade import downgrade
from taskyard.store.engine import make_engine
from taskyard.store.ledger import metadata
from taskyard.store.lock import sole_server
from taskyard.store.migration.generate import generate
from taskyard.store.upgrade import HERE, changing, config, found, head, revisions, settle, upgrade

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
# A migration may end these, either way: people sign in again. Every other row stays as it was.
SIGN_INS = {"launch_code", "browser"}
NAMES = [one.revision for one in revisions()]


def value(column):
    """Every id is the same, so that every row finds the one it points at."""
    if isinstance(column.type, Moment | Json):
        return MOMENT if isinstance(column.type, Moment) else {"a": 1}
    kind = column.type.python_type
    if kind is str:
        return "0" * min(column.type.length or 26, 26)
    return b"x" if kind is bytes else kind(1)


def fill(url):
    """One row in every table."""
    with changing(url) as conn:
        for table in metadata.sorted_tables:
            row = {column.name: value(column) for column in table.columns if column.name != "rowid_"}
            conn.execute(insert(table).values(row))
        settle(conn)


def rows(url):
    """What is in each table, by the names of its columns, as the driver gives it."""
    with changing(url) as conn:
        return {
            name: [dict(row) for row in conn.execute(text(f'SELECT * FROM "{name}"')).mappings()]
            for name in inspect(conn).get_table_names()
            if name != "alembic_version"
        }


def to(url, version, home=HERE):
    with changing(url) as conn:
        command.upgrade(config(conn, home), version)
        settle(conn)


def where(index):
    return sorted((name, str(said)) for name, said in index["dialect_options"].items())


def shape(url):
    """All that the database says of its tables, in no order: a column that came later stands last."""
    with changing(url) as conn:
        look = inspect(conn)
        said = {
            name: {
                "columns": {
                    one["name"]: (str(one["type"]), one["nullable"], one["default"])
                    for one in look.get_columns(name)
                },
                "keys": look.get_pk_constraint(name)["constrained_columns"],
                "foreign": sorted(
                    (one["constrained_columns"], one["referred_table"], sorted(one["options"].items()))
                    for one in look.get_foreign_keys(name)
                ),
                "unique": sorted(
                    (one["name"], one["column_names"]) for one in look.get_unique_constraints(name)
                ),
                "indexes": sorted(
                    (one["name"], one["column_names"], one["unique"], where(one))
                    for one in look.get_indexes(name)
                ),
            }
            for name in look.get_table_names()
        }
        more = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if url.startswith("sqlite")
            else "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        said["more"] = sorted(conn.exec_driver_sql(more).scalars())
        return said


def differs(url, tables=metadata):
    engine = make_engine(url)
    with engine.connect() as conn:
        options = {"compare_type": True, "compare_server_default": True}
        found_ = compare_metadata(MigrationContext.configure(conn, opts=options), tables)
    engine.dispose()
    return found_


@pytest.fixture
def at_version(request, tmp_path):
    """How a database looks that has come to a version from nothing."""
    if request.node.callspec.params["database_url"] != "sqlite":
        return None
    numbers = iter(range(1000))

    def at_version(version):
        url = f"sqlite:///{tmp_path / f'fresh-{next(numbers)}.db'}"
        to(url, version)
        return shape(url)

    return at_version


def test_there_is_one_line_of_versions_and_each_leads_back():
    assert NAMES[-1] == head()
    assert [one.down_revision for one in revisions()] == [None, *NAMES[:-1]]
    assert [one.revision for one in revisions() if not hasattr(one.module, "downgrade")] == []


def test_back_step_by_step_to_nothing_and_up_again(database_url, at_version):
    fill(database_url)
    whole = shape(database_url)
    seen = {head(): whole}
    for version in [*NAMES[-2::-1], "base"]:
        before = rows(database_url)
        gone = downgrade(database_url, "-1", lossy=True)
        assert gone.version == version
        assert found(database_url) == (None if version == "base" else version)
        seen[version] = shape(database_url)
        for name, kept in rows(database_url).items():
            columns = seen[version][name]["columns"]
            same = kept == [{one: row[one] for one in columns} for row in before[name]]
            assert same or (name in SIGN_INS and kept == []), name
    assert set(seen["base"]) == {"alembic_version", "more"}
    assert seen["base"]["more"] == []
    for version in NAMES:
        to(database_url, version)
        assert shape(database_url) == seen[version]
        assert at_version is None or at_version(version) == seen[version]
    assert shape(database_url) == whole
    assert differs(database_url) == []
    fill(database_url)


def test_what_would_be_lost_is_named_and_kept(database_url):
    fill(database_url)
    before = rows(database_url), shape(database_url)
    with pytest.raises(Conflict, match=r"would lose what is in .*audit \(1\), .*task \(1\).*--yes"):
        downgrade(database_url, "base")
    assert (rows(database_url), shape(database_url), found(database_url)) == (*before, head())


def test_what_was_there_is_kept_beside_it(database_url):
    fill(database_url)
    before = rows(database_url)
    copy = downgrade(database_url, "base", lossy=True).copy
    assert (copy is not None) == database_url.startswith("sqlite")
    if copy is not None:
        assert copy.name == "taskyard.db.before-1"
        assert rows(f"sqlite:///{copy}") == before


def test_a_place_that_is_not_there_is_refused_in_words(database_url):
    for target in ("9999", head(), f"-{len(NAMES) + 1}", "-0", "-x", "+1"):
        with pytest.raises(Invalid):
            downgrade(database_url, target, lossy=True)
    assert found(database_url) == head()
    downgrade(database_url, f"-{len(NAMES)}", lossy=True)
    with pytest.raises(Conflict, match="nothing to go back from"):
        downgrade(database_url, "-1", lossy=True)
    upgrade(database_url)
    with changing(database_url) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
        settle(conn)
    with pytest.raises(SchemaMismatch, match="newer Taskyard"):
        downgrade(database_url, "-1", lossy=True)


def test_not_while_a_server_runs(tmp_path):
    url = f"sqlite:///{tmp_path / 'taskyard.db'}"
    upgrade(url)
    with sole_server(url), pytest.raises(Unavailable, match="another Taskyard server"):
        downgrade(url, "base", lossy=True)
    assert found(url) == head()


@pytest.fixture
def later():
    """The tables of a version that is still to come."""
    tables = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(tables)
    Table(
        "novelty",
        tables,
        Column("id", Id, primary_key=True),
        Column("body", Json, nullable=False),
        Column("position", Rank, nullable=False),
        Column("at", Moment),
        Index("novelty_at", "at"),
    )
    tables.tables["run"].append_column(Column("guess", Integer, nullable=False, server_default="0"))
    tables.tables["run"].append_column(Column("unused", Integer))
    return tables


def test_a_migration_is_generated_and_leads_there_and_back(database_url, later, tmp_path):
    home = tmp_path / "migration"
    shutil.copytree(HERE, home, ignore=shutil.ignore_patterns("__pycache__"))
    file = generate("A novelty.", home=home, tables=later)
    number = int(head()) + 1
    assert file == home / "versions" / f"{number:04}_a_novelty.py"
    assert "taskyard" not in file.read_text(encoding="utf-8")
    fill(database_url)
    before, old = rows(database_url), shape(database_url)
    to(database_url, "head", home)
    assert differs(database_url, later) == []
    with pytest.raises(SchemaMismatch, match="newer Taskyard"):
        upgrade(database_url)
    with changing(database_url) as conn:
        conn.execute(later.tables["run"].update().values(guess=7))
        conn.execute(insert(later.tables["novelty"]).values(id="1", body={}, position="a"))
        settle(conn)
    with pytest.raises(
        Conflict, match=rf"back to {head()} would lose what is in novelty \(1\), run\.guess \(1\): --yes"
    ):
        downgrade(database_url, "-1", home=home)
    assert downgrade(database_url, head(), home=home, lossy=True).version == head()
    assert (rows(database_url), shape(database_url)) == (before, old)


def test_what_nobody_used_goes_without_a_question(database_url, later, tmp_path):
    home = tmp_path / "migration"
    shutil.copytree(HERE, home, ignore=shutil.ignore_patterns("__pycache__"))
    generate("A novelty.", home=home, tables=later)
    fill(database_url)
    before = rows(database_url)
    to(database_url, "head", home)
    downgrade(database_url, "-1", home=home)
    assert (rows(database_url), found(database_url)) == (before, head())


def test_nothing_to_generate_is_said(tmp_path):
    home = shutil.copytree(HERE, tmp_path / "migration")  # where tables are being changed, one would be made
    with pytest.raises(Conflict, match="nothing to generate"):
        generate("Nothing.", home=home)
    with pytest.raises(Invalid, match="in a sentence"):
        generate(" ")


def test_a_migration_that_leaves_a_row_pointing_at_nothing_is_undone(tmp_path):
    url = f"sqlite:///{tmp_path / 'taskyard.db'}"
    upgrade(url)
    fill(url)
    with changing(url) as conn:
        conn.execute(text("DELETE FROM task"))
        with pytest.raises(SchemaMismatch, match="would point at one of"):
            settle(conn)
    with changing(url) as conn:
        assert len(conn.execute(select(metadata.tables["task"])).all()) == 1
