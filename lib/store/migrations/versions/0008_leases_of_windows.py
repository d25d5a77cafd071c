"""A lease is that of one window of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Made anew, since SQLite changes no primary key. Who reads on takes theirs again at the next key.
    op.drop_table("leases")
    op.create_table(
        "leases",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["trace_id"], ["traces.id"], name=op.f("fk_leases_trace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leases_person_id")),
        sa.PrimaryKeyConstraint("trace_id", "person_id", "window", name=op.f("pk_leases")),
    )
    op.create_index("ix_leases_person_id", "leases", ["person_id"])
