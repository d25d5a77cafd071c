"""The failure taxonomy: its modes, and which note is in which. Every change is an event and can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.failure_modes import FailureMode, LabelValue
from lib.model import FeedbackOrigin, Person, Role, Verdict
from lib.store.engine import reading, writing
from lib.store.rules import access, visibility
from lib.store.rules.counted_reviews import counted_reviews
from lib.store.schema.tables import batch_items, failure_modes, labels, notes, people, traces
from lib.store.taxonomy import modes as mode_rows
from lib.store.taxonomy.edit import LONGEST_NAME as LONGEST_NAME
from lib.store.taxonomy.edit import LONGEST_SHORT as LONGEST_SHORT
from lib.store.taxonomy.edit import LONGEST_TEXT as LONGEST_TEXT
from lib.store.taxonomy.edit import Changed as Changed
from lib.store.taxonomy.edit import Edit
from lib.store.taxonomy.history import Change as Change
from lib.store.taxonomy.history import history as history
from lib.store.taxonomy.history import redoable as redoable
from lib.store.taxonomy.labels import LabelChange
from lib.store.taxonomy.operations import Assign, Create, Merge, Op, Redefine, Redo, Retire, Undo, unmade


@dataclass(frozen=True, slots=True)
class BoardNote:
    """A live note of a counted review, with where it comes from and the failure mode it is in.

    ``feedback`` is that on its trace, of the kind ``signal``; ``batches`` are the ids of those that hold it.
    """

    id: int
    text: str
    step: int | None
    quote: str | None
    mode_id: int | None
    trace_id: int
    external_id: str
    person: str
    reviewed_at: datetime
    verdict: Verdict
    feedback: float | None
    signal: FeedbackOrigin | None
    batches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many notes a failure mode holds and how many traces have it, with those of its children."""

    notes: int = 0
    traces: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """All notes that count, newest review first, and the standing failure modes as they were made.

    ``hidden`` counts the notes left out because this person is still to read their traces.
    ``ticked`` are pairs of a mode and a failed trace that has it by a label, with or without a note in it.
    """

    notes: tuple[BoardNote, ...]
    modes: tuple[FailureMode, ...]
    hidden: int = 0
    ticked: tuple[tuple[int, int], ...] = ()

    @property
    def not_grouped(self) -> int:
        """How many notes are in no failure mode."""
        return sum(note.mode_id is None for note in self.notes)

    def within(self, mode_ids: Iterable[int]) -> tuple[int, int]:
        """Return how many notes and how many distinct traces these failure modes hold together."""
        wanted = set(mode_ids)
        held = [note.trace_id for note in self.notes if note.mode_id in wanted]
        return len(held), len(set(held))

    def tallies(self) -> dict[int | None, Tally]:
        """Return the tally of every mode, and of the notes not grouped under None."""
        return tallies(self.modes, [(note.mode_id, note.trace_id) for note in self.notes], self.ticked)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to one failure mode, or to the notes not grouped (``mode_id`` None).

    A tally of None: it does not stand then.
    """

    mode_id: int | None
    name: str
    before: Tally | None
    after: Tally | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do: an effect for each mode whose counts change or that begins or ends.

    ``recode`` are the traces that somebody has to decide on again, by label, for at least one mode.
    """

    effects: tuple[Effect, ...]
    recode: int


@dataclass(frozen=True, slots=True)
class Done:
    """A change that was made: its event (None where there was nothing to change), and what it touched."""

    event_id: int | None
    notes: int
    made: int | None


def modes(project_id: int) -> list[FailureMode]:
    """Return the project's standing failure modes in the order they were made."""
    with reading() as connection:
        return mode_rows.read(connection, project_id)


def ended(project_id: int) -> list[FailureMode]:
    """Return the failure modes that were retired or merged, the last made first.

    One whose making was undone was not ended: redoing makes it again.
    """
    table = failure_modes.c
    query = sa.select(failure_modes).where(
        table.project_id == project_id, table.status.not_in(mode_rows.STANDING)
    )
    with reading() as connection:
        never = unmade(connection, project_id)
        rows = connection.execute(query.order_by(table.id.desc()))
        return [mode_rows.as_mode(row) for row in rows if row.id not in never]


def notes_board(who: Person, project_id: int) -> Board:
    """Return the notes that count and the failure modes they are in. Needs the role annotator."""
    counted = counted_reviews(project_id)
    # Nothing is asked of the note's project: SQLite would read all its notes once for every review.
    query = (
        sa.select(
            notes.c.id,
            notes.c.text,
            notes.c.step,
            notes.c.quote,
            notes.c.failure_mode_id,
            counted.c.trace_id,
            traces.c.external_id,
            people.c.name,
            counted.c.created_at,
            counted.c.verdict,
            traces.c.feedback,
            traces.c.feedback_origin,
            visibility.may_see(who, project_id, counted.c.trace_id).label("sees"),
        )
        .join(counted, counted.c.review_id == notes.c.review_id)
        .join(traces, traces.c.id == counted.c.trace_id)
        .join(people, people.c.id == counted.c.person_id)
        .where(notes.c.removed_at.is_(None))
        .order_by(counted.c.created_at.desc(), notes.c.review_id.desc(), notes.c.position)
    )
    drawn = sa.select(batch_items.c.trace_id, batch_items.c.batch_id).join(
        counted, counted.c.trace_id == batch_items.c.trace_id
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        batches: dict[int, list[int]] = defaultdict(list)
        for row in connection.execute(drawn.order_by(batch_items.c.batch_id)):
            batches[row.trace_id].append(row.batch_id)
        rows = connection.execute(query).all()
        found = tuple(
            BoardNote(
                *row[:9],
                Verdict(row.verdict),
                row.feedback,
                FeedbackOrigin(row.feedback_origin) if row.feedback_origin else None,
                tuple(batches[row.trace_id]),
            )
            for row in rows
            if row.sees
        )
        standing = tuple(mode_rows.read(connection, project_id))
        kept_back = set(connection.scalars(visibility.hidden_from(who, project_id)))
        ticked = (pair for pair in _ticked(connection, project_id) if pair[1] not in kept_back)
        return Board(found, standing, len(rows) - len(found), tuple(ticked))


def tallies(
    standing: Sequence[FailureMode],
    placed: Iterable[tuple[int | None, int]],
    ticked: Iterable[tuple[int, int]] = (),
) -> dict[int | None, Tally]:
    """Return the tally of every mode and, under None, of the rest.

    ``placed`` holds a (mode, trace) pair for each note, ``ticked`` one for each label that says yes. A mode
    has the notes and the union of the traces of itself and of all modes under it.
    """
    parent = {mode.id: mode.parent_id for mode in standing}

    def line(mode_id: int | None) -> list[int | None]:
        found: list[int | None] = []
        while mode_id in parent:
            found.append(mode_id)
            mode_id = parent[mode_id]
        return found or [None]

    above = {key: line(key) for key in (None, *parent)}
    count: dict[int | None, int] = dict.fromkeys(above, 0)
    seen: dict[int | None, set[int]] = {key: set() for key in above}
    for place, trace_id in placed:
        for key in above.get(place, [None]):
            count[key] += 1
            seen[key].add(trace_id)
    for place, trace_id in ticked:
        for key in above.get(place, []):
            seen[key].add(trace_id)
    return {key: Tally(count[key], len(seen[key])) for key in above}


def apply(who: Person, project_id: int, change: Op) -> Done:
    """Make one change, in one transaction, with its event. Needs the role annotator.

    Raises ``Changed``, ``ValueError`` or ``LookupError``, and changes nothing, where it cannot be.
    """
    with writing() as connection:
        edit = Edit(connection, who, project_id)
        change.carry_out(edit)
        made = next((mode for mode, before, _ in edit.revised if before is None), None)
        return Done(edit.event_id, len(edit.moved), made)


def preview(who: Person, project_id: int, change: Op) -> Preview:
    """Return what a change would do to the counts: it is carried out and taken back in one transaction.

    Raises as ``apply`` would.
    """
    with writing() as connection:
        trial = connection.begin_nested()
        before = _tallies(connection, project_id)
        edit = Edit(connection, who, project_id)
        change.carry_out(edit)
        after = _tallies(connection, project_id)
        recode = _to_recode(connection, edit.labels)
        trial.rollback()
    touched = [key for key in before | after if before.get(key) != after.get(key)]
    effects = (
        Effect(
            key,
            (after.get(key) or before[key])[0],
            before[key][1] if key in before else None,
            after[key][1] if key in after else None,
        )
        for key in touched
    )
    return Preview(tuple(effects), recode)


def create_mode(
    who: Person, project_id: int, name: str, definition: str = "", note_ids: Sequence[int] = ()
) -> FailureMode:
    """Make a failure mode, put these notes in it, and return it. Needs the role annotator.

    Raises ``ValueError`` where the name is empty, too long or taken.
    """
    done = apply(who, project_id, Create({"name": name, "definition": definition}, note_ids))
    return next(mode for mode in modes(project_id) if mode.id == done.made)


def assign(
    who: Person,
    project_id: int,
    note_ids: Sequence[int],
    mode_id: int | None,
    expected: Mapping[int, int | None] | None = None,
) -> int:
    """Put notes in a failure mode, or take them out with None; return how many moved.

    Needs the role annotator. Raises ``Changed`` where a note is no longer in the failure mode that
    ``expected`` says, or the failure
    mode is gone, and ``LookupError`` for a note or failure mode of another project.
    """
    return apply(who, project_id, Assign(note_ids, mode_id, expected or {})).notes


def edit_mode(who: Person, project_id: int, mode_id: int, **values: Any) -> None:
    """Change what a failure mode says of itself: the fields of ``FailureMode``. Needs the role annotator.

    Raises ``ValueError`` where a value cannot be, and ``Changed`` where the failure mode is gone.
    """
    apply(who, project_id, Redefine(mode_id, values))


def merge(who: Person, project_id: int, mode_id: int, into_id: int) -> None:
    """Move every note of one failure mode into another, and end the first. Needs the role annotator.

    Raises ``Changed`` where one of them is gone.
    """
    apply(who, project_id, Merge(mode_id, into_id))


def retire(who: Person, project_id: int, mode_id: int) -> None:
    """End a failure mode; its notes are not grouped any more. Needs the role annotator.

    Raises ``Changed`` where it is gone.
    """
    apply(who, project_id, Retire(mode_id))


def undo(who: Person, project_id: int, change_id: int) -> None:
    """Take back one change to the taxonomy, as a new event. Needs the role annotator.

    Raises ``Changed``, and changes nothing, unless all that the change touched still is as it left it.
    """
    apply(who, project_id, Undo(change_id))


def redo(who: Person, project_id: int, change_id: int) -> None:
    """Make a change again, after this undoing, as a new event. Needs the role annotator.

    Raises ``Changed``, and changes nothing, unless all that was undone still is as the undoing left it.
    """
    apply(who, project_id, Redo(change_id))


def _ticked(connection: sa.Connection, project_id: int) -> tuple[tuple[int, int], ...]:
    counted = counted_reviews(project_id)
    query = (
        sa.select(labels.c.failure_mode_id, counted.c.trace_id)
        .join(counted, counted.c.review_id == labels.c.review_id)
        .where(
            labels.c.project_id == project_id,
            labels.c.value == LabelValue.YES.value,
            counted.c.verdict == Verdict.FAIL.value,
        )
        .order_by(labels.c.failure_mode_id, counted.c.trace_id)
    )
    return tuple((row.failure_mode_id, row.trace_id) for row in connection.execute(query))


def _tallies(connection: sa.Connection, project_id: int) -> dict[int | None, tuple[str, Tally]]:
    """Return the name and the tally of every standing mode, and of the notes not grouped."""
    counted = counted_reviews(project_id)
    query = (
        sa.select(notes.c.failure_mode_id, counted.c.trace_id)
        .join(counted, counted.c.review_id == notes.c.review_id)
        .where(notes.c.removed_at.is_(None))
    )
    standing = mode_rows.read(connection, project_id)
    names = {None: "Not grouped"} | {mode.id: mode.name for mode in standing}
    placed = [(row.failure_mode_id, row.trace_id) for row in connection.execute(query)]
    found = tallies(standing, placed, _ticked(connection, project_id))
    return {key: (names[key], tally) for key, tally in found.items()}


def _to_recode(connection: sa.Connection, changes: Sequence[LabelChange]) -> int:
    """Return how many reviews these labels leave to re-code where no note of theirs decides."""
    open_ones = {(review, mode) for review, mode, _, new in changes if new and new[0] == LabelValue.RECODE}
    decided = sa.select(notes.c.review_id, notes.c.failure_mode_id).where(
        notes.c.removed_at.is_(None), notes.c.failure_mode_id.in_({mode for _, mode in open_ones})
    )
    open_ones -= {(row.review_id, row.failure_mode_id) for row in connection.execute(decided)}
    return len({review for review, _ in open_ones})
