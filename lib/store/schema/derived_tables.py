"""The tables of what the machine makes of traces and notes: vectors, maps, and suggested groups."""

from __future__ import annotations

import sqlalchemy as sa

from lib.store.schema.column_types import Json, at, id_, metadata, ref

vectorisers = sa.Table(
    "vectorisers",
    metadata,
    id_(),
    ref("project_id", "projects", index=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("dimensions", sa.Integer, nullable=False),
    # How many traces there were when it was learnt: a project that has since doubled learns again.
    sa.Column("fitted_on", sa.Integer, nullable=False),
    sa.Column("model", sa.LargeBinary, nullable=False),
    at("created_at"),
)

# Vectors by serial, many to a row: 100,000 rows of their own would take ten times as long to read.
vector_blocks = sa.Table(
    "vector_blocks",
    metadata,
    sa.Column("vectoriser_id", sa.ForeignKey("vectorisers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("first_serial", sa.Integer, primary_key=True),
    sa.Column("last_serial", sa.Integer, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

# Where each trace lies: its cluster and its place on the map, and what the clusters are about.
atlases = sa.Table(
    "atlases",
    metadata,
    sa.Column("project_id", sa.ForeignKey("projects.id"), primary_key=True),
    ref("vectoriser_id", "vectorisers"),
    sa.Column("covered", sa.Integer, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("clusters", Json, nullable=False),
    at("created_at"),
)

# Groups of notes that a helper suggests, until each is accepted or not. ``sent`` holds ids and counts.
proposals = sa.Table(
    "proposals",
    metadata,
    id_(),
    ref("project_id", "projects", index=True),
    ref("person_id", "people"),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False, default=""),
    sa.Column("prompt_version", sa.Text, nullable=False, default=""),
    sa.Column("sent", Json, nullable=False),
    sa.Column("agreement", sa.Float),
    sa.Column("together", sa.Float),
    at("created_at"),
    # NULL while it is the one on the page.
    at("closed_at", null=True),
)

proposed_groups = sa.Table(
    "proposed_groups",
    metadata,
    id_(),
    ref("proposal_id", "proposals", index=True, ondelete="CASCADE"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("definition", sa.Text, nullable=False),
    sa.Column("words", Json, nullable=False),
    sa.Column("quotes", Json, nullable=False),
)

proposed_notes = sa.Table(
    "proposed_notes",
    metadata,
    sa.Column("proposal_id", sa.ForeignKey("proposals.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("note_id", sa.ForeignKey("notes.id"), primary_key=True, index=True),
    # NULL for a note left over.
    ref("group_id", "proposed_groups", null=True, index=True, ondelete="CASCADE"),
    sa.Column("stability", sa.Float),
    # accepted or rejected, and by whom; NULL while open.
    sa.Column("decision", sa.Text),
    ref("person_id", "people", null=True),
    at("decided_at", null=True),
)
