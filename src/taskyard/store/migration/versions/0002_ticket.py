"""Tickets that hold on every server of the database; and whose workspace goes once it is merged."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ticket",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=26), nullable=True),
        sa.Column("mark", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("ticket_expires_at", "ticket", ["expires_at"], unique=False)
    op.create_table(
        "tidy",
        sa.Column("task", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["task"], ["task.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task"),
    )


def downgrade() -> None:
    op.drop_table("tidy")
    op.drop_index("ticket_expires_at", table_name="ticket")
    op.drop_table("ticket")
