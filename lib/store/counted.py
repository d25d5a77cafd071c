"""Which review of a trace counts. Every count and every filter on review status is built on this."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from lib.model import Purpose, Verdict
from lib.store.tables import imports, projects, reviews, traces


def counted_reviews(
    project_id: int, of: int | None = None, lead: sa.ColumnElement[int | None] | None = None
) -> sa.Subquery:
    """One row per reviewed trace: the adjudicated review, else the lead annotator's, else the earliest.

    Columns: ``review_id, trace_id, person_id, batch_id, verdict, seconds, created_at``. A withdrawn review
    (verdict NULL) does not count. Of one person it is the newest look: their first review, or the drift
    review that changed it. A look that only confirmed the one before leaves that one to count. With ``of``,
    a person, it is what counts of that person's own work, whatever others said. ``lead`` stands in for the
    project's lead annotator, to see what another would change.
    """
    found = _looks(project_id)
    if of is not None:
        found = found.where(reviews.c.person_id == of, reviews.c.purpose != Purpose.ADJUDICATION.value)
    looks = found.subquery("looks")
    place = sa.func.row_number().over(partition_by=looks.c.trace_id, order_by=_order(project_id, looks, lead))
    ranked = sa.select(looks, place.label("place")).where(looks.c.newest == 1).subquery("ranked")
    return (
        sa.select(
            ranked.c.id.label("review_id"),
            ranked.c.trace_id,
            ranked.c.person_id,
            ranked.c.batch_id,
            ranked.c.verdict,
            ranked.c.seconds,
            ranked.c.created_at,
        )
        .where(ranked.c.place == 1)
        .subquery("counted")
    )


def standing_reviews(project_id: int, *, adjudicated: bool = False) -> sa.Subquery:
    """One row per person and trace: what stands of each person's own work, whoever's counts.

    With ``adjudicated`` also what each adjudicated, as a row of its own. Columns: those of ``reviews``.
    """
    found = _looks(project_id)
    if not adjudicated:
        found = found.where(reviews.c.purpose != Purpose.ADJUDICATION.value)
    looks = found.subquery("looks")
    return sa.select(looks).where(looks.c.newest == 1).subquery("standing")


def shared_reviews(project_id: int, of: int | None = None) -> sa.Subquery:
    """The counted reviews, of identical traces of one origin only one: they share its verdict.

    It is one that says pass or fail if there is any, then by the order of ``counted_reviews``. Columns: those
    of ``counted_reviews``, and the trace's ``serial, external_id, normalised_hash, origin``.
    """
    counted = counted_reviews(project_id, of)
    of_trace = (traces.c.serial, traces.c.external_id, traces.c.normalised_hash, traces.c.origin)
    order = [
        sa.case((counted.c.verdict == Verdict.DEFER.value, 1), else_=0),
        *_order(project_id, reviews),
    ]
    place = sa.func.row_number().over(
        partition_by=(traces.c.normalised_hash, traces.c.origin), order_by=order
    )
    ranked = (
        sa.select(counted, *of_trace, place.label("place"))
        .join(traces, traces.c.id == counted.c.trace_id)
        .join(reviews, reviews.c.id == counted.c.review_id)
        .subquery("placed_once")
    )
    kept = [column for column in ranked.c if column.name != "place"]
    return sa.select(*kept).where(ranked.c.place == 1).subquery("shared")


def _looks(project_id: int) -> sa.Select[Any]:
    """All that could count, each person's (and the adjudication) with its newest as number 1."""
    adjudicated = reviews.c.purpose == Purpose.ADJUDICATION.value
    own = (reviews.c.trace_id, reviews.c.person_id, adjudicated)
    newest_first = (
        sa.case((reviews.c.purpose == Purpose.DRIFT.value, 0), else_=1),
        reviews.c.number.desc(),
    )
    wanted = (Purpose.FIRST.value, Purpose.DRIFT.value, Purpose.ADJUDICATION.value)
    return sa.select(
        reviews,
        sa.func.row_number().over(partition_by=own, order_by=newest_first).label("newest"),
        sa.func.min(reviews.c.created_at).over(partition_by=own).label("begun"),
    ).where(
        reviews.c.project_id == project_id,
        reviews.c.verdict.is_not(None),
        reviews.c.confirms.is_(False),
        reviews.c.purpose.in_(wanted),
    )


def _order(
    project_id: int, of: sa.FromClause, lead: sa.ColumnElement[int | None] | None = None
) -> list[sa.ColumnElement[Any]]:
    """Who comes first: adjudication, the lead annotator, the earliest."""
    if lead is None:
        lead = sa.select(projects.c.lead_id).where(projects.c.id == project_id).scalar_subquery()
    return [
        sa.case((of.c.purpose == Purpose.ADJUDICATION.value, 0), else_=1),
        sa.case((of.c.person_id == lead, 0), else_=1),
        of.c.begun if "begun" in of.c else of.c.created_at,
        of.c.id,
    ]


def published_imports(project_id: int) -> sa.Select[tuple[int]]:
    """The ids of the project's imports whose traces may be seen."""
    return sa.select(imports.c.id).where(
        imports.c.project_id == project_id, imports.c.published_at.is_not(None)
    )


def published(project_id: int) -> sa.ColumnElement[bool]:
    """The condition that a trace belongs to the project and its import has been published."""
    return sa.and_(traces.c.project_id == project_id, traces.c.import_id.in_(published_imports(project_id)))
