"""What the first schema says beside its tables: rows that are never changed.

Never changed: what is different later is a later migration.
"""

from alembic import op


def only_appended(table: str) -> None:
    """The database itself refuses to change or remove a row, whoever asks."""
    words = f"{table} is only appended to"
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_keep()"
    )


def free(table: str) -> None:
    """Undoes `only_appended`."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{act}")
        return
    op.execute(f"DROP TRIGGER {table}_keep ON {table}")
    op.execute(f"DROP FUNCTION {table}_keep()")
