"""Labels: that a trace has, or has not, a failure mode, as one review says. They store what notes do not.

A live note grouped in a failure mode is a yes by itself, whatever is stored: no label can contradict it, and
a label that said so before the note came waits behind it. Labels outlive a change of the review's verdict,
and count only while it says fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from lib.failure_modes import LabelSource, LabelValue
from lib.model import Person, Role
from lib.store.engine import reading, writing
from lib.store.rules import access, events, locks
from lib.store.rules.counted_reviews import counted_reviews
from lib.store.schema.tables import events as event_rows
from lib.store.schema.tables import failure_modes, labels, notes, now, reviews

YES, NO, RECODE = LabelValue.YES, LabelValue.NO, LabelValue.RECODE

Stored: TypeAlias = tuple[str, str, int, str] | None
"""A label in an event: its value, source, person and moment; None where there was none."""
LabelChange: TypeAlias = tuple[int, int, Stored, Stored]
"""A review, a failure mode, and the label before and after."""

_Pair: TypeAlias = tuple[int, int]


UNDO_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Given:
    """Labels stored together: the event, the review they are of, how many."""

    event_id: int
    review_id: int
    labels: int


class Changed(RuntimeError):
    """A label is no longer as the person saw it; nothing was written."""


class NoteSaysYes(ValueError):
    """A label says no where a note of the review is in the mode. ``note_ids``: take these out of it first."""

    def __init__(self, note_ids: Sequence[int]) -> None:
        super().__init__("A note of this trace is in this failure mode. Take the note out of it first.")
        self.note_ids = tuple(note_ids)


def put(
    who: Person,
    project_id: int,
    review_id: int,
    values: Mapping[int, LabelValue | None],
    source: LabelSource = LabelSource.TICK,
    expected: Mapping[int, LabelValue | None] | None = None,
) -> int | None:
    """Store these labels of one review, by failure mode (None: none); return the event's id.

    None where nothing changes. The review is the person's own or the one that counts. A yes that a note says
    already is not stored. Needs the role annotator. Raises ``NoteSaysYes`` for a no against a note,
    ``Changed`` where a label is not what ``expected`` says or a failure mode has ended, ``LookupError`` for
    another project's review or mode, and ``NotAllowed`` for a review of another person that does not count.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        locks.project(connection, project_id)
        _check_review(connection, who, project_id, review_id)
        _check_modes(connection, project_id, values)
        before = stored(connection, labels.c.review_id == review_id)
        for mode_id, seen in (expected or {}).items():
            standing, wanted_now = before.get((review_id, mode_id)), values.get(mode_id, seen)
            # What stands as it is wanted was sent again by a window that heard no answer.
            if (standing and standing[0]) not in (seen and seen.value, wanted_now and wanted_now.value):
                raise Changed("These ticks were changed elsewhere in the meantime. Nothing was changed.")
        noted = _noted(connection, review_id)
        against = [note for mode, value in values.items() if value is NO for note in noted.get(mode, ())]
        if against:
            raise NoteSaysYes(against)
        wanted = {
            (review_id, mode_id): value
            for mode_id, value in values.items()
            if not (value is YES and mode_id in noted)
        }
        changes = _write(connection, who, project_id, wanted, source, before)
        if not changes:
            return None
        return events.record(connection, who, project_id, "label.set", review=review_id, labels=changes)


def write_one(
    connection: sa.Connection,
    who: Person,
    project_id: int,
    review_id: int,
    mode_id: int,
    value: LabelValue,
    source: LabelSource = LabelSource.TICK,
) -> list[LabelChange]:
    """Store one label inside the caller's transaction, which has checked the review; return the changes.

    They belong in the event's refs. Raises as ``put`` does.
    """
    locks.project(connection, project_id)
    _check_modes(connection, project_id, [mode_id])
    noted = _noted(connection, review_id).get(mode_id, [])
    if noted and value is NO:
        raise NoteSaysYes(noted)
    before = stored(connection, sa.and_(labels.c.review_id == review_id, labels.c.failure_mode_id == mode_id))
    wanted = {} if noted else {(review_id, mode_id): value}
    return _write(connection, who, project_id, wanted, source, before)


def undo(who: Person, project_id: int, event_id: int) -> None:
    """Take back one ``put``, as a new event. Needs the role annotator.

    Raises ``Changed``, and changes nothing, unless all its labels still are as it left them.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        locks.project(connection, project_id)
        mine = (event_rows.c.id == event_id) & (event_rows.c.project_id == project_id)
        query = sa.select(event_rows).where(mine, event_rows.c.action == "label.set")
        found = connection.execute(query).first()
        if found is None:
            raise LookupError("This project has no such change.")
        changes = reverse(connection, project_id, found.refs["labels"])
        refs = {"review": found.refs["review"], "labels": changes, "undoes": event_id}
        events.record(connection, who, project_id, "label.undone", **refs)


def last(who: Person, project_id: int) -> Given | None:
    """Return the person's newest labels that were not taken back, or None. Needs the role annotator."""
    query = (
        sa.select(event_rows.c.id, event_rows.c.action, event_rows.c.refs)
        .where(
            event_rows.c.project_id == project_id,
            event_rows.c.person_id == who.id,
            event_rows.c.action.in_(["label.set", "label.undone"]),
        )
        .order_by(event_rows.c.id.desc())
        .limit(UNDO_DEPTH)
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        rows = connection.execute(query).all()
    undone = {row.refs["undoes"] for row in rows if row.action == "label.undone"}
    for row in rows:
        if row.action == "label.set" and row.id not in undone:
            return Given(row.id, row.refs["review"], len(row.refs["labels"]))
    return None


def carry_merge(
    connection: sa.Connection, who: Person, project_id: int, mode_id: int, into_id: int
) -> list[LabelChange]:
    """Give ``into_id`` the labels of ``mode_id`` too, inside the caller's transaction; return the changes.

    Yes if any was yes, to re-code if any was to be, no only if both were no. The merged mode's own labels
    stay, counted nowhere, so that undoing the merge finds them. The changes belong in the event's refs.
    """
    before = stored(connection, labels.c.failure_mode_id.in_([mode_id, into_id]))
    wanted: dict[_Pair, LabelValue | None] = {}
    for review_id in {review for review, _ in before}:
        both = [(before.get((review_id, mode)) or (None,))[0] for mode in (mode_id, into_id)]
        wanted[review_id, into_id] = merged([LabelValue(value) if value else None for value in both])
    return _write(connection, who, project_id, wanted, LabelSource.MERGE, before)


def carry_split(
    connection: sa.Connection, who: Person, project_id: int, mode_id: int, parts: Iterable[int]
) -> list[LabelChange]:
    """Give each part of a split what ``mode_id`` had, inside the caller's transaction; return the changes.

    Call it before any note moves. An old yes, stored or by a note, is to be decided again for every part
    (where a note of the review is in a part, that note is the decision); a no is a no for every part.
    ``parts`` holds ``mode_id`` itself where it goes on. The changes belong in the event's refs.
    """
    parts = list(parts)
    before = stored(connection, labels.c.failure_mode_id.in_([mode_id, *parts]))
    live = sa.select(notes.c.review_id).where(
        notes.c.failure_mode_id == mode_id, notes.c.project_id == project_id, notes.c.removed_at.is_(None)
    )
    old = {review: LabelValue(row[0]) for (review, mode), row in before.items() if mode == mode_id and row}
    old |= dict.fromkeys(connection.scalars(live), YES)
    wanted: dict[_Pair, LabelValue | None] = {
        (review_id, part): NO if value is NO else RECODE for review_id, value in old.items() for part in parts
    }
    return _write(connection, who, project_id, wanted, LabelSource.SPLIT, before)


def reverse(
    connection: sa.Connection, project_id: int, changes: Sequence[Sequence[Any]]
) -> list[LabelChange]:
    """Put labels back as they were before ``changes``, from an event; return what that changed.

    Raises ``Changed`` where one of them is no longer as the event left it.
    """
    given = [(review, mode, as_stored(before), as_stored(after)) for review, mode, before, after in changes]
    of_reviews, of_modes = ({change[side] for change in given} for side in (0, 1))
    concerned: sa.ColumnElement[bool] = labels.c.failure_mode_id.in_(of_modes)
    if len(of_reviews) == 1:
        concerned = sa.and_(concerned, labels.c.review_id.in_(of_reviews))
    held = stored(connection, concerned)
    moved = sum(held.get((review, mode)) != after for review, mode, _, after in given)
    if moved:
        raise Changed(f"Its labels were changed since ({moved} of {len(given)}). Nothing was changed.")
    back = [(review, mode, after, before) for review, mode, before, after in given]
    _store(connection, project_id, back)
    return back


def merged(values: Iterable[LabelValue | None]) -> LabelValue | None:
    """Return what several labels say together: yes if any, no only if all; else to re-code, or None."""
    said = set(values)
    if said == {NO}:
        return NO
    return YES if YES in said else RECODE if RECODE in said else None


def _check_review(connection: sa.Connection, who: Person, project_id: int, review_id: int) -> None:
    mine = (reviews.c.id == review_id) & (reviews.c.project_id == project_id)
    found = connection.execute(sa.select(reviews.c.person_id, reviews.c.verdict).where(mine)).first()
    if found is None or found.verdict is None:
        raise LookupError("This project has no such review.")
    counted = counted_reviews(project_id)
    counts = sa.select(counted.c.review_id).where(counted.c.review_id == review_id)
    if found.person_id != who.id and connection.scalar(counts) is None:
        raise access.NotAllowed("This is another person's review, and it does not count.")


def _check_modes(connection: sa.Connection, project_id: int, mode_ids: Iterable[int]) -> None:
    wanted = set(mode_ids)
    columns = (failure_modes.c.id, failure_modes.c.name, failure_modes.c.name_key)
    mine = (failure_modes.c.project_id == project_id) & failure_modes.c.id.in_(wanted)
    found = connection.execute(sa.select(*columns).where(mine)).all()
    if len(found) < len(wanted):
        raise LookupError("This project has no such failure mode.")
    for row in found:
        if row.name_key is None:
            raise Changed(f"“{row.name}” is no longer a failure mode. Nothing was changed.")


def _noted(connection: sa.Connection, review_id: int) -> dict[int, list[int]]:
    """The live notes of the review by the failure mode they are in."""
    live = (notes.c.review_id == review_id, notes.c.removed_at.is_(None))
    query = sa.select(notes.c.id, notes.c.failure_mode_id).where(*live, notes.c.failure_mode_id.is_not(None))
    found: dict[int, list[int]] = {}
    for note_id, mode_id in connection.execute(query):
        found.setdefault(mode_id, []).append(note_id)
    return found


def stored(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> dict[_Pair, Stored]:
    """Return the labels of which this holds, by review and failure mode, as events keep them."""
    rows = connection.execute(sa.select(labels).where(condition))
    return {
        (row.review_id, row.failure_mode_id): (row.value, row.source, row.person_id, row.at.isoformat())
        for row in rows
    }


def _write(
    connection: sa.Connection,
    who: Person,
    project_id: int,
    wanted: Mapping[_Pair, LabelValue | None],
    source: LabelSource,
    before: Mapping[_Pair, Stored],
) -> list[LabelChange]:
    """Store these values where they differ from what stands, and return the changes."""
    moment = now().isoformat()
    changes: list[LabelChange] = []
    for pair, value in wanted.items():
        standing = before.get(pair)
        if (standing and standing[0]) != (value and value.value):
            after = (value.value, source.value, who.id, moment) if value else None
            changes.append((*pair, standing, after))
    _store(connection, project_id, changes)
    return changes


def _store(connection: sa.Connection, project_id: int, changes: Sequence[LabelChange]) -> None:
    this = (labels.c.review_id == sa.bindparam("of_review")) & (
        labels.c.failure_mode_id == sa.bindparam("of_mode")
    )
    gone = [{"of_review": review, "of_mode": mode} for review, mode, before, _ in changes if before]
    rows = [
        {
            "project_id": project_id,
            "review_id": review,
            "failure_mode_id": mode,
            "value": after[0],
            "source": after[1],
            "person_id": after[2],
            "at": datetime.fromisoformat(after[3]),
        }
        for review, mode, _, after in changes
        if after
    ]
    write: Callable[..., object] = connection.execute
    if gone:
        write(labels.delete().where(this), gone)
    if rows:
        write(labels.insert(), rows)


def as_stored(kept: Sequence[Any] | None) -> Stored:
    """Return a label as an event kept it, as ``stored`` returns it."""
    return None if kept is None else (kept[0], kept[1], kept[2], kept[3])
