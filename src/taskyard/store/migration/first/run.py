"""Runs, their sessions and their transcripts, in the first schema.

Never changed: what is different later is a later migration.
"""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("project", sa.String(length=26), nullable=False),
        sa.Column("task", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("pool", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column(
            "position",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("override", sa.Boolean(), nullable=False),
        sa.Column("is_retry", sa.Boolean(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=26), nullable=True),
        sa.Column("claim_key", sa.String(length=200), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=True),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=30), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["task"], ["task.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("task", "number", name="run_number"),
        postgresql_with={"fillfactor": "80", "autovacuum_vacuum_scale_factor": "0.01"},
    )
    op.create_index(
        "run_claim_key",
        "run",
        ["claim_key"],
        unique=True,
        sqlite_where=sa.text("claim_key IS NOT NULL"),
        postgresql_where=sa.text("claim_key IS NOT NULL"),
    )
    op.create_index(
        "run_held",
        "run",
        ["id"],
        unique=False,
        sqlite_where=sa.text("status = 'queued' AND NOT ready"),
        postgresql_where=sa.text("status = 'queued' AND NOT ready"),
    )
    op.create_index(
        "run_live",
        "run",
        ["id"],
        unique=False,
        sqlite_where=sa.text("status IN ('claimed','preparing','running','waiting','checking')"),
        postgresql_where=sa.text("status IN ('claimed','preparing','running','waiting','checking')"),
    )
    op.create_index(
        "run_queued",
        "run",
        ["pool", "priority", "position", "queued_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'queued' AND ready"),
        postgresql_where=sa.text("status = 'queued' AND ready"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("worker", sa.String(length=26), nullable=True),
        sa.Column("task", sa.String(length=26), nullable=True),
        sa.Column("run", sa.String(length=26), nullable=True),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("last_activity_at", sa.BigInteger(), nullable=False),
        sa.Column("terminated_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task"], ["task.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["worker"],
            ["worker.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("org", "session_id", name="session_session_id"),
    )
    op.create_index("session_run", "session", ["run"], unique=False)
    op.create_index("session_status", "session", ["status"], unique=False)
    op.create_index("session_task", "session", ["task"], unique=False)
    op.create_table(
        "entry",
        sa.Column(
            "rowid_", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("run", sa.String(length=26), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["run.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rowid_"),
        sa.UniqueConstraint("run", "seq", name="entry_seq"),
    )
    op.create_table(
        "run_body",
        sa.Column("run", sa.String(length=26), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("prompt_extra", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=True),
        sa.Column("base_commit", sa.Text(), nullable=True),
        sa.Column("head_commit", sa.Text(), nullable=True),
        sa.Column("merged_commit", sa.Text(), nullable=True),
        sa.Column("snapshot_ref", sa.Text(), nullable=True),
        sa.Column("stat", sa.Text(), nullable=False),
        sa.Column("conflicts", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.Column("incomplete", sa.Boolean(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("patch", sa.Text(), nullable=False),
        sa.Column("patch_cut", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["run.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run"),
    )


def drop() -> None:
    for table in ("run_body", "entry", "session", "run"):
        op.drop_table(table)
