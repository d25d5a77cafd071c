"""What notes of a project say, to find out whether a new one says it in other words."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from lib.model import Person, Role
from lib.store.engine import reading
from lib.store.rules import access, visibility
from lib.store.schema.tables import notes, reviews

MOST = 200
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Phrase:
    """The text of a note. ``mine``: this person wrote it. ``trace_id`` is None where several have it."""

    text: str
    mine: bool
    trace_id: int | None


def known(who: Person, project_id: int) -> list[Phrase]:
    """Return the distinct texts of the notes this person may see, the newest first, at most ``MOST``.

    Without long ones, which nobody repeats. Needs the role annotator.
    """
    own = reviews.c.person_id == who.id
    query = (
        sa.select(
            notes.c.text,
            sa.func.max(sa.case((own, 1), else_=0)),
            sa.func.min(reviews.c.trace_id),
            sa.func.max(reviews.c.trace_id),
        )
        .join(reviews, reviews.c.id == notes.c.review_id)
        .where(
            notes.c.project_id == project_id,
            notes.c.removed_at.is_(None),
            sa.func.length(notes.c.text) <= LONGEST,
            reviews.c.verdict.is_not(None),
            sa.or_(own, visibility.may_see(who, project_id, reviews.c.trace_id)),
        )
        .group_by(notes.c.text)
        .order_by(sa.func.max(notes.c.id).desc())
        .limit(MOST)
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        rows = connection.execute(query).all()
    return [Phrase(text, bool(mine), first if first == last else None) for text, mine, first, last in rows]
