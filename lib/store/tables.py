"""The schema. Heavy trace bodies lie apart from the light columns that lists, filters and sampling read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(sa.TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is put on and taken off here."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment as the database holds it."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment, always aware of its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON().with_variant(JSONB(), "postgresql")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _ref(name: str, target: str, *, null: bool = False, index: bool = False, **kw: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.ForeignKey(f"{target}.id", **kw), nullable=null, index=index)


def _at(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Utc, nullable=null, default=None if null else now)


people = sa.Table(
    "people",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, unique=True),
    sa.Column("is_local", sa.Boolean, nullable=False, default=False),
    sa.Column("is_admin", sa.Boolean, nullable=False, default=False),
    # What of the screens they chose for themselves (lib/store/preferences.py).
    sa.Column("preferences", Json),
    _at("created_at"),
)

projects = sa.Table(
    "projects",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("is_demo", sa.Boolean, nullable=False, default=False),
    sa.Column("mapping", Json),
    sa.Column("identity_hashed", sa.Boolean, nullable=False, default=False),
    sa.Column("display", Json),
    _ref("lead_id", "people", null=True),
    # Whether others' work on a trace is hidden from who is still to read it (lib/store/visible.py).
    sa.Column("is_blind", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    _at("created_at"),
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
    _id(),
    _ref("project_id", "projects", null=True, index=True),
    _ref("person_id", "people", null=True),
    _at("at"),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("refs", Json, nullable=False),
    sqlite_autoincrement=True,
)

jobs = sa.Table(
    "jobs",
    metadata,
    _id(),
    _ref("project_id", "projects", index=True),
    _ref("person_id", "people", null=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, default="queued"),
    sa.Column("payload", Json, nullable=False),
    sa.Column("progress", sa.Float, nullable=False, default=0.0),
    sa.Column("message", sa.Text, nullable=False, default=""),
    sa.Column("result", Json),
    sa.Column("cancel_requested", sa.Boolean, nullable=False, default=False),
    sa.Column("claimed_by", sa.Text),
    _at("heartbeat_at"),
    _at("created_at"),
    _at("finished_at", null=True),
)

imports = sa.Table(
    "imports",
    metadata,
    _id(),
    _ref("project_id", "projects", index=True),
    _ref("person_id", "people"),
    _ref("job_id", "jobs", null=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, default="running"),
    sa.Column("report", Json),
    # The metadata fields of its traces and their values, counted chunk by chunk (lib/store/fields.py).
    sa.Column("fields", Json),
    _at("heartbeat_at"),
    _at("started_at"),
    _at("published_at", null=True),
)

traces = sa.Table(
    "traces",
    metadata,
    _id(),
    _ref("project_id", "projects"),
    _ref("import_id", "imports", index=True),
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
    _id(),
    _ref("project_id", "projects", index=True),
    _ref("person_id", "people"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("strategy", sa.Text, nullable=False),
    sa.Column("parameters", Json, nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("population", sa.Text, nullable=False),
    sa.Column("frame", sa.LargeBinary, nullable=False),
    sa.Column("reviewed", sa.LargeBinary, nullable=False),
    _at("created_at"),
    _at("archived_at", null=True),
)

batch_items = sa.Table(
    "batch_items",
    metadata,
    _id(),
    _ref("batch_id", "batches"),
    _ref("trace_id", "traces", index=True),
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

# Who has which trace open now. Like a draft it is no event: it says nothing once it has lapsed.
leases = sa.Table(
    "leases",
    metadata,
    sa.Column("trace_id", sa.ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True),
    _ref("person_id", "people", index=True),
    sa.Column("until", Utc, nullable=False),
)

reviews = sa.Table(
    "reviews",
    metadata,
    _id(),
    _ref("project_id", "projects", index=True),
    _ref("trace_id", "traces"),
    _ref("person_id", "people"),
    _ref("batch_id", "batches", null=True),
    sa.Column("purpose", sa.Text, nullable=False, default="first"),
    sa.Column("number", sa.Integer, nullable=False, default=1),
    # NULL once the first submission was undone: the trace counts as unread again.
    sa.Column("verdict", sa.Text),
    # A look again that said what the look before it said: that one goes on counting, with its notes.
    sa.Column("confirms", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("seconds", sa.Float, nullable=False, default=0.0),
    sa.Column("revision", sa.Integer, nullable=False, default=1),
    _at("created_at"),
    _at("updated_at"),
    sa.UniqueConstraint("trace_id", "person_id", "purpose", "number"),
)

review_revisions = sa.Table(
    "review_revisions",
    metadata,
    _id(),
    _ref("review_id", "reviews"),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("is_first_submission", sa.Boolean, nullable=False),
    # The whole review as submitted: verdict, seconds, notes with their ids.
    sa.Column("content", Json, nullable=False),
    _at("at"),
    sa.UniqueConstraint("review_id", "revision"),
)

failure_modes = sa.Table(
    "failure_modes",
    metadata,
    _id(),
    _ref("project_id", "projects"),
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
    _ref("parent_id", "failure_modes", null=True),
    sa.Column("status", sa.Text, nullable=False, default="active"),
    _at("created_at"),
    sa.UniqueConstraint("project_id", "name_key"),
    sqlite_autoincrement=True,
)

failure_mode_revisions = sa.Table(
    "failure_mode_revisions",
    metadata,
    _id(),
    _ref("mode_id", "failure_modes"),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("definition", sa.Text, nullable=False),
    sa.Column("when_to_use", sa.Text, nullable=False, default=""),
    sa.Column("when_not_to_use", sa.Text, nullable=False, default=""),
    sa.Column("severity", sa.Integer),
    sa.Column("examples", Json, nullable=False, default=list),
    sa.Column("status", sa.Text, nullable=False),
    _ref("parent_id", "failure_modes", null=True),
    _at("at"),
    sa.UniqueConstraint("mode_id", "revision"),
)

# A name for the taxonomy as one of its changes left it: "round 1".
taxonomy_snapshots = sa.Table(
    "taxonomy_snapshots",
    metadata,
    _id(),
    _ref("project_id", "projects"),
    _ref("event_id", "events"),
    _ref("person_id", "people"),
    sa.Column("name", sa.Text, nullable=False),
    _at("created_at"),
    sa.UniqueConstraint("project_id", "name"),
)

notes = sa.Table(
    "notes",
    metadata,
    _id(),
    _ref("project_id", "projects"),
    _ref("review_id", "reviews", index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("step", sa.Integer),
    sa.Column("quote", sa.Text),
    sa.Column("is_first_failure", sa.Boolean, nullable=False, default=False),
    _ref("failure_mode_id", "failure_modes", null=True, index=True),
    # A note taken out of its review: kept for the history, counted nowhere.
    _at("removed_at", null=True),
    sa.Index("ix_notes_project_id_removed_at", "project_id", "removed_at"),
)

# What the notes do not say: a live note of the review in the mode is a yes that nobody has to store.
labels = sa.Table(
    "labels",
    metadata,
    _id(),
    _ref("project_id", "projects"),
    _ref("review_id", "reviews"),
    _ref("failure_mode_id", "failure_modes", index=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    _ref("person_id", "people"),
    _at("at"),
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
    _at("updated_at"),
)

vectorisers = sa.Table(
    "vectorisers",
    metadata,
    _id(),
    _ref("project_id", "projects", index=True),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("dimensions", sa.Integer, nullable=False),
    # How many traces there were when it was learnt: a project that has since doubled learns again.
    sa.Column("fitted_on", sa.Integer, nullable=False),
    sa.Column("model", sa.LargeBinary, nullable=False),
    _at("created_at"),
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
    _ref("vectoriser_id", "vectorisers"),
    sa.Column("covered", sa.Integer, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("clusters", Json, nullable=False),
    _at("created_at"),
)

# Groups of notes that a helper suggests, until each is accepted or not. ``sent`` holds ids and counts.
proposals = sa.Table(
    "proposals",
    metadata,
    _id(),
    _ref("project_id", "projects", index=True),
    _ref("person_id", "people"),
    sa.Column("provider", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False, default=""),
    sa.Column("prompt_version", sa.Text, nullable=False, default=""),
    sa.Column("sent", Json, nullable=False),
    sa.Column("agreement", sa.Float),
    sa.Column("together", sa.Float),
    _at("created_at"),
    # NULL while it is the one on the page.
    _at("closed_at", null=True),
)

proposed_groups = sa.Table(
    "proposed_groups",
    metadata,
    _id(),
    _ref("proposal_id", "proposals", index=True, ondelete="CASCADE"),
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
    _ref("group_id", "proposed_groups", null=True, index=True, ondelete="CASCADE"),
    sa.Column("stability", sa.Float),
    # accepted or rejected, and by whom; NULL while open.
    sa.Column("decision", sa.Text),
    _ref("person_id", "people", null=True),
    _at("decided_at", null=True),
)
