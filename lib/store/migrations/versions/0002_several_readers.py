"""Several readers: a batch item can be handed to more than one person, and leases lie on traces."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    # What was on a lease or open to anyone needs no row any more.
    old = sa.table("assignments", *map(sa.column, ("batch_item_id", "person_id", "lease_until")))
    handed = sa.select(old.c.batch_item_id, old.c.person_id).where(
        old.c.person_id.is_not(None), old.c.lease_until.is_(None)
    )
    kept = [row._asdict() for row in op.get_bind().execute(handed)]
    op.drop_table("assignments")
    made = op.create_table(
        "assignments",
        sa.Column("batch_item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_item_id"],
            ["batch_items.id"],
            name=op.f("fk_assignments_batch_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_assignments_person_id")),
        sa.PrimaryKeyConstraint("batch_item_id", "person_id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_person_id"), "assignments", ["person_id"])
    if kept:
        op.bulk_insert(made, kept)
    op.create_table(
        "leases",
        sa.Column("trace_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["trace_id"], ["traces.id"], name=op.f("fk_leases_trace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leases_person_id")),
        sa.PrimaryKeyConstraint("trace_id", name=op.f("pk_leases")),
    )
    op.create_index(op.f("ix_leases_person_id"), "leases", ["person_id"])
    op.add_column("projects", sa.Column("is_blind", sa.Boolean(), nullable=False, server_default=sa.true()))
