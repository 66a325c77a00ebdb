"""Whose a signed-in browser is, and by which key. Who is signed in has to sign in again: nothing says whose they were."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
_TABLES = ("launch_code", "browser")


def _owner() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("org", sa.String(length=63), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=26), nullable=True),
    )


def _make(name: str, *more: sa.Column[str]) -> None:
    op.create_table(
        name,
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("hash"),
    )


def upgrade() -> None:
    for name in _TABLES:
        op.drop_table(name)
        _make(name, *_owner())


def downgrade() -> None:
    for name in _TABLES:
        op.drop_table(name)
        _make(name)
