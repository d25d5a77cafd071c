"""Adjudication: where readers differ, the lead annotator or an admin decides what counts.

A decision is a review of its own, of purpose adjudication: the readers' reviews stay as they are, and what
they submitted first is what agreement reads. There is one per trace, whoever made it last; each change is a
revision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.model import Note, Person, Purpose, Role, Verdict
from lib.store.engine import insert, reading, writing
from lib.store.reviews import reviews
from lib.store.reviews.reviews import Changed as Changed
from lib.store.rules import access, events, locks, visibility
from lib.store.rules.counted_reviews import counted_reviews, published, standing_reviews
from lib.store.schema.tables import events as event_rows
from lib.store.schema.tables import notes, now, people, projects, review_revisions, traces
from lib.store.schema.tables import reviews as review_rows

DECIDED, UNDONE = "adjudication.decided", "adjudication.undone"
_UNDO_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Side:
    """What one reader says of the trace by now."""

    person: str
    verdict: Verdict
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by whom and when. ``revision`` is what a change or an undo is based on."""

    person: str
    at: datetime
    verdict: Verdict
    notes: tuple[Note, ...]
    revision: int


@dataclass(frozen=True, slots=True)
class Case:
    """A trace that several people have read, with what each says and what was decided, if anything.

    ``revision`` is what a decision is based on, also where an earlier one was undone.
    """

    trace_id: int
    external_id: str
    sides: tuple[Side, ...]
    decision: Decision | None
    revision: int


@dataclass(frozen=True, slots=True)
class Last:
    """The newest decision of a person that stands as they left it, as undo needs it."""

    trace_id: int
    external_id: str
    revision: int


def may_decide(who: Person, project_id: int) -> bool:
    """Return whether this person is the lead annotator of the project or an admin."""
    with reading() as connection:
        return _may(connection, who, project_id)


def decided(project_id: int) -> frozenset[int]:
    """Return the ids of the traces on which a decision stands."""
    query = sa.select(review_rows.c.trace_id).where(*_is_decision(project_id), _stands())
    with reading() as connection:
        return frozenset(connection.scalars(query))


def case(who: Person, project_id: int, trace_id: int) -> Case | None:
    """Return what the readers of a trace say, or None where there is none or it is hidden from this person.

    Raises ``NotAllowed`` for others than the lead annotator and admins.
    """
    standing = standing_reviews(project_id)
    said = (
        sa.select(standing.c.id, standing.c.verdict, people.c.name)
        .join(people, people.c.id == standing.c.person_id)
        .where(standing.c.trace_id == trace_id)
        .order_by(standing.c.begun, standing.c.id)
    )
    made = (
        sa.select(review_rows, people.c.name)
        .join(people, people.c.id == review_rows.c.person_id)
        .where(*_is_decision(project_id), review_rows.c.trace_id == trace_id)
    )
    with reading() as connection:
        _check(connection, who, project_id)
        name = _open_to(connection, who, project_id, trace_id)
        if name is None:
            return None
        sides = tuple(
            Side(row.name, Verdict(row.verdict), reviews.notes_of(connection, row.id))
            for row in connection.execute(said)
        )
        found = connection.execute(made).first()
        decision = None
        if found is not None and found.verdict is not None:
            written = reviews.notes_of(connection, found.id)
            decision = Decision(found.name, found.updated_at, Verdict(found.verdict), written, found.revision)
    return Case(trace_id, name, sides, decision, found.revision if found else 0)


def decide(
    who: Person,
    project_id: int,
    trace_id: int,
    verdict: Verdict,
    given: Sequence[Note] = (),
    *,
    based_on: int,
) -> int:
    """Store the decision on a trace, in place of an earlier one, and return its revision.

    A note with the id of a reader's is copied, with the failure mode it is in; the first is the first
    failure. Raises ``NotAllowed`` for others than the lead annotator and admins, ``Changed`` where somebody
    has decided since ``based_on``, and ``LookupError`` where nobody has read the trace or it is hidden from
    this person.
    """
    kept = [replace(note, text=note.text.strip()) for note in given if note.text.strip()]
    kept = [replace(note, is_first_failure=place == 0) for place, note in enumerate(kept)]
    with writing() as connection:
        _check(connection, who, project_id)
        locks.project(connection, project_id)
        counted = counted_reviews(project_id)
        before = connection.execute(sa.select(counted).where(counted.c.trace_id == trace_id)).first()
        if before is None or _open_to(connection, who, project_id, trace_id) is None:
            raise LookupError("There is nothing to decide on this trace.")
        found = _row(connection, project_id, trace_id)
        if (found.revision if found else 0) != based_on:
            if found is not None and found.person_id == who.id and _says(connection, found, verdict, kept):
                return int(found.revision)
            raise Changed("Somebody else decided on this trace meanwhile. Nothing was changed.")
        revision = based_on + 1
        values = {
            "person_id": who.id,
            "verdict": verdict.value,
            "revision": revision,
            "updated_at": now(),
        }
        if found is None:
            # Where, when and for how long the trace was read stays with it: yields and saturation go by that.
            row = {
                "project_id": project_id,
                "trace_id": trace_id,
                "purpose": Purpose.ADJUDICATION.value,
                "batch_id": before.batch_id,
                "seconds": before.seconds,
                "created_at": before.created_at,
            }
            review_id = insert(connection, review_rows, {**row, **values})
        else:
            review_id = found.id
            connection.execute(review_rows.update().where(review_rows.c.id == review_id).values(values))
        stored = _write(connection, project_id, review_id, trace_id, kept)
        content = reviews.as_content(verdict, before.seconds, stored)
        reviews.append(connection, review_id, revision, {**content, "person": who.id})
        refs = {"review": review_id, "trace": trace_id, "revision": revision}
        events.record(connection, who, project_id, DECIDED, **refs)
    return revision


def undo(who: Person, project_id: int, trace_id: int, *, revision: int) -> None:
    """Take a decision back, as a new revision: what was decided before it stands again, or nothing.

    Raises ``NotAllowed`` for others than the lead annotator and admins, and ``Changed`` where the decision is
    no longer the one of this revision.
    """
    with writing() as connection:
        _check(connection, who, project_id)
        locks.project(connection, project_id)
        found = _row(connection, project_id, trace_id)
        if found is None or found.revision != revision or found.verdict is None:
            raise Changed("This decision has been changed since. Nothing was undone.")
        kept = review_revisions.c
        earlier = connection.scalar(
            sa.select(kept.content).where(kept.review_id == found.id, kept.revision == revision - 1)
        )
        empty = {**reviews.as_content(None, found.seconds, ()), "person": found.person_id}
        content: dict[str, Any] = earlier or empty
        values = {
            "person_id": content["person"],
            "verdict": content["verdict"],
            "revision": revision + 1,
            "updated_at": now(),
        }
        connection.execute(review_rows.update().where(review_rows.c.id == found.id).values(values))
        before = [Note(**note) for note in content["notes"]]
        stored = reviews.write_notes(connection, project_id, found.id, before)
        again = {**content, "notes": [asdict(note) for note in stored]}
        reviews.append(connection, found.id, revision + 1, again)
        refs = {"review": found.id, "trace": trace_id, "revision": revision}
        events.record(connection, who, project_id, UNDONE, **refs)


def last(who: Person, project_id: int) -> Last | None:
    """Return this person's newest decision that was not taken back, if it still stands as they left it."""
    query = (
        sa.select(event_rows.c.refs)
        .where(
            event_rows.c.project_id == project_id,
            event_rows.c.person_id == who.id,
            event_rows.c.action == DECIDED,
        )
        .order_by(event_rows.c.id.desc())
        .limit(_UNDO_DEPTH)
    )
    with reading() as connection:
        _check(connection, who, project_id)
        for refs in connection.scalars(query):
            found = connection.execute(
                sa.select(traces.c.id, traces.c.external_id)
                .join(review_rows, review_rows.c.trace_id == traces.c.id)
                .where(
                    review_rows.c.id == refs["review"],
                    review_rows.c.revision == refs["revision"],
                    _stands(),
                )
            ).first()
            if found is not None:
                return Last(found.id, found.external_id, refs["revision"])
    return None


def _may(connection: sa.Connection, who: Person, project_id: int) -> bool:
    role = access.role_of(connection, who, project_id)
    if role is None or not role.covers(Role.ANNOTATOR):
        return False
    lead = connection.scalar(sa.select(projects.c.lead_id).where(projects.c.id == project_id))
    return role is Role.ADMIN or lead == who.id


def _check(connection: sa.Connection, who: Person, project_id: int) -> None:
    if not _may(connection, who, project_id):
        raise access.NotAllowed(
            "Only the lead annotator and admins of this project decide where readers differ."
        )


def _open_to(connection: sa.Connection, who: Person, project_id: int, trace_id: int) -> str | None:
    """The name of the trace, where this person may see what others said of it."""
    sees = visibility.may_see(who, project_id, traces.c.id)
    query = sa.select(traces.c.external_id).where(published(project_id), traces.c.id == trace_id, sees)
    return connection.scalar(query)


def _row(connection: sa.Connection, project_id: int, trace_id: int) -> sa.Row[Any] | None:
    query = sa.select(review_rows).where(*_is_decision(project_id), review_rows.c.trace_id == trace_id)
    return connection.execute(query).first()


def _says(connection: sa.Connection, found: sa.Row[Any], verdict: Verdict, given: Sequence[Note]) -> bool:
    """Whether the decision says exactly this already: it was sent again by a window that heard no answer."""
    if found.verdict is None:
        return False
    stored = reviews.notes_of(connection, found.id)
    standing = reviews.as_content(Verdict(found.verdict), 0.0, stored)
    return reviews.same_content(standing, reviews.as_content(verdict, 0.0, given))


def _is_decision(project_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        review_rows.c.project_id == project_id,
        review_rows.c.purpose == Purpose.ADJUDICATION.value,
    )


def _stands() -> sa.ColumnElement[bool]:
    return review_rows.c.verdict.is_not(None)


def _write(
    connection: sa.Connection, project_id: int, review_id: int, trace_id: int, given: Sequence[Note]
) -> tuple[Note, ...]:
    """Store the notes of a decision; those taken from a reader's review keep their failure mode."""
    ids = [note.id for note in given if note.id is not None]
    rows = connection.execute(
        sa.select(notes.c.id, notes.c.failure_mode_id)
        .join(review_rows, review_rows.c.id == notes.c.review_id)
        .where(
            notes.c.id.in_(ids),
            review_rows.c.id != review_id,
            review_rows.c.trace_id == trace_id,
            review_rows.c.project_id == project_id,
        )
    )
    taken = {row.id: row.failure_mode_id for row in rows}
    own = [replace(note, id=None) if note.id in taken else note for note in given]
    stored = reviews.write_notes(connection, project_id, review_id, own)
    for note, made in zip(given, stored, strict=True):
        if (mode := taken.get(note.id or 0)) is not None:
            connection.execute(notes.update().where(notes.c.id == made.id).values(failure_mode_id=mode))
    return stored
