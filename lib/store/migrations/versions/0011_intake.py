"""What an import is of the place its traces come from: all, a random part, or picked for a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    # Nobody was asked before; a file was taken for all there was.
    op.add_column("imports", sa.Column("intake", sa.Text(), nullable=False, server_default="whole"))
    op.add_column("imports", sa.Column("intake_total", sa.Integer(), nullable=True))
