"""What a person has left open: drafts that say something else than what is saved, fails without a note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from lib.model import Note, Person, Review, Role, Verdict
from lib.store.engine import reading
from lib.store.reviews import drafts, reviews
from lib.store.reviews.drafts import Draft
from lib.store.rules import access
from lib.store.rules.counted_reviews import published
from lib.store.schema.tables import batch_items, notes, traces
from lib.store.schema.tables import drafts as draft_rows
from lib.store.schema.tables import reviews as review_rows


class Left(StrEnum):
    """What is open on a trace: an edit of a saved review, words on an unread one, a fail without a note."""

    EDITED = "edited"
    BEGUN = "begun"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A trace on which something is left open. ``is_silent``: it is a fail without a note, drafts aside."""

    trace_id: int
    external_id: str
    left: Left
    is_silent: bool = False


def of(who: Person, project_id: int, batch_id: int | None = None) -> list[Unfinished]:
    """Return what this person has left open in the project, or in one batch of it, in reading order.

    An edit that was not saved is told of before that its review has no note. Needs the role annotator.
    """
    drafted = sa.select(draft_rows.c.trace_id).where(draft_rows.c.person_id == who.id)
    noted = sa.exists().where(notes.c.review_id == review_rows.c.id, notes.c.removed_at.is_(None))
    silent = sa.select(review_rows.c.trace_id).where(
        review_rows.c.person_id == who.id, review_rows.c.verdict == Verdict.FAIL.value, ~noted
    )
    among = sa.or_(traces.c.id.in_(drafted), traces.c.id.in_(silent))
    query = sa.select(traces.c.id, traces.c.external_id).where(published(project_id), among)
    if batch_id is None:
        query = query.order_by(traces.c.serial)
    else:
        here = (batch_items.c.trace_id == traces.c.id) & (batch_items.c.batch_id == batch_id)
        query = query.join(batch_items, here).order_by(batch_items.c.position)
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        named = {row.id: row.external_id for row in connection.execute(query)}
        mine = reviews.mine_of(connection, who, project_id, named)
        typed = drafts.many(connection, who, named)
    found = {one: _left(typed.get(one), mine.get(one)) for one in named}
    return [
        Unfinished(one, named[one], left, _is_silent(mine.get(one))) for one, left in found.items() if left
    ]


def _is_silent(review: Review | None) -> bool:
    return review is not None and review.verdict is Verdict.FAIL and not review.notes


def _left(draft: Draft | None, review: Review | None) -> Left | None:
    if draft and differs(draft, review):
        return Left.EDITED if review else Left.BEGUN
    return Left.SILENT if _is_silent(review) else None


def differs(draft: Draft, review: Review | None) -> bool:
    """Whether a draft says something else than the review, as ``sameWords`` of reader_words.js has it."""
    said = (review.verdict, _words(review.notes)) if review else (None, [])
    if said != (draft.verdict, _words(draft.notes)):
        return True
    stand: Mapping[int | None, int | None] = {
        note.id: note.failure_mode_id for note in (review.notes if review else ())
    }
    return any(
        stand.get(draft.notes[place].id) != mode
        for place, mode in draft.tags.items()
        if place < len(draft.notes) and draft.notes[place].text.strip()
    )


def _words(written: tuple[Note, ...]) -> list[tuple[str, int | None, str | None]]:
    return [(note.text.strip(), note.step, note.quote) for note in written if note.text.strip()]
