"""Codebook: what a failure mode says of itself, and names for past states of the taxonomy."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table in ("failure_modes", "failure_mode_revisions"):
        op.add_column(table, sa.Column("when_to_use", sa.Text(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("when_not_to_use", sa.Text(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("severity", sa.Integer(), nullable=True))
        op.add_column(table, sa.Column("examples", Json, nullable=False, server_default="[]"))
    op.create_table(
        "taxonomy_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_taxonomy_snapshots_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_taxonomy_snapshots_person_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_taxonomy_snapshots_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taxonomy_snapshots")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_taxonomy_snapshots_project_id_name")),
    )
