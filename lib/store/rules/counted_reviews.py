"""Which review of a trace counts. Every count and every filter on review status is built on this."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from lib.model import Purpose, Verdict
from lib.store.schema.tables import imports, projects, reviews, traces


def counted_reviews(
    project_id: int, of: int | None = None, lead: sa.ColumnElement[int | None] | None = None
) -> sa.Subquery:
    """One row per reviewed trace: the adjudicated review, else the lead annotator's, else the earliest.

    Columns: ``review_id, trace_id, person_id, batch_id, purpose, verdict, seconds, created_at, begun`` (when
    that person first judged it). A withdrawn review (verdict NULL) does not count. Of one person it is the
    newest look: their first review, or the drift review that changed it. A look that only confirmed the one
    before leaves that one to count. With ``of``, a person, it is what counts of that person's own work,
    whatever others said. ``lead`` stands in for the project's lead annotator, to see what another would
    change.
    """
    could = _could_count(project_id)
    if of is not None:
        could &= sa.and_(reviews.c.person_id == of, reviews.c.purpose != Purpose.ADJUDICATION.value)
    # Most traces have one review. To sort these to find the first of one would take three times as long.
    other = reviews.alias("other")
    with_others = sa.exists().where(other.c.trace_id == reviews.c.trace_id, other.c.id != reviews.c.id)
    alone = sa.select(*_counted_columns(reviews, begun=reviews.c.created_at)).where(could, ~with_others)
    looks = _looks(could & with_others).subquery("looks")
    first = [*_order(project_id, looks, lead), looks.c.id]
    place = sa.func.row_number().over(partition_by=looks.c.trace_id, order_by=first)
    ranked = sa.select(looks, place.label("place")).where(looks.c.newest == 1).subquery("ranked")
    of_several = sa.select(*_counted_columns(ranked, begun=ranked.c.begun)).where(ranked.c.place == 1)
    return sa.union_all(alone, of_several).subquery("counted")


def _counted_columns(of: sa.FromClause, begun: sa.ColumnElement[Any]) -> list[sa.ColumnElement[Any]]:
    names = ("trace_id", "person_id", "batch_id", "purpose", "verdict", "seconds", "created_at")
    return [of.c.id.label("review_id"), *(of.c[name] for name in names), begun.label("begun")]


def standing_reviews(project_id: int, *, adjudicated: bool = False) -> sa.Subquery:
    """One row per person and trace: what stands of each person's own work, whoever's counts.

    With ``adjudicated`` also what each adjudicated, as a row of its own. Columns: those of ``reviews``.
    """
    wanted = _could_count(project_id)
    if not adjudicated:
        wanted &= reviews.c.purpose != Purpose.ADJUDICATION.value
    looks = _looks(wanted).subquery("looks")
    return sa.select(looks).where(looks.c.newest == 1).subquery("standing")


def speaks_first(counted: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """The order of counted reviews in which, of identical traces, the first speaks for the unread.

    Those that say pass or fail, then the earliest.
    """
    deferred = sa.case((counted.c.verdict == Verdict.DEFER.value, 1), else_=0)
    return [deferred, counted.c.begun, counted.c.review_id]


def _could_count(project_id: int) -> sa.ColumnElement[bool]:
    wanted = (Purpose.FIRST.value, Purpose.DRIFT.value, Purpose.ADJUDICATION.value)
    return sa.and_(
        reviews.c.project_id == project_id,
        reviews.c.verdict.is_not(None),
        reviews.c.confirms.is_(False),
        reviews.c.purpose.in_(wanted),
    )


def _looks(which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """These reviews, each person's (and the adjudication) with its newest as number 1."""
    adjudicated = reviews.c.purpose == Purpose.ADJUDICATION.value
    own = (reviews.c.trace_id, reviews.c.person_id, adjudicated)
    newest_first = (
        sa.case((reviews.c.purpose == Purpose.DRIFT.value, 0), else_=1),
        reviews.c.number.desc(),
    )
    return sa.select(
        reviews,
        sa.func.row_number().over(partition_by=own, order_by=newest_first).label("newest"),
        sa.func.min(reviews.c.created_at).over(partition_by=own).label("begun"),
    ).where(which)


def _order(
    project_id: int, of: sa.FromClause, lead: sa.ColumnElement[int | None] | None = None
) -> list[sa.ColumnElement[Any]]:
    """Who comes first: adjudication, the lead annotator, the earliest."""
    if lead is None:
        lead = sa.select(projects.c.lead_id).where(projects.c.id == project_id).scalar_subquery()
    return [
        sa.case((of.c.purpose == Purpose.ADJUDICATION.value, 0), else_=1),
        sa.case((of.c.person_id == lead, 0), else_=1),
        of.c.begun,
    ]


def published_imports(project_id: int) -> sa.Select[tuple[int]]:
    """The ids of the project's imports whose traces may be seen."""
    return sa.select(imports.c.id).where(
        imports.c.project_id == project_id, imports.c.published_at.is_not(None)
    )


def published(project_id: int) -> sa.ColumnElement[bool]:
    """The condition that a trace belongs to the project and its import has been published."""
    return sa.and_(traces.c.project_id == project_id, traces.c.import_id.in_(published_imports(project_id)))
