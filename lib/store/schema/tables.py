"""The schema. Heavy trace bodies lie apart from the light columns that lists, filters and sampling read.

What the machine computes has its own tables, in ``lib.store.schema.derived_tables``.
"""

from __future__ import annotations

import sqlalchemy as sa

from lib.store.schema.column_types import Json, at, id_, ref
from lib.store.schema.column_types import Utc as Utc
from lib.store.schema.column_types import metadata as metadata
from lib.store.schema.column_types import now as now

people = sa.Table(
    "people",
    metadata,
    id_(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, unique=True),
    sa.Column("is_local", sa.Boolean, nullable=False, default=False),
    sa.Column("is_admin", sa.Boolean, nullable=False, default=False),
    # What of the screens they chose for themselves (lib/store/projects/preferences.py).
    sa.Column("preferences", Json),
    at("created_at"),
    # Of an installation without sign-in there is one person.
    sa.Index(
        "uq_people_is_local",
        "is_local",
        unique=True,
        sqlite_where=sa.text("is_local"),
        postgresql_where=sa.text("is_local"),
    ),
)

projects = sa.Table(
    "projects",
    metadata,
    id_(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    # The name as compared.
    sa.Column("name_key", sa.Text),
    sa.Column("is_demo", sa.Boolean, nullable=False, default=False),
    sa.Column("mapping", Json),
    sa.Column("identity_hashed", sa.Boolean, nullable=False, default=False),
    sa.Column("display", Json),
    ref("lead_id", "people", null=True),
    # Whether others' work on a trace is hidden from who is still to read it (lib/store/rules/visibility.py).
    sa.Column("is_blind", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    at("created_at"),
    sa.Index("uq_projects_name_key", "name_key", unique=True),
)

memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("project_id", sa.ForeignKey("projects.id"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id"), primary_key=True, index=True),
    sa.Column("role", sa.Text, nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    id_(),
    ref("project_id", "projects", null=True, index=True),
    ref("person_id", "people", null=True),
    at("at"),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("refs", Json, nullable=False),
    sqlite_autoincrement=True,
)

jobs = sa.Table(
    "jobs",
    metadata,
    id_(),
    ref("project_id", "projects", index=True),
    ref("person_id", "people", null=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, default="queued"),
    sa.Column("payload", Json, nullable=False),
    sa.Column("progress", sa.Float, nullable=False, default=0.0),
    sa.Column("message", sa.Text, nullable=False, default=""),
    sa.Column("result", Json),
    sa.Column("cancel_requested", sa.Boolean, nullable=False, default=False),
    sa.Column("claimed_by", sa.Text),
    at("heartbeat_at"),
    at("created_at"),
    at("finished_at", null=True),
)

imports = sa.Table(
    "imports",
    metadata,
    id_(),
    ref("project_id", "projects", index=True),
    ref("person_id", "people"),
    ref("job_id", "jobs", null=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, default="running"),
    sa.Column("report", Json),
    # What it is of the place it comes from, and of how many a random part (``lib.model.Intake``).
    sa.Column("intake", sa.Text, nullable=False, default="whole", server_default="whole"),
    sa.Column("intake_total", sa.Integer),
    # The metadata fields of its traces and their values, counted chunk by chunk
    # (lib/store/traces/metadata_fields.py).
    sa.Column("fields", Json),
    at("heartbeat_at"),
    at("started_at"),
    at("published_at", null=True),
)

traces = sa.Table(
    "traces",
    metadata,
    id_(),
    ref("project_id", "projects"),
    ref("import_id", "imports", index=True),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("normalised_hash", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("group_key", sa.Text),
    sa.Column("happened_at", Utc),
    sa.Column("version", sa.Text),
    sa.Column("latency_seconds", sa.Float),
    sa.Column("cost_usd", sa.Float),
    sa.Column("feedback", sa.Float),
    sa.Column("feedback_origin", sa.Text),
    sa.Column("feedback_raw", sa.Text),
    sa.Column("steps", sa.Integer, nullable=False),
    sa.Column("tool_calls", sa.Integer, nullable=False),
    sa.Column("errors", sa.Integer, nullable=False),
    sa.Column("characters", sa.Integer, nullable=False),
    # Before the long texts: SQLite walks a row from its start, and filters read this one.
    sa.Column("metadata", Json, nullable=False),
    sa.Column("preview", sa.Text, nullable=False),
    sa.Column("search_text", sa.Text, nullable=False),
    sa.UniqueConstraint("project_id", "external_id"),
    sa.UniqueConstraint("project_id", "serial"),
    # Holds all that counting and every sort need, so that neither touches the wide rows.
    sa.Index(
        "ix_traces_sorting",
        "project_id",
        "import_id",
        "happened_at",
        "feedback",
        "tool_calls",
        "steps",
        "latency_seconds",
        "cost_usd",
        "serial",
        "version",
    ),
    sa.Index("ix_traces_project_id_feedback", "project_id", "feedback"),
    sa.Index("ix_traces_project_id_happened_at", "project_id", "happened_at"),
    sa.Index("ix_traces_project_id_normalised_hash", "project_id", "normalised_hash"),
)

trace_bodies = sa.Table(
    "trace_bodies",
    metadata,
    sa.Column("trace_id", sa.ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("steps", sa.Text, nullable=False),
    sa.Column("extra", sa.Text, nullable=False),
)

batches = sa.Table(
    "batches",
    metadata,
    id_(),
    ref("project_id", "projects", index=True),
    ref("person_id", "people"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("strategy", sa.Text, nullable=False),
    sa.Column("parameters", Json, nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("population", sa.Text, nullable=False),
    sa.Column("frame", sa.LargeBinary, nullable=False),
    sa.Column("reviewed", sa.LargeBinary, nullable=False),
    at("created_at"),
    at("archived_at", null=True),
)

batch_items = sa.Table(
    "batch_items",
    metadata,
    id_(),
    ref("batch_id", "batches"),
    ref("trace_id", "traces", index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("random", sa.Boolean, nullable=False),
    sa.Column("stratum", sa.Text),
    sa.Column("inclusion_probability", sa.Float),
    sa.UniqueConstraint("batch_id", "trace_id"),
    sa.UniqueConstraint("batch_id", "position"),
)

# Who is to read which item: one person, or several for agreement. An item without rows is open to whoever
# asks first. Whether it is done is read from the reviews, so that taking a verdict back opens it again.
assignments = sa.Table(
    "assignments",
    metadata,
    sa.Column("batch_item_id", sa.ForeignKey("batch_items.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id"), primary_key=True, index=True),
)

# Who has which trace open now, in which window. Like a draft it is no event: it says nothing once lapsed.
leases = sa.Table(
    "leases",
    metadata,
    sa.Column("trace_id", sa.ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id"), primary_key=True, index=True),
    sa.Column("window", sa.Text, primary_key=True),
    sa.Column("until", Utc, nullable=False),
)

reviews = sa.Table(
    "reviews",
    metadata,
    id_(),
    ref("project_id", "projects", index=True),
    ref("trace_id", "traces"),
    ref("person_id", "people"),
    ref("batch_id", "batches", null=True),
    sa.Column("purpose", sa.Text, nullable=False, default="first"),
    sa.Column("number", sa.Integer, nullable=False, default=1),
    # NULL once the first submission was undone: the trace counts as unread again.
    sa.Column("verdict", sa.Text),
    # A look again that said what the look before it said: that one goes on counting, with its notes.
    sa.Column("confirms", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("seconds", sa.Float, nullable=False, default=0.0),
    sa.Column("revision", sa.Integer, nullable=False, default=1),
    at("created_at"),
    at("updated_at"),
    sa.UniqueConstraint("trace_id", "person_id", "purpose", "number"),
)

review_revisions = sa.Table(
    "review_revisions",
    metadata,
    id_(),
    ref("review_id", "reviews"),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("is_first_submission", sa.Boolean, nullable=False),
    # The whole review as submitted: verdict, seconds, notes with their ids.
    sa.Column("content", Json, nullable=False),
    at("at"),
    sa.UniqueConstraint("review_id", "revision"),
)

failure_modes = sa.Table(
    "failure_modes",
    metadata,
    id_(),
    ref("project_id", "projects"),
    sa.Column("name", sa.Text, nullable=False),
    # The name as compared; NULL once retired, so that a name can be used again.
    sa.Column("name_key", sa.Text),
    sa.Column("definition", sa.Text, nullable=False, default=""),
    sa.Column("when_to_use", sa.Text, nullable=False, default=""),
    sa.Column("when_not_to_use", sa.Text, nullable=False, default=""),
    sa.Column("severity", sa.Integer),
    # The ids of the notes pinned as examples.
    sa.Column("examples", Json, nullable=False, default=list),
    sa.Column("colour", sa.Integer, nullable=False, default=0),
    ref("parent_id", "failure_modes", null=True),
    sa.Column("status", sa.Text, nullable=False, default="active"),
    sa.Column("owner", sa.Text, nullable=False, default=""),
    sa.Column("link", sa.Text, nullable=False, default=""),
    sa.Column("fixed_in", sa.Text, nullable=False, default=""),
    at("created_at"),
    sa.UniqueConstraint("project_id", "name_key"),
    sqlite_autoincrement=True,
)

failure_mode_revisions = sa.Table(
    "failure_mode_revisions",
    metadata,
    id_(),
    ref("mode_id", "failure_modes"),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("definition", sa.Text, nullable=False),
    sa.Column("when_to_use", sa.Text, nullable=False, default=""),
    sa.Column("when_not_to_use", sa.Text, nullable=False, default=""),
    sa.Column("severity", sa.Integer),
    sa.Column("examples", Json, nullable=False, default=list),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False, default=""),
    sa.Column("link", sa.Text, nullable=False, default=""),
    sa.Column("fixed_in", sa.Text, nullable=False, default=""),
    ref("parent_id", "failure_modes", null=True),
    at("at"),
    sa.UniqueConstraint("mode_id", "revision"),
)

# A name for the taxonomy as one of its changes left it: "round 1".
taxonomy_snapshots = sa.Table(
    "taxonomy_snapshots",
    metadata,
    id_(),
    ref("project_id", "projects"),
    ref("event_id", "events"),
    ref("person_id", "people"),
    sa.Column("name", sa.Text, nullable=False),
    # The name as compared.
    sa.Column("name_key", sa.Text),
    at("created_at"),
    sa.UniqueConstraint("project_id", "name"),
    sa.Index("uq_taxonomy_snapshots_project_id_name_key", "project_id", "name_key", unique=True),
)

notes = sa.Table(
    "notes",
    metadata,
    id_(),
    ref("project_id", "projects"),
    ref("review_id", "reviews", index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("step", sa.Integer),
    sa.Column("quote", sa.Text),
    sa.Column("is_first_failure", sa.Boolean, nullable=False, default=False),
    ref("failure_mode_id", "failure_modes", null=True, index=True),
    # A note taken out of its review: kept for the history, counted nowhere.
    at("removed_at", null=True),
    sa.Index("ix_notes_project_id_removed_at", "project_id", "removed_at"),
)

# What the notes do not say: a live note of the review in the mode is a yes that nobody has to store.
labels = sa.Table(
    "labels",
    metadata,
    id_(),
    ref("project_id", "projects"),
    ref("review_id", "reviews"),
    ref("failure_mode_id", "failure_modes", index=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    ref("person_id", "people"),
    at("at"),
    sa.UniqueConstraint("review_id", "failure_mode_id"),
    # Holds all that counting needs, in the order it is read.
    sa.Index("ix_labels_counting", "project_id", "failure_mode_id", "value", "review_id"),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("person_id", sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("trace_id", sa.ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("content", Json, nullable=False),
    at("updated_at"),
)
