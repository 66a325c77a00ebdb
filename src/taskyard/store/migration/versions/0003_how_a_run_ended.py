"""How a run ended: the structured output it gave, its program's exit code, and where its log lies."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run_body", sa.Column("structured_output", sa.Text(), nullable=True))
    op.add_column("run_body", sa.Column("exit_code", sa.Integer(), nullable=True))
    op.add_column("run_body", sa.Column("log_path", sa.Text(), nullable=True))


def downgrade() -> None:
    for name in ("log_path", "exit_code", "structured_output"):
        op.drop_column("run_body", name)
