"""What a person's own review of a trace was before: every revision of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.model import Note, Person, Purpose, Role, Verdict
from lib.store.engine import reading
from lib.store.rules import access
from lib.store.schema.tables import events, review_revisions, reviews


@dataclass(frozen=True, slots=True)
class Revision:
    """A review as it stood from ``at`` on. ``verdict`` is None where the verdict had been taken back.

    ``undid`` is the number of the revision that was taken back by this one, or None.
    """

    number: int
    at: datetime
    verdict: Verdict | None
    notes: tuple[Note, ...]
    undid: int | None = None


def of(who: Person, project_id: int, trace_id: int) -> list[Revision]:
    """Return every revision of this person's own review of the trace, oldest first, numbered from 1.

    A look again that changed the verdict goes on where the first reading ended. Empty where they have not
    read it. Needs the role annotator.
    """
    again = sa.and_(reviews.c.purpose == Purpose.DRIFT.value, reviews.c.confirms.is_(False))
    query = (
        sa.select(review_revisions)
        .join(reviews, reviews.c.id == review_revisions.c.review_id)
        .where(
            reviews.c.project_id == project_id,
            reviews.c.trace_id == trace_id,
            reviews.c.person_id == who.id,
            sa.or_(reviews.c.purpose == Purpose.FIRST.value, again),
        )
        .order_by(review_revisions.c.at, review_revisions.c.id)
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        rows = connection.execute(query).all()
        undone = connection.execute(_undone(who, project_id, trace_id)).all()
    numbers = {(row.review_id, row.revision): number for number, row in enumerate(rows, start=1)}
    # The trace was locked, so the newest revision when it was recorded is the one that taking back made.
    undid: dict[int, int | None] = {}
    for event in undone:
        made = [
            numbers[row.review_id, row.revision]
            for row in rows
            if row.review_id == event.refs["review"] and row.at <= event.at
        ]
        if made:
            undid[made[-1]] = numbers.get((event.refs["review"], event.refs["revision"]))
    return [
        Revision(
            number,
            row.at,
            Verdict(row.content["verdict"]) if row.content["verdict"] else None,
            tuple(Note(**note) for note in row.content["notes"]),
            undid.get(number),
        )
        for number, row in enumerate(rows, start=1)
    ]


def _undone(who: Person, project_id: int, trace_id: int) -> sa.Select[Any]:
    return (
        sa.select(events.c.at, events.c.refs)
        .where(
            events.c.project_id == project_id,
            events.c.person_id == who.id,
            events.c.action == "review.undone",
            events.c.refs["trace"].as_integer() == trace_id,
        )
        .order_by(events.c.id)
    )
