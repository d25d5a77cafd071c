"""Who mends a failure mode, where its ticket is, and in which version it is said to be fixed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    for table in ("failure_modes", "failure_mode_revisions"):
        for column in ("owner", "link", "fixed_in"):
            op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))
