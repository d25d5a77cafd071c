"""What a person's own review of a trace was before: every revision of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lib.model import Note, Person, Purpose, Role, Verdict
from lib.store.engine import reading
from lib.store.rules import access
from lib.store.schema.tables import review_revisions, reviews


@dataclass(frozen=True, slots=True)
class Revision:
    """A review as it stood from ``at`` on. ``verdict`` is None where the verdict had been taken back."""

    number: int
    at: datetime
    verdict: Verdict | None
    notes: tuple[Note, ...]


def of(who: Person, project_id: int, trace_id: int) -> list[Revision]:
    """Return every revision of this person's own review of the trace, oldest first, numbered from 1.

    A look again that changed the verdict goes on where the first reading ended. Empty where they have not
    read it. Needs the role annotator.
    """
    again = sa.and_(reviews.c.purpose == Purpose.DRIFT.value, reviews.c.confirms.is_(False))
    query = (
        sa.select(review_revisions.c.at, review_revisions.c.content)
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
    return [
        Revision(
            number,
            row.at,
            Verdict(row.content["verdict"]) if row.content["verdict"] else None,
            tuple(Note(**note) for note in row.content["notes"]),
        )
        for number, row in enumerate(rows, start=1)
    ]
