"""Traces: the light rows that lists read, and one body at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from lib.model import (
    Feedback,
    FeedbackOrigin,
    Origin,
    Person,
    Role,
    Scalar,
    Step,
    Trace,
    TraceFilter,
    Verdict,
)
from lib.store.engine import reading
from lib.store.rules import access, visibility
from lib.store.rules.counted_reviews import counted_reviews, published
from lib.store.schema.tables import imports, trace_bodies, traces
from lib.store.traces import bodies, filters, metadata_fields
from lib.text.natural import natural


class Sort(StrEnum):
    """In which order traces are listed. What has no value comes last."""

    NEWEST = "newest first"
    OLDEST = "oldest first"
    WORST = "worst feedback first"
    BEST = "best feedback first"
    STEPS = "most steps first"
    TOOLS = "most tool calls first"
    SLOWEST = "slowest first"
    COSTLIEST = "most expensive first"
    IMPORTED = "as imported"


_ORDER: dict[Sort, sa.UnaryExpression[object] | sa.ColumnElement[object]] = {
    Sort.NEWEST: traces.c.happened_at.desc().nulls_last(),
    Sort.OLDEST: traces.c.happened_at.asc().nulls_last(),
    Sort.WORST: traces.c.feedback.asc().nulls_last(),
    Sort.BEST: traces.c.feedback.desc().nulls_last(),
    Sort.STEPS: traces.c.steps.desc(),
    Sort.TOOLS: traces.c.tool_calls.desc(),
    Sort.SLOWEST: traces.c.latency_seconds.desc().nulls_last(),
    Sort.COSTLIEST: traces.c.cost_usd.desc().nulls_last(),
}

_LINE = (
    traces.c.id,
    traces.c.external_id,
    traces.c.preview,
    traces.c.feedback,
    traces.c.feedback_origin,
    traces.c.feedback_raw,
    traces.c.version,
    traces.c.metadata,
    traces.c.steps,
    traces.c.tool_calls,
    traces.c.latency_seconds,
    traces.c.cost_usd,
    traces.c.happened_at,
)

# All but the texts that only lists and searches read.
_WHOLE = [column for column in traces.c if column.name not in ("preview", "search_text")]

# Characters of a body that is kept, and of all that are: a screen asks for a long one part by part.
_LONG_FROM, _LONG_KEPT = 1_000_000, 100_000_000
_LONG = bodies.LongBodies(_LONG_KEPT)


@dataclass(frozen=True, slots=True)
class Line:
    """A trace as a list shows it: the light columns, and the verdict that counts.

    ``hidden``: there is a verdict, which this person sees once they have read the trace themselves.
    """

    id: int
    external_id: str
    preview: str
    feedback: Feedback | None
    version: str | None
    metadata: Mapping[str, Scalar]
    steps: int
    tool_calls: int
    latency_seconds: float | None
    cost_usd: float | None
    happened_at: datetime | None
    verdict: Verdict | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and how many traces pass the filter in all."""

    lines: tuple[Line, ...]
    total: int


def body(who: Person, project_id: int, trace_id: int) -> Trace | None:
    """Return one whole trace, or None where the project has no published trace of this id.

    Needs the role viewer.
    """
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        return bodies_of(connection, project_id, [trace_id]).get(trace_id)


def bodies_of(connection: sa.Connection, project_id: int, trace_ids: Iterable[int]) -> dict[int, Trace]:
    """Return these whole traces by id, without those the project has not. The caller checks the role."""
    wanted = list(trace_ids)
    known = _LONG.ids().intersection(wanted)
    found = {}
    if known:
        here = sa.select(*_WHOLE).where(published(project_id), traces.c.id.in_(known))
        for row in connection.execute(here):
            if kept := _LONG.get(row.id, row.content_hash):
                found[row.id] = _trace(row, *kept)
    rest = [one for one in wanted if one not in found]
    if rest:
        for row in connection.execute(_bodies(project_id), {"ids": rest}):
            steps, extra = bodies.load_steps(row.body_steps), json.loads(row.extra)
            size = len(row.body_steps) + len(row.extra)
            if size > _LONG_FROM:
                _LONG.keep(row.id, row.content_hash, size, steps, extra)
            found[row.id] = _trace(row, steps, extra)
    return found


@lru_cache(maxsize=256)
def _bodies(project_id: int) -> sa.Select[Any]:
    # Kept, as every save asks it: to put the statement together takes longer than the database does.
    return (
        sa.select(*_WHOLE, trace_bodies.c.steps.label("body_steps"), trace_bodies.c.extra)
        .join(trace_bodies, trace_bodies.c.trace_id == traces.c.id)
        .where(published(project_id), traces.c.id.in_(sa.bindparam("ids", expanding=True)))
    )


def newest(who: Person, project_id: int, count: int) -> list[Trace]:
    """Return the traces that came in last, whole, at most ``count``. Needs the role viewer."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        found = connection.execute(
            sa.select(traces, trace_bodies.c.steps.label("body_steps"), trace_bodies.c.extra)
            .join(trace_bodies, trace_bodies.c.trace_id == traces.c.id)
            .where(published(project_id))
            .order_by(traces.c.serial.desc())
            .limit(count)
        )
        return [_trace(row, bodies.load_steps(row.body_steps), json.loads(row.extra)) for row in found]


def searched_text(project_id: int, newest: int, *, beside: int) -> dict[int, str]:
    """Return by serial what the newest traces are searched by, and what the trace ``beside`` them is."""
    columns = sa.select(traces.c.serial, traces.c.search_text).where(published(project_id))
    with reading() as connection:
        own = connection.execute(columns.where(traces.c.serial == beside))
        others = connection.execute(columns.order_by(traces.c.serial.desc()).limit(newest))
        return {row.serial: row.search_text for row in (*own, *others)}


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


def page(who: Person, project_id: int, wanted: TraceFilter, sort: Sort, number: int, size: int) -> Page:
    """Return page ``number`` (from 1) of the published traces that pass the filter, and their number.

    Needs the role viewer.
    """
    passing = filters.condition(project_id, wanted, who)
    order = [_ORDER[sort]] if sort in _ORDER else []
    # Ids first: they and the order come from a narrow index, and only one page of wide rows is read.
    ids = sa.select(traces.c.id).where(passing).order_by(*order, traces.c.serial)
    counted = counted_reviews(project_id)
    sees = visibility.may_see(who, project_id, traces.c.id)
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        found = list(connection.scalars(ids.limit(size).offset((number - 1) * size)))
        wide = connection.execute(
            sa.select(*_LINE, counted.c.verdict, sees.label("sees"))
            .join(counted, counted.c.trace_id == traces.c.id, isouter=True)
            .where(traces.c.id.in_(found))
        )
        lines = {row.id: _line(row) for row in wide}
        count = sa.select(sa.func.count()).select_from(traces).where(passing)
        return Page(tuple(lines[one] for one in found), connection.scalar(count) or 0)


def versions(project_id: int) -> list[str]:
    """Return the versions the project's published traces name, 1.9 before 1.10."""
    query = sa.select(traces.c.version).where(published(project_id), traces.c.version.is_not(None)).distinct()
    with reading() as connection:
        return sorted(connection.scalars(query), key=natural)


def metadata_values(project_id: int) -> dict[str, list[str]]:
    """Return the metadata fields one can pick from, each with its values as text, the commonest first.

    Fields with only one value, or too many to pick from, are left out.
    """
    return {
        name: [value for value, _ in sorted(values.items(), key=lambda pair: (-pair[1], natural(pair[0])))]
        for name, values in sorted(_fields(project_id).items())
        if values is not None and len(values) > 1
    }


def metadata_names(project_id: int) -> list[str]:
    """Return the names of all metadata fields of the project's published traces, sorted."""
    return sorted(_fields(project_id))


def _fields(project_id: int) -> metadata_fields.Fields:
    query = sa.select(imports.c.fields).where(
        imports.c.project_id == project_id, imports.c.published_at.is_not(None), imports.c.fields.is_not(None)
    )
    with reading() as connection:
        return metadata_fields.merged(connection.scalars(query))


def _line(row: Any) -> Line:
    return Line(
        id=row.id,
        external_id=row.external_id,
        preview=row.preview,
        feedback=_feedback(row),
        version=row.version,
        metadata=row.metadata,
        steps=row.steps,
        tool_calls=row.tool_calls,
        latency_seconds=row.latency_seconds,
        cost_usd=row.cost_usd,
        happened_at=row.happened_at,
        verdict=Verdict(row.verdict) if row.verdict and row.sees else None,
        hidden=bool(row.verdict) and not row.sees,
    )


def _feedback(row: Any) -> Feedback | None:
    if row.feedback is None:
        return None
    return Feedback(row.feedback, FeedbackOrigin(row.feedback_origin), row.feedback_raw)


def _trace(row: Any, steps: tuple[Step, ...], extra: Mapping[str, object]) -> Trace:
    return Trace(
        external_id=row.external_id,
        steps=steps,
        feedback=_feedback(row),
        happened_at=row.happened_at,
        version=row.version,
        latency_seconds=row.latency_seconds,
        cost_usd=row.cost_usd,
        group_key=row.group_key,
        metadata=row.metadata,
        extra=extra,
        origin=Origin(row.origin),
        id=row.id,
        serial=row.serial,
    )
