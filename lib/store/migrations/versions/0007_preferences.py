"""What a person chose for themselves: quick tags shown, hints about notes put away."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("people", sa.Column("preferences", Json, nullable=True))
