"""Which review of a trace counts. Every count and every filter on review status is built on this."""

from __future__ import annotations

import sqlalchemy as sa

from lib.model import Purpose
from lib.store.tables import imports, projects, reviews, traces


def counted_reviews(project_id: int) -> sa.Subquery:
    """One row per reviewed trace: the adjudicated review, else the lead annotator's, else the earliest.

    Columns: ``review_id, trace_id, person_id, batch_id, verdict, seconds, created_at``. A withdrawn review
    (verdict NULL) does not count; nor does a second look by the same person.
    """
    lead = sa.select(projects.c.lead_id).where(projects.c.id == project_id).scalar_subquery()
    place = (
        sa.func.row_number()
        .over(
            partition_by=reviews.c.trace_id,
            order_by=(
                sa.case((reviews.c.purpose == Purpose.ADJUDICATION.value, 0), else_=1),
                sa.case((reviews.c.person_id == lead, 0), else_=1),
                reviews.c.created_at,
                reviews.c.id,
            ),
        )
        .label("place")
    )
    ranked = (
        sa.select(reviews, place)
        .where(
            reviews.c.project_id == project_id,
            reviews.c.verdict.is_not(None),
            reviews.c.purpose.in_([Purpose.FIRST.value, Purpose.ADJUDICATION.value]),
        )
        .subquery("ranked")
    )
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


def published_imports(project_id: int) -> sa.Select[tuple[int]]:
    """The ids of the project's imports whose traces may be seen."""
    return sa.select(imports.c.id).where(
        imports.c.project_id == project_id, imports.c.published_at.is_not(None)
    )


def published(project_id: int) -> sa.ColumnElement[bool]:
    """The condition that a trace belongs to the project and its import has been published."""
    return sa.and_(traces.c.project_id == project_id, traces.c.import_id.in_(published_imports(project_id)))
