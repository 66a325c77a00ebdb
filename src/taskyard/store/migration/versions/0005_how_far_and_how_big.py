"""How far a workspace is from its target, and how much it holds, as its worker sees it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspace", sa.Column("ahead", sa.Integer(), nullable=True))
    op.add_column("workspace", sa.Column("behind", sa.Integer(), nullable=True))
    op.add_column("workspace", sa.Column("disk", sa.BigInteger(), nullable=True))
    op.add_column("workspace", sa.Column("disk_cut", sa.Boolean(), nullable=True))


def downgrade() -> None:
    for name in ("disk_cut", "disk", "behind", "ahead"):
        op.drop_column("workspace", name)
