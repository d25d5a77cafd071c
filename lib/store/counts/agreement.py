"""What people said of the same traces when they first submitted it: second thoughts are no agreement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lib.failure_modes import LabelValue
from lib.model import Note, Person, Purpose, Reading, Role, Verdict
from lib.store.engine import reading
from lib.store.rules import access, visibility
from lib.store.rules.counted_reviews import counted_reviews, published, standing_reviews
from lib.store.schema.tables import (
    batch_items,
    failure_modes,
    labels,
    notes,
    people,
    review_revisions,
    reviews,
    traces,
)
from lib.store.taxonomy import modes as mode_rows

_FIRST, _AGAIN = Purpose.FIRST.value, Purpose.AGAIN.value


@dataclass(frozen=True, slots=True)
class Side:
    """What one person said of a trace first: the verdict and the notes."""

    person: str
    verdict: Verdict
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Discussed:
    """A trace with what each of its readers said of it first, in the order they said it."""

    trace_id: int
    external_id: str
    sides: tuple[Side, ...]


def readings(project_id: int) -> list[Reading]:
    """Return what was first submitted of every trace that two or more people have read."""
    several = _read_by_several(project_id)
    with reading() as connection:
        return _readings(connection, project_id, _FIRST, reviews.c.trace_id.in_(several))


def standing(project_id: int) -> list[Reading]:
    """Return what stands now of every person's own reading of the traces two or more people have read."""
    now = standing_reviews(project_id)
    several = sa.select(now.c.trace_id).group_by(now.c.trace_id).having(sa.func.count() > 1)
    random = sa.exists().where(batch_items.c.trace_id == now.c.trace_id, batch_items.c.random)
    query = (
        sa.select(
            now.c.id, now.c.trace_id, now.c.person_id, review_revisions.c.content, random.label("random")
        )
        .join(review_revisions, review_revisions.c.review_id == now.c.id)
        .where(review_revisions.c.revision == now.c.revision, now.c.trace_id.in_(several))
        .order_by(now.c.trace_id, now.c.id)
    )
    with reading() as connection:
        rows = connection.execute(query).all()
        codes = _codes(connection, project_id, [row.id for row in rows])
    return [_reading(row, codes) for row in rows]


def own(project_id: int) -> list[tuple[Reading, Reading]]:
    """Return what people said first of a trace, and what they said when they read it again unawares."""
    with reading() as connection:
        again = _readings(connection, project_id, _AGAIN)
        ids = [each.trace_id for each in again]
        first = _readings(connection, project_id, _FIRST, reviews.c.trace_id.in_(ids))
    by_reader = {(each.trace_id, each.person_id): each for each in first}
    found = [(by_reader.get((each.trace_id, each.person_id)), each) for each in again]
    return [(before, after) for before, after in found if before is not None]


def names(project_id: int) -> dict[int, str]:
    """Return the names of all who reviewed a trace of the project, by id."""
    wrote = sa.select(reviews.c.person_id).where(reviews.c.project_id == project_id)
    with reading() as connection:
        rows = connection.execute(sa.select(people.c.id, people.c.name).where(people.c.id.in_(wrote)))
        return {row.id: row.name for row in rows}


def discussed(who: Person, project_id: int, trace_ids: Sequence[int]) -> list[Discussed]:
    """Return these traces, in this order, with what their readers said first.

    Without those this person is still to read. Needs the role viewer.
    """
    query = (
        _first_submissions(project_id, _FIRST)
        .add_columns(people.c.name, traces.c.external_id)
        .join(people, people.c.id == reviews.c.person_id)
        .join(traces, traces.c.id == reviews.c.trace_id)
        .where(reviews.c.trace_id.in_(trace_ids), published(project_id))
        .where(visibility.may_see(who, project_id, reviews.c.trace_id))
        .order_by(reviews.c.created_at, reviews.c.id)
    )
    sides: dict[int, list[Side]] = {}
    called: dict[int, str] = {}
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        for row in connection.execute(query):
            written = tuple(Note(**note) for note in row.content["notes"])
            side = Side(row.name, Verdict(row.content["verdict"]), written)
            sides.setdefault(row.trace_id, []).append(side)
            called[row.trace_id] = row.external_id
    return [Discussed(key, called[key], tuple(sides[key])) for key in trace_ids if key in sides]


@dataclass(frozen=True, slots=True)
class LooseNote:
    """A note of a reader whose review does not count, in no failure mode yet. It says not whose it is."""

    id: int
    text: str
    step: int | None
    quote: str | None
    trace_id: int
    external_id: str


def not_grouped(who: Person, project_id: int) -> list[LooseNote]:
    """Return the notes that agreement on failure modes waits for and the board of axial coding has not.

    Of traces several people have read; those of counted reviews are on the board. In the order of the
    traces' serials. Needs the role annotator.
    """
    counted = counted_reviews(project_id)
    standing = sa.select(failure_modes.c.id).where(
        failure_modes.c.project_id == project_id, failure_modes.c.name_key.is_not(None)
    )
    loose = sa.or_(notes.c.failure_mode_id.is_(None), notes.c.failure_mode_id.not_in(standing))
    query = (
        sa.select(
            notes.c.id, notes.c.text, notes.c.step, notes.c.quote, reviews.c.trace_id, traces.c.external_id
        )
        .join(reviews, reviews.c.id == notes.c.review_id)
        .join(traces, traces.c.id == reviews.c.trace_id)
        .where(
            *_standing(project_id, _FIRST),
            reviews.c.verdict == Verdict.FAIL.value,
            reviews.c.trace_id.in_(_read_by_several(project_id)),
            reviews.c.id.not_in(sa.select(counted.c.review_id)),
            notes.c.removed_at.is_(None),
            loose,
            visibility.may_see(who, project_id, reviews.c.trace_id),
        )
        .order_by(traces.c.serial, reviews.c.id, notes.c.position)
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        return [LooseNote(*row) for row in connection.execute(query)]


def _read_by_several(project_id: int) -> sa.Select[tuple[int]]:
    return (
        sa.select(reviews.c.trace_id)
        .where(*_standing(project_id, _FIRST))
        .group_by(reviews.c.trace_id)
        .having(sa.func.count() > 1)
    )


def _standing(project_id: int, purpose: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        reviews.c.project_id == project_id,
        reviews.c.purpose == purpose,
        reviews.c.number == 1,
        # Taken back: unread again.
        reviews.c.verdict.is_not(None),
    )


def _first_submissions(project_id: int, purpose: str) -> sa.Select[Any]:
    return (
        sa.select(reviews.c.id, reviews.c.trace_id, reviews.c.person_id, review_revisions.c.content)
        .join(review_revisions, review_revisions.c.review_id == reviews.c.id)
        .where(review_revisions.c.is_first_submission, *_standing(project_id, purpose))
    )


def _readings(
    connection: sa.Connection, project_id: int, purpose: str, *which: sa.ColumnElement[bool]
) -> list[Reading]:
    random = sa.exists().where(batch_items.c.trace_id == reviews.c.trace_id, batch_items.c.random)
    query = _first_submissions(project_id, purpose).add_columns(random.label("random")).where(*which)
    rows = connection.execute(query.order_by(reviews.c.trace_id, reviews.c.id)).all()
    codes = _codes(connection, project_id, [row.id for row in rows])
    return [_reading(row, codes) for row in rows]


@dataclass(frozen=True, slots=True)
class _Codes:
    """The standing failure modes, the one each note is in, and what labels say of each review."""

    modes: frozenset[int]
    of_note: dict[int, int]
    of_review: dict[int, dict[int, str]]


def _codes(connection: sa.Connection, project_id: int, review_ids: Collection[int]) -> _Codes:
    modes = frozenset(mode.id for mode in mode_rows.read(connection, project_id))
    grouped = sa.select(notes.c.id, notes.c.failure_mode_id).where(
        notes.c.project_id == project_id, notes.c.failure_mode_id.is_not(None)
    )
    labelled = sa.select(labels.c.review_id, labels.c.failure_mode_id, labels.c.value).where(
        labels.c.project_id == project_id
    )
    wanted, of_review = set(review_ids), dict[int, dict[int, str]]()
    for review_id, mode_id, value in connection.execute(labelled):
        if review_id in wanted and mode_id in modes:
            of_review.setdefault(review_id, {})[mode_id] = value
    # A note taken out of its review since still says what was meant first.
    of_note = {note_id: mode_id for note_id, mode_id in connection.execute(grouped) if mode_id in modes}
    return _Codes(modes, of_note, of_review)


def _reading(row: sa.Row[Any], codes: _Codes) -> Reading:
    said, written = row.content["verdict"], row.content["notes"]
    failed = {Verdict.FAIL.value: True, Verdict.PASS.value: False}.get(said)
    return Reading(
        trace_id=row.trace_id,
        person_id=row.person_id,
        failed=failed,
        step=written[0]["step"] if failed and written else None,
        modes=_modes(failed, row.id, [note["id"] for note in written], codes),
        random=bool(row.random),
    )


def _modes(
    failed: bool | None, review_id: int, written: Collection[int], codes: _Codes
) -> frozenset[int] | None:
    """What was found: none where it passed; unknown while a note is loose, unless all modes are labelled."""
    if not failed:
        return None if failed is None else frozenset()
    said = codes.of_review.get(review_id, {})
    found = frozenset(codes.of_note[note] for note in written if note in codes.of_note)
    found |= {mode for mode, value in said.items() if value == LabelValue.YES.value}
    lacking = {mode for mode, value in said.items() if value == LabelValue.NO.value}
    loose = any(note not in codes.of_note for note in written)
    undecided = any(value == LabelValue.RECODE.value for mode, value in said.items() if mode not in found)
    complete = said and codes.modes <= found | lacking
    return found if complete or (found and not loose and not undecided) else None
