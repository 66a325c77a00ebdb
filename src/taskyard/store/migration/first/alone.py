"""The tables of the first schema that point at no other.

Never changed: what is different later is a later migration.
"""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    op.create_table(
        "agent_pause",
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("org", "agent"),
    )
    op.create_table(
        "usage",
        sa.Column("run", sa.String(length=26), nullable=False),
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("project", sa.String(length=26), nullable=False),
        sa.Column("task", sa.String(length=26), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("tokens_in", sa.BigInteger(), nullable=False),
        sa.Column("tokens_out", sa.BigInteger(), nullable=False),
        sa.Column("tokens_cached", sa.BigInteger(), nullable=False),
        sa.Column("turns", sa.BigInteger(), nullable=False),
        sa.Column("cost_usd", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("run"),
    )
    op.create_index("usage_day", "usage", ["org", "day"], unique=False)
    op.create_index(
        "usage_project",
        "usage",
        ["org", "project", "day", "cost_usd", "tokens_in", "tokens_out"],
        unique=False,
    )
    op.create_table(
        "org",
        sa.Column("id", sa.String(length=63), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "audit",
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("org", "seq"),
    )
    op.create_table(
        "workspace",
        sa.Column("worker", sa.String(length=26), nullable=False),
        sa.Column("task", sa.String(length=26), nullable=False),
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("project", sa.String(length=26), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("strategy", sa.String(length=20), nullable=False),
        sa.Column("branch", sa.Text(), nullable=True),
        sa.Column("base_commit", sa.Text(), nullable=True),
        sa.Column("head_commit", sa.Text(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("dirty", sa.Boolean(), nullable=False),
        sa.Column("wish", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("worker", "task"),
    )
    op.create_table(
        "repository",
        sa.Column("worker", sa.String(length=26), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("current", sa.Text(), nullable=True),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("worker", "path"),
    )
    op.create_index("workspace_org", "workspace", ["org", "task"], unique=False)
    op.create_table(
        "browser",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "event",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("project", sa.String(length=26), nullable=True),
        sa.Column("task", sa.String(length=26), nullable=True),
        sa.Column("run", sa.String(length=26), nullable=True),
        sa.Column("worker", sa.String(length=26), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("event_project", "event", ["project", "seq"], unique=False)
    op.create_index("event_task", "event", ["task", "seq"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org", "key"),
    )
    op.create_index("idempotency_at", "idempotency", ["at"], unique=False)
    op.create_table(
        "key",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("preview", sa.String(length=20), nullable=False),
        sa.Column("old_hash", sa.String(length=64), nullable=True),
        sa.Column("old_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "launch_code",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )


def drop() -> None:
    for table in (
        "meta",
        "launch_code",
        "key",
        "idempotency",
        "event",
        "counter",
        "browser",
        "repository",
        "workspace",
        "audit",
        "org",
        "usage",
        "agent_pause",
    ):
        op.drop_table(table)
