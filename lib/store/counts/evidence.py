"""What is behind a number: the traces, with what was noted on each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from lib.model import Person, Purpose, Role, StepKind, Verdict
from lib.store.engine import reading
from lib.store.rules import access, visibility
from lib.store.rules.counted_reviews import published, standing_reviews
from lib.store.schema.tables import failure_modes, notes, people, reviews, trace_bodies, traces

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class NoteShown:
    """One note as evidence: what was said, the text it points to, and the failure mode it is in.

    ``id`` is None for words that stand in place of a note.
    """

    id: int | None
    text: str
    quote: str | None
    step: int | None
    mode_id: int | None
    mode: str | None


@dataclass(frozen=True, slots=True)
class TraceShown:
    """One review as evidence: its trace, who wrote it, its verdict, and its live notes in their order.

    ``decides``: it is an adjudication. ``verdict`` is None where it has been taken back.
    """

    trace_id: int
    external_id: str
    person: str
    notes: tuple[NoteShown, ...]
    verdict: Verdict | None
    decides: bool


@dataclass(frozen=True, slots=True)
class StepAt:
    """A step's number and kind, and the tool's name where it is a tool call."""

    number: int
    kind: StepKind
    tool: str | None


def shown(who: Person, project_id: int, review_ids: Sequence[int]) -> list[TraceShown]:
    """Return the traces of these reviews with their notes, in the given order.

    Unknown reviews are left out, and those hidden from this person. Needs the role viewer.
    """
    of_review = (
        sa.select(
            reviews.c.id,
            reviews.c.verdict,
            reviews.c.purpose,
            traces.c.id.label("trace_id"),
            traces.c.external_id,
            people.c.name,
        )
        .join(traces, traces.c.id == reviews.c.trace_id)
        .join(people, people.c.id == reviews.c.person_id)
        .where(reviews.c.id.in_(review_ids), published(project_id))
        .where(visibility.may_see(who, project_id, reviews.c.trace_id))
    )
    written = (
        sa.select(notes, failure_modes.c.name.label("mode"))
        .join(failure_modes, failure_modes.c.id == notes.c.failure_mode_id, isouter=True)
        .where(notes.c.review_id.in_(review_ids), notes.c.removed_at.is_(None))
        .order_by(notes.c.position)
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        found = {row.id: row for row in connection.execute(of_review)}
        said: dict[int, list[NoteShown]] = {}
        for row in connection.execute(written):
            note = NoteShown(row.id, row.text, row.quote, row.step, row.failure_mode_id, row.mode)
            said.setdefault(row.review_id, []).append(note)
    return [
        TraceShown(
            found[one].trace_id,
            found[one].external_id,
            found[one].name,
            tuple(said.get(one, ())),
            Verdict(found[one].verdict) if found[one].verdict else None,
            found[one].purpose == Purpose.ADJUDICATION.value,
        )
        for one in review_ids
        if one in found
    ]


def of_trace(who: Person, project_id: int, trace_id: int) -> list[TraceShown]:
    """Return what stands of everybody's reviews of this trace, the oldest first and what decided last.

    Empty while they are hidden from this person. Needs the role viewer.
    """
    standing = standing_reviews(project_id, adjudicated=True)
    decides = standing.c.purpose == Purpose.ADJUDICATION.value
    query = (
        sa.select(standing.c.id)
        .where(standing.c.trace_id == trace_id)
        # A decision has the time of the reading it decides on.
        .order_by(sa.case((decides, 1), else_=0), standing.c.created_at, standing.c.id)
    )
    with reading() as connection:
        ids = list(connection.scalars(query))
    return shown(who, project_id, ids)


def noted(review_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the live notes of these reviews, by review. For counting: whoever shows them asks ``shown``."""
    found: dict[int, list[str]] = {}
    with reading() as connection:
        for start in range(0, len(review_ids), _CHUNK):
            some = notes.c.review_id.in_(review_ids[start : start + _CHUNK])
            query = sa.select(notes.c.review_id, notes.c.text).where(some, notes.c.removed_at.is_(None))
            for review_id, text in connection.execute(query):
                found.setdefault(review_id, []).append(text)
    return found


def hidden(who: Person, project_id: int, review_ids: Sequence[int]) -> set[int]:
    """Return which of these reviews are of traces this person is still to read."""
    query = sa.select(reviews.c.id).where(reviews.c.trace_id.in_(visibility.hidden_from(who, project_id)))
    with reading() as connection:
        return set(connection.scalars(query)).intersection(review_ids)


def steps_at(
    who: Person, project_id: int, steps: Mapping[int, int]
) -> dict[int, tuple[StepAt, StepAt | None]]:
    """Return for each trace id the step of this number and the one before it; none that is not there.

    Needs the role viewer.
    """
    found: dict[int, tuple[StepAt, StepAt | None]] = {}
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        for trace_id, text in _bodies(connection, project_id, list(steps)):
            plain, number = json.loads(text), steps[trace_id]
            if 1 <= number <= len(plain):
                before = _step(plain, number - 1) if number > 1 else None
                found[trace_id] = (_step(plain, number), before)
    return found


def _bodies(connection: sa.Connection, project_id: int, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    for start in range(0, len(ids), _CHUNK):
        query = (
            sa.select(traces.c.id, trace_bodies.c.steps)
            .join(trace_bodies, trace_bodies.c.trace_id == traces.c.id)
            .where(published(project_id), traces.c.id.in_(ids[start : start + _CHUNK]))
        )
        for row in connection.execute(query):
            yield row.id, row.steps


def _step(plain: list[dict[str, str]], number: int) -> StepAt:
    one = plain[number - 1]
    kind = StepKind(one["kind"])
    return StepAt(number, kind, one.get("name") if kind is StepKind.TOOL else None)
