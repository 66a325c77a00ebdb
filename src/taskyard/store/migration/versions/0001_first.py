"""The first schema."""

from alembic import op

from taskyard.store.migration.first import alone, rule, run, task

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    alone.make()
    task.make()
    run.make()
    now = (
        "CAST((julianday('now') - 2440587.5) * 86400 AS INTEGER) * 1000000"
        if op.get_bind().dialect.name == "sqlite"
        else "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
    )
    op.execute("INSERT INTO counter (name, value) VALUES ('event', 0)")
    op.execute(
        f"INSERT INTO org (id, name, settings, created_at) VALUES ('default', 'default', '{{}}', {now})"
    )
    rule.only_appended("audit")


def downgrade() -> None:
    rule.free("audit")
    run.drop()
    task.drop()
    alone.drop()
