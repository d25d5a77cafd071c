"""Reviews: one person's verdict on one trace, with its notes. Revisions are append-only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa

from lib.model import Note, Person, Purpose, Review, Role, Verdict
from lib.store import access, events
from lib.store.counted import published
from lib.store.engine import insert, reading, writing
from lib.store.tables import drafts, notes, now, review_revisions, reviews, traces


class Changed(RuntimeError):
    """The review has been changed since it was read; nothing was written."""


def submit(
    who: Person,
    project_id: int,
    trace_id: int,
    verdict: Verdict,
    given: Sequence[Note] = (),
    *,
    seconds: float = 0.0,
    batch_id: int | None = None,
    based_on: int | None = None,
) -> Review:
    """Store a verdict with its notes as a new revision and drop the draft. Needs the role annotator.

    A note with the id of one already there replaces it and stays in its failure mode; notes left out are
    taken out, not deleted. Empty notes are dropped; the first one left is the first failure. ``seconds`` is
    added to what was spent before. Raises ``Changed`` where the review has another revision than
    ``based_on`` (0: unread), and ``LookupError`` where the project has no such trace.
    """
    kept = [replace(note, text=note.text.strip()) for note in given if note.text.strip()]
    kept = [replace(note, is_first_failure=place == 0) for place, note in enumerate(kept)]
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        if (
            connection.scalar(sa.select(traces.c.id).where(published(project_id), traces.c.id == trace_id))
            is None
        ):
            raise LookupError("This project has no such trace.")
        found = connection.execute(_mine(who, trace_id).with_for_update()).first()
        standing = found.revision if found is not None and found.verdict is not None else 0
        if based_on is not None and standing != based_on:
            raise Changed("This review was changed elsewhere. What you wrote is kept as a draft.")
        spent = seconds + (found.seconds if found else 0.0)
        revision = found.revision + 1 if found else 1
        values = {"verdict": verdict.value, "seconds": spent, "revision": revision, "updated_at": now()}
        if found is None:
            row = {"project_id": project_id, "trace_id": trace_id, "person_id": who.id, "batch_id": batch_id}
            review_id = insert(connection, reviews, {**row, **values})
        else:
            review_id = found.id
            if found.verdict is None:
                values["created_at"] = now()
            connection.execute(reviews.update().where(reviews.c.id == review_id).values(values))
        stored = _write_notes(connection, project_id, review_id, kept)
        content = _content(verdict, spent, stored)
        _append(connection, review_id, revision, content)
        mine = (drafts.c.person_id == who.id) & (drafts.c.trace_id == trace_id)
        connection.execute(drafts.delete().where(mine))
        action = "review.submitted" if revision == 1 else "review.revised"
        events.record(
            connection, who, project_id, action, review=review_id, trace=trace_id, revision=revision
        )
    return Review(trace_id, who.id, verdict, stored, spent, Purpose.FIRST, revision, review_id)


def undo(who: Person, project_id: int, trace_id: int, *, revision: int) -> Review | None:
    """Take back the person's own revision and return the review as it was before, or None for unread.

    It is a new revision itself. Where the trace is unread again, its notes are kept as a draft, so that
    taking back a verdict loses no words. Raises ``Changed`` where the review has another revision by now.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        found = connection.execute(_mine(who, trace_id).with_for_update()).first()
        if found is None or found.project_id != project_id or found.revision != revision:
            raise Changed("This review has been changed since. Nothing was undone.")
        earlier = connection.execute(
            sa.select(review_revisions.c.content)
            .where(review_revisions.c.review_id == found.id, review_revisions.c.revision < revision)
            .order_by(review_revisions.c.revision.desc())
        ).first()
        content: dict[str, Any] = earlier.content if earlier else _content(None, found.seconds, ())
        before = tuple(Note(**note) for note in content["notes"])
        values = {"verdict": content["verdict"], "revision": revision + 1, "updated_at": now()}
        connection.execute(reviews.update().where(reviews.c.id == found.id).values(values))
        if content["verdict"] is None:
            _keep_as_draft(connection, who, trace_id, _notes_of(connection, found.id))
        stored = _write_notes(connection, project_id, found.id, before)
        _append(connection, found.id, revision + 1, {**content, "notes": [asdict(note) for note in stored]})
        events.record(
            connection, who, project_id, "review.undone", review=found.id, trace=trace_id, revision=revision
        )
    if content["verdict"] is None:
        return None
    verdict = Verdict(content["verdict"])
    return Review(trace_id, who.id, verdict, stored, found.seconds, Purpose.FIRST, revision + 1, found.id)


def mine(who: Person, project_id: int, trace_id: int) -> Review | None:
    """Return the person's own review of the trace, or None where it is unread. Needs the role annotator."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        found = connection.execute(_mine(who, trace_id)).first()
        if found is None or found.verdict is None or found.project_id != project_id:
            return None
        stored = _notes_of(connection, found.id)
    verdict = Verdict(found.verdict)
    return Review(
        trace_id, who.id, verdict, stored, found.seconds, Purpose(found.purpose), found.revision, found.id
    )


def _mine(who: Person, trace_id: int) -> sa.Select[Any]:
    """The review that counts for this person: a look again that changed it, else the first."""
    again = reviews.c.purpose == Purpose.DRIFT.value
    changed = sa.and_(again, reviews.c.confirms.is_(False), reviews.c.verdict.is_not(None))
    return (
        sa.select(reviews)
        .where(
            reviews.c.trace_id == trace_id,
            reviews.c.person_id == who.id,
            sa.or_(reviews.c.purpose == Purpose.FIRST.value, changed),
        )
        .order_by(sa.case((again, 0), else_=1), reviews.c.number.desc())
        .limit(1)
    )


def _notes_of(connection: sa.Connection, review_id: int) -> tuple[Note, ...]:
    rows = connection.execute(
        sa.select(notes)
        .where(notes.c.review_id == review_id, notes.c.removed_at.is_(None))
        .order_by(notes.c.position)
    )
    return tuple(
        Note(row.text, row.step, row.quote, row.is_first_failure, row.id, row.failure_mode_id) for row in rows
    )


def _keep_as_draft(connection: sa.Connection, who: Person, trace_id: int, written: Sequence[Note]) -> None:
    mine = (drafts.c.person_id == who.id) & (drafts.c.trace_id == trace_id)
    if written and connection.scalar(sa.select(drafts.c.trace_id).where(mine)) is None:
        row = {"person_id": who.id, "trace_id": trace_id, "content": _content(None, 0.0, written)}
        connection.execute(drafts.insert().values(row))


def _content(verdict: Verdict | None, seconds: float, stored: Sequence[Note]) -> dict[str, Any]:
    return {
        "verdict": verdict.value if verdict else None,
        "seconds": seconds,
        "notes": [asdict(note) for note in stored],
    }


def _append(connection: sa.Connection, review_id: int, revision: int, content: dict[str, Any]) -> None:
    row = {
        "review_id": review_id,
        "revision": revision,
        "is_first_submission": revision == 1,
        "content": content,
    }
    connection.execute(review_revisions.insert().values(row))


def _write_notes(
    connection: sa.Connection, project_id: int, review_id: int, given: Sequence[Note]
) -> tuple[Note, ...]:
    rows = connection.execute(sa.select(notes).where(notes.c.review_id == review_id))
    known = {row.id: row for row in rows}
    connection.execute(
        notes.update()
        .where(
            notes.c.review_id == review_id,
            notes.c.removed_at.is_(None),
            notes.c.id.not_in([note.id for note in given if note.id is not None]),
        )
        .values(removed_at=now())
    )
    stored: list[Note] = []
    for place, note in enumerate(given, start=1):
        values = {
            "position": place,
            "text": note.text,
            "step": note.step,
            "quote": note.quote,
            "is_first_failure": note.is_first_failure,
            "removed_at": None,
        }
        if note.id in known:
            connection.execute(notes.update().where(notes.c.id == note.id).values(values))
            stored.append(replace(note, failure_mode_id=known[note.id].failure_mode_id))
        else:
            row = {"project_id": project_id, "review_id": review_id, **values}
            stored.append(replace(note, id=insert(connection, notes, row), failure_mode_id=None))
    return tuple(stored)
