"""Traces: the light rows that lists read, and one body at a time."""

from __future__ import annotations

import json

import sqlalchemy as sa

from lib.model import Feedback, FeedbackOrigin, Origin, Person, Role, Trace, TraceFilter
from lib.store import access, bodies, filters
from lib.store.counted import published
from lib.store.engine import reading
from lib.store.tables import trace_bodies, traces


def body(who: Person, project_id: int, trace_id: int) -> Trace | None:
    """Return one whole trace, or None where the project has no published trace of this id.

    Needs the role viewer.
    """
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        found = connection.execute(
            sa.select(traces, trace_bodies.c.steps.label("body_steps"), trace_bodies.c.extra)
            .join(trace_bodies, trace_bodies.c.trace_id == traces.c.id)
            .where(published(project_id), traces.c.id == trace_id)
        ).first()
    return _trace(found) if found is not None else None


def find(who: Person, project_id: int, external_id: str) -> int | None:
    """Return the id of the trace with this external id, or None. Needs the role viewer."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        query = sa.select(traces.c.id).where(published(project_id), traces.c.external_id == external_id)
        return connection.scalar(query)


def matching(project_id: int, wanted: TraceFilter) -> list[tuple[int, int, str]]:
    """Return ``(id, serial, external id)`` of the traces that pass the filter, ordered by external id.

    The order is by code point, made here and not by the database, whose collation may differ: so the same
    seed draws the same traces on every machine and both databases.
    """
    with reading() as connection:
        rows = connection.execute(
            sa.select(traces.c.id, traces.c.serial, traces.c.external_id).where(
                filters.condition(project_id, wanted)
            )
        )
        return sorted(((row.id, row.serial, row.external_id) for row in rows), key=lambda row: row[2])


def total(project_id: int, wanted: TraceFilter | None = None) -> int:
    """Return how many published traces pass the filter."""
    query = sa.select(sa.func.count()).select_from(traces)
    with reading() as connection:
        return connection.scalar(query.where(filters.condition(project_id, wanted or TraceFilter()))) or 0


def _trace(row: sa.Row[tuple[object, ...]]) -> Trace:
    feedback = None
    if row.feedback is not None:
        feedback = Feedback(row.feedback, FeedbackOrigin(row.feedback_origin), row.feedback_raw)
    return Trace(
        external_id=row.external_id,
        steps=bodies.load_steps(row.body_steps),
        feedback=feedback,
        happened_at=row.happened_at,
        version=row.version,
        latency_seconds=row.latency_seconds,
        cost_usd=row.cost_usd,
        group_key=row.group_key,
        metadata=row.metadata,
        extra=json.loads(row.extra),
        origin=Origin(row.origin),
        id=row.id,
        serial=row.serial,
    )
