"""Reviews: one person's verdict on one trace, with its notes. Revisions are append-only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from lib.model import Note, Person, Purpose, Review, Role, Verdict
from lib.store.engine import insert, reading, writing
from lib.store.reviews import drafts
from lib.store.reviews.drafts import Draft
from lib.store.rules import access, events, locks
from lib.store.rules.counted_reviews import published
from lib.store.schema.tables import batch_items, notes, now, review_revisions, reviews, traces
from lib.store.taxonomy import quick_tags
from lib.store.taxonomy.edit import Edit


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
    typed: Draft | None = None,
    tags: Mapping[int, int | None] | None = None,
) -> Review:
    """Store a verdict with its notes as a new revision and drop the draft. Needs the role annotator.

    A note with the id of one already there replaces it and stays in its failure mode; notes left out are
    taken out, not deleted. Empty notes are dropped; the first one left is the first failure. ``seconds`` is
    added to what was spent before. ``batch_id`` is kept where that batch has the trace. ``typed`` says in
    which window it was written. ``tags`` puts notes into failure modes, or out of any, by their place in
    ``given``; a mode that is gone leaves its note where it is, as the returned notes say. What already
    stands exactly so is not stored again. Raises ``Changed`` where the review has another revision than
    ``based_on`` (0: unread), ``drafts.Elsewhere`` where another window holds a draft, and ``LookupError``
    where the project has no such trace.
    """
    places = [place for place, note in enumerate(given) if note.text.strip()]
    chosen = {now_at: tags[place] for now_at, place in enumerate(places) if tags and place in tags}
    kept = [replace(note, text=note.text.strip()) for note in given if note.text.strip()]
    kept = [replace(note, is_first_failure=place == 0) for place, note in enumerate(kept)]
    in_batch = (batch_items.c.trace_id == traces.c.id) & (batch_items.c.batch_id == batch_id)
    here = (
        sa.select(traces.c.id, batch_items.c.batch_id)
        .join(batch_items, in_batch, isouter=True)
        .where(published(project_id), traces.c.id == trace_id)
        # A first review is no row yet that could be locked.
        .with_for_update(key_share=True, of=traces)
    )
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        edit = Edit(connection, who, project_id) if chosen else None
        trace = connection.execute(here).first()
        if trace is None:
            raise LookupError("This project has no such trace.")
        found = connection.execute(_mine(who, trace_id).with_for_update()).first()
        standing = found.revision if found is not None and found.verdict is not None else 0
        # With tags and no revision to go by, it may be the same words put into a mode only now.
        if standing != based_on and not (based_on is None and chosen):
            again = _standing_as(connection, found, verdict, kept)
            if again is not None:
                if edit:
                    notes_now, _ = quick_tags.tag(edit, again.notes, chosen, review_id=again.id or 0)
                    again = replace(again, notes=notes_now)
                return again
            if based_on is not None:
                raise Changed("This review was changed elsewhere. What you wrote is kept as a draft.")
        if typed:
            drafts.check(connection, who, trace_id, typed)
        spent = seconds + (found.seconds if found else 0.0)
        revision = found.revision + 1 if found else 1
        values = {"verdict": verdict.value, "seconds": spent, "revision": revision, "updated_at": now()}
        if found is None:
            row = {
                "project_id": project_id,
                "trace_id": trace_id,
                "person_id": who.id,
                "batch_id": trace.batch_id,
            }
            review_id = insert(connection, reviews, {**row, **values})
        else:
            review_id = found.id
            if found.verdict is None:
                values["created_at"] = now()
            connection.execute(reviews.update().where(reviews.c.id == review_id).values(values))
        stored = write_notes(connection, project_id, review_id, kept) if found or kept else ()
        tagged = None
        if edit:
            stored, tagged = quick_tags.tag(edit, stored, chosen, review_id=review_id)
        content = as_content(verdict, spent, stored) | ({"tagged": tagged} if tagged else {})
        append(connection, review_id, revision, content)
        drafts.remove(connection, who, trace_id)
        action = "review.submitted" if revision == 1 else "review.revised"
        events.record(
            connection, who, project_id, action, review=review_id, trace=trace_id, revision=revision
        )
    return Review(trace_id, who.id, verdict, stored, spent, Purpose.FIRST, revision, review_id)


def undo(who: Person, project_id: int, trace_id: int, *, revision: int) -> Review | None:
    """Take back the person's own revision and return the review as it was before, or None for unread.

    It is a new revision itself, so that earlier ones can be taken back after it. Where the trace is unread
    again, its notes are kept as a draft, so that taking back a verdict loses no words. Failure modes given
    at that save are taken back too, unless somebody has moved the note since. Raises ``Changed``
    where the review does not stand any more as that revision left it, and ``LookupError`` where a note that
    would go has been grouped since.
    """
    with writing() as connection:
        edit = Edit(connection, who, project_id)  # locks the taxonomy: always before the trace and its review
        locks.trace(connection, project_id, trace_id)
        found = connection.execute(_mine(who, trace_id).with_for_update()).first()
        if found is None or found.project_id != project_id or not _stands(connection, found, revision):
            raise Changed("This review has been changed since. Nothing was undone.")
        earlier = connection.scalar(_revision(found.id, revision - 1))
        content: dict[str, Any] = earlier or as_content(None, found.seconds, ())
        before = tuple(Note(**note) for note in content["notes"])
        undone = connection.scalar(_revision(found.id, revision)) or {"notes": []}
        if _grouped_since(undone, notes_of(connection, found.id), before):
            raise LookupError("A note of this review has been grouped since. Nothing was undone.")
        newest = found.revision + 1
        values = {"verdict": content["verdict"], "revision": newest, "updated_at": now()}
        connection.execute(reviews.update().where(reviews.c.id == found.id).values(values))
        if content["verdict"] is None:
            _keep_as_draft(connection, who, trace_id, notes_of(connection, found.id))
        elif tagged := undone.get("tagged"):
            quick_tags.take_back(edit, tagged)
        stored = write_notes(connection, project_id, found.id, before)
        append(connection, found.id, newest, {**content, "notes": [asdict(note) for note in stored]})
        events.record(
            connection, who, project_id, "review.undone", review=found.id, trace=trace_id, revision=revision
        )
    if content["verdict"] is None:
        return None
    verdict = Verdict(content["verdict"])
    return Review(trace_id, who.id, verdict, stored, found.seconds, Purpose.FIRST, newest, found.id)


def _grouped_since(undone: Mapping[str, Any], standing: Iterable[Note], before: Iterable[Note]) -> bool:
    """Whether a note that would go is in another failure mode than the save left it in."""
    left_in = {note["id"]: note["failure_mode_id"] for note in undone["notes"]}
    stays = {note.id for note in before}
    going = [note for note in standing if note.id not in stays]
    return any(note.failure_mode_id not in (None, left_in.get(note.id)) for note in going)


def same_content(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two revisions of a review say the same: the verdict, and each note, its step and its quote."""
    return _said(one) == _said(other)


def mine(who: Person, project_id: int, trace_id: int) -> Review | None:
    """Return the person's own review of the trace, or None where it is unread. Needs the role annotator."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        return mine_of(connection, who, project_id, [trace_id]).get(trace_id)


def mine_of(
    connection: sa.Connection, who: Person, project_id: int, trace_ids: Iterable[int]
) -> dict[int, Review]:
    """Return the person's own reviews of these traces, by trace, without those that are unread."""
    counting: dict[int, sa.Row[Any]] = {}
    for row in connection.execute(_mine_among(who, project_id), {"ids": list(trace_ids)}):
        counting.setdefault(row.trace_id, row)
    rows = [row for row in counting.values() if row.verdict is not None]
    stored = _notes_of_all(connection, [row.id for row in rows])
    return {
        row.trace_id: Review(
            row.trace_id,
            who.id,
            Verdict(row.verdict),
            stored[row.id],
            row.seconds,
            Purpose(row.purpose),
            row.revision,
            row.id,
        )
        for row in rows
    }


@lru_cache(maxsize=256)
def _mine_among(who: Person, project_id: int) -> sa.Select[Any]:
    among = reviews.c.trace_id.in_(sa.bindparam("ids", expanding=True))
    query = sa.select(reviews).where(among, reviews.c.project_id == project_id, *_own(who))
    return query.order_by(*_counting_first())


def _mine(who: Person, trace_id: int) -> sa.Select[Any]:
    """The review that counts for this person: a look again that changed it, else the first."""
    query = sa.select(reviews).where(reviews.c.trace_id == trace_id, *_own(who))
    return query.order_by(*_counting_first()).limit(1)


def _own(who: Person) -> tuple[sa.ColumnElement[bool], ...]:
    again = reviews.c.purpose == Purpose.DRIFT.value
    changed = sa.and_(again, reviews.c.confirms.is_(False), reviews.c.verdict.is_not(None))
    return reviews.c.person_id == who.id, sa.or_(reviews.c.purpose == Purpose.FIRST.value, changed)


def _counting_first() -> tuple[sa.ColumnElement[Any], ...]:
    return sa.case((reviews.c.purpose == Purpose.DRIFT.value, 0), else_=1), reviews.c.number.desc()


def _revision(review_id: int, revision: int) -> sa.Select[tuple[Any]]:
    table = review_revisions
    return sa.select(table.c.content).where(table.c.review_id == review_id, table.c.revision == revision)


def _stands(connection: sa.Connection, found: sa.Row[Any], revision: int) -> bool:
    if found.revision == revision:
        return True
    now_is, then_was = (
        connection.scalar(_revision(found.id, number)) for number in (found.revision, revision)
    )
    return bool(now_is and then_was and same_content(now_is, then_was))


def _standing_as(
    connection: sa.Connection, found: sa.Row[Any] | None, verdict: Verdict, given: Sequence[Note]
) -> Review | None:
    """The review where it already says exactly this: a save sent again by a window that heard no answer."""
    if found is None or found.verdict is None:
        return None
    stored = notes_of(connection, found.id)
    if _said(as_content(Verdict(found.verdict), 0.0, stored)) != _said(as_content(verdict, 0.0, given)):
        return None
    purpose = Purpose(found.purpose)
    return Review(
        found.trace_id, found.person_id, verdict, stored, found.seconds, purpose, found.revision, found.id
    )


def _said(content: Mapping[str, Any]) -> tuple[Any, ...]:
    return content["verdict"], [(note["text"], note["step"], note["quote"]) for note in content["notes"]]


def notes_of(connection: sa.Connection, review_id: int) -> tuple[Note, ...]:
    """Return the live notes of a review in their order."""
    return _notes_of_all(connection, [review_id])[review_id]


def _notes_of_all(connection: sa.Connection, review_ids: Sequence[int]) -> dict[int, tuple[Note, ...]]:
    if not review_ids:
        return {}
    found: dict[int, list[Note]] = {review_id: [] for review_id in review_ids}
    rows = connection.execute(
        sa.select(notes)
        .where(notes.c.review_id.in_(review_ids), notes.c.removed_at.is_(None))
        .order_by(notes.c.position)
    )
    for row in rows:
        note = Note(row.text, row.step, row.quote, row.is_first_failure, row.id, row.failure_mode_id)
        found[row.review_id].append(note)
    return {review_id: tuple(listed) for review_id, listed in found.items()}


def _keep_as_draft(connection: sa.Connection, who: Person, trace_id: int, written: Sequence[Note]) -> None:
    if written and not drafts.many(connection, who, [trace_id]):
        drafts.put(connection, who, trace_id, Draft(tuple(written), revision=0))


def as_content(verdict: Verdict | None, seconds: float, stored: Sequence[Note]) -> dict[str, Any]:
    """Return a review as its revision keeps it."""
    return {
        "verdict": verdict.value if verdict else None,
        "seconds": seconds,
        "notes": [asdict(note) for note in stored],
    }


def append(connection: sa.Connection, review_id: int, revision: int, content: dict[str, Any]) -> None:
    """Keep a revision of a review, inside the caller's transaction."""
    row = {
        "review_id": review_id,
        "revision": revision,
        "is_first_submission": revision == 1,
        "content": content,
    }
    connection.execute(review_revisions.insert().values(row))


def write_notes(
    connection: sa.Connection, project_id: int, review_id: int, given: Sequence[Note]
) -> tuple[Note, ...]:
    """Make these the live notes of a review, inside the caller's transaction; return them with their ids.

    A note with the id of one already there replaces it and stays in its failure mode; those left out are
    taken out.
    """
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
