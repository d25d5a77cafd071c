"""Reading old traces again, blind to what one said of them: how far a person agrees with themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import sqlalchemy as sa

from lib.model import Note, Person, Purpose, Role, Verdict
from lib.store.engine import insert, reading, writing
from lib.store.reviews.reviews import append, as_content, notes_of, same_content
from lib.store.rules import access, events, locks
from lib.store.schema.tables import notes, now, reviews

AGE = timedelta(days=3)
"""A verdict younger than this is still remembered, so its trace is not served again yet."""

_again = reviews.alias("again")


def waiting(who: Person, project_id: int) -> list[int]:
    """Return the traces this person may read again, in an order made at random once for each person.

    They passed or failed them at least ``AGE`` ago and have not read them again. Needs the role annotator.
    """
    read_again = sa.exists().where(
        _again.c.trace_id == reviews.c.trace_id,
        _again.c.person_id == who.id,
        _again.c.purpose == Purpose.AGAIN.value,
    )
    query = sa.select(reviews.c.trace_id).where(
        reviews.c.project_id == project_id,
        *_first(who),
        reviews.c.verdict.in_([Verdict.PASS.value, Verdict.FAIL.value]),
        reviews.c.updated_at <= now() - AGE,
        ~read_again,
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        found = connection.scalars(query)
        return sorted(found, key=lambda trace_id: sha256(f"{who.id} {trace_id}".encode()).digest())


def submit(
    who: Person,
    project_id: int,
    trace_id: int,
    verdict: Verdict,
    note: Note | None = None,
    *,
    seconds: float = 0.0,
) -> None:
    """Store what this person says of a trace on reading it again. It counts nowhere but in agreement.

    The same sent again changes nothing. Needs the role annotator. Raises ``LookupError`` where they have not
    read it before, or have said something else on reading it again.
    """
    written = [replace(note, text=note.text.strip(), is_first_failure=True)] if note else []
    mine = (reviews.c.trace_id == trace_id, reviews.c.project_id == project_id, reviews.c.person_id == who.id)
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        locks.trace(connection, project_id, trace_id)
        of_purpose = {row.purpose: row for row in connection.execute(sa.select(reviews).where(*mine))}
        if Purpose.FIRST.value not in of_purpose:
            raise LookupError("You have not read this trace before.")
        if (found := of_purpose.get(Purpose.AGAIN.value)) is not None:
            standing = as_content(Verdict(found.verdict), 0.0, notes_of(connection, found.id))
            if same_content(standing, as_content(verdict, 0.0, written)):
                return
            raise LookupError("You have read this trace again already. Nothing was changed.")
        row = {
            "project_id": project_id,
            "trace_id": trace_id,
            "person_id": who.id,
            "purpose": Purpose.AGAIN.value,
            "verdict": verdict.value,
            "seconds": seconds,
        }
        review_id = insert(connection, reviews, row)
        of_review = {"project_id": project_id, "review_id": review_id, "position": 1}
        stored = [
            replace(each, id=insert(connection, notes, {**of_review, **_columns(each)})) for each in written
        ]
        append(connection, review_id, 1, as_content(verdict, seconds, stored))
        events.record(connection, who, project_id, "review.again", review=review_id, trace=trace_id)


def _columns(note: Note) -> dict[str, object]:
    return {
        "text": note.text,
        "step": note.step,
        "quote": note.quote,
        "is_first_failure": note.is_first_failure,
    }


def _first(who: Person) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        reviews.c.person_id == who.id,
        reviews.c.purpose == Purpose.FIRST.value,
        reviews.c.number == 1,
    )
