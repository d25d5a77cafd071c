"""Labels per review and failure mode, and second looks that only confirm the look before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "labels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("failure_mode_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["failure_mode_id"], ["failure_modes.id"], name=op.f("fk_labels_failure_mode_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_labels_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_labels_project_id")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_labels_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sa.UniqueConstraint("review_id", "failure_mode_id", name=op.f("uq_labels_review_id_failure_mode_id")),
    )
    op.create_index(op.f("ix_labels_failure_mode_id"), "labels", ["failure_mode_id"], unique=False)
    op.create_index(
        "ix_labels_counting",
        "labels",
        ["project_id", "failure_mode_id", "value", "review_id"],
        unique=False,
    )
    op.add_column("reviews", sa.Column("confirms", sa.Boolean(), nullable=False, server_default=sa.false()))
