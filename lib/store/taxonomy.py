"""The failure taxonomy: its modes, and which note is in which. Every change is an event and can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.model import FailureMode, Person, Role
from lib.store import access
from lib.store.counted import counted_reviews
from lib.store.engine import reading, writing
from lib.store.tables import events as event_rows
from lib.store.tables import failure_mode_revisions, failure_modes, notes, people, traces
from lib.store.taxonomy_edit import ACTIVE, MERGED, PREFIX, RETIRED, Edit, wording
from lib.store.taxonomy_edit import LONGEST_DEFINITION as LONGEST_DEFINITION
from lib.store.taxonomy_edit import LONGEST_NAME as LONGEST_NAME
from lib.store.taxonomy_edit import Changed as Changed

UNDOABLE = ("created", "assigned", "edited", "merged", "retired")


@dataclass(frozen=True, slots=True)
class BoardNote:
    """A live note of a counted review, with where it comes from and the failure mode it is in."""

    id: int
    text: str
    step: int | None
    quote: str | None
    mode_id: int | None
    trace_id: int
    external_id: str
    person: str
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """All notes that count, newest review first, and the active failure modes in the order they were made."""

    notes: tuple[BoardNote, ...]
    modes: tuple[FailureMode, ...]

    @property
    def not_grouped(self) -> int:
        """How many notes are in no failure mode."""
        return sum(note.mode_id is None for note in self.notes)

    def within(self, mode_ids: Iterable[int]) -> tuple[int, int]:
        """Return how many notes and how many distinct traces these failure modes hold together."""
        wanted = set(mode_ids)
        held = [note.trace_id for note in self.notes if note.mode_id in wanted]
        return len(held), len(set(held))


@dataclass(frozen=True, slots=True)
class Change:
    """One change to the taxonomy as the history shows it. Modes are named as they are called now,

    but for ``old_name`` and ``new_name``, which are those of the mode that was changed, before and after.
    ``source`` and ``target`` are the one failure mode the notes left or went to, where it was one.
    """

    id: int
    at: datetime
    person: str
    action: str
    notes: int
    source: str | None
    target: str | None
    old_name: str | None
    new_name: str | None
    into: str | None
    undoes: int | None
    undone: bool

    @property
    def can_be_undone(self) -> bool:
        """Whether it is a change that was not undone yet. Undoing may still be refused."""
        return self.action in UNDOABLE and not self.undone


def modes(project_id: int) -> list[FailureMode]:
    """Return the project's active failure modes in the order they were made."""
    with reading() as connection:
        return _modes(connection, project_id)


def notes_board(who: Person, project_id: int) -> Board:
    """Return the notes that count and the failure modes they are in. Needs the role annotator."""
    counted = counted_reviews(project_id)
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
        )
        .join(counted, counted.c.review_id == notes.c.review_id)
        .join(traces, traces.c.id == counted.c.trace_id)
        .join(people, people.c.id == counted.c.person_id)
        .where(notes.c.project_id == project_id, notes.c.removed_at.is_(None))
        .order_by(counted.c.created_at.desc(), notes.c.review_id.desc(), notes.c.position)
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        found = tuple(BoardNote(*row) for row in connection.execute(query))
        return Board(found, tuple(_modes(connection, project_id)))


def create_mode(
    who: Person, project_id: int, name: str, definition: str = "", note_ids: Sequence[int] = ()
) -> FailureMode:
    """Make a failure mode, put these notes in it, and return it. Needs the role annotator.

    Raises ``ValueError`` where the name is empty, too long or taken.
    """
    with writing() as connection:
        edit = Edit(connection, who, project_id)
        made = edit.new_mode(wording(name, definition))
        edit.move(dict.fromkeys(edit.standing(note_ids), made))
        edit.record("created")
        return next(mode for mode in _modes(connection, project_id) if mode.id == made)


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
    with writing() as connection:
        edit = Edit(connection, who, project_id)
        if mode_id is not None:
            edit.active(mode_id)
        standing = edit.standing(note_ids)
        elsewhere = sum(standing[note] != seen for note, seen in (expected or {}).items() if note in standing)
        if elsewhere:
            raise Changed(
                f"Someone else moved {elsewhere} of these {len(standing)} notes in the meantime. "
                "Nothing was changed; the board now shows where they are."
            )
        moving = {note: mode_id for note, current in standing.items() if current != mode_id}
        if moving:
            edit.move(moving)
            edit.record("assigned")
        return len(moving)


def edit_mode(who: Person, project_id: int, mode_id: int, *, name: str, definition: str) -> None:
    """Rename and define a failure mode. Needs the role annotator.

    Raises ``ValueError`` where the name is empty, too long or taken, and ``Changed`` where the failure mode
    is gone.
    """
    with writing() as connection:
        edit = Edit(connection, who, project_id)
        found = edit.active(mode_id)
        values = wording(name, definition)
        if {key: found._mapping[key] for key in values} != values:
            edit.revise(mode_id, values)
            edit.record("edited")


def merge(who: Person, project_id: int, mode_id: int, into_id: int) -> None:
    """Move every note of one failure mode into another, and end the first. Needs the role annotator.

    Raises ``Changed`` where one of them is gone.
    """
    if mode_id == into_id:
        raise ValueError("Choose another failure mode to merge it into.")
    with writing() as connection:
        edit = Edit(connection, who, project_id)
        edit.active(mode_id)
        edit.active(into_id)
        edit.move(dict.fromkeys(edit.held(mode_id), into_id))
        edit.revise(mode_id, {"status": MERGED})
        edit.record("merged", into=into_id)


def retire(who: Person, project_id: int, mode_id: int) -> None:
    """End a failure mode that no note on the board is in. Needs the role annotator.

    Notes that count nowhere (removed, or of a review that does not count) are taken out of it.
    Raises ``ValueError`` where it holds notes, and ``Changed`` where it is gone.
    """
    with writing() as connection:
        edit = Edit(connection, who, project_id)
        edit.active(mode_id)
        held = sa.and_(notes.c.failure_mode_id == mode_id, notes.c.removed_at.is_(None))
        counted = counted_reviews(project_id)
        on_board = sa.select(notes.c.id).join(counted, counted.c.review_id == notes.c.review_id).where(held)
        if connection.execute(on_board).first() is not None:
            raise ValueError(
                "This failure mode still holds notes. Move them first, or merge it into another."
            )
        edit.move(dict.fromkeys(edit.held(mode_id), None))
        edit.revise(mode_id, {"status": RETIRED})
        edit.record("retired")


def undo(who: Person, project_id: int, change_id: int) -> None:
    """Take back one change to the taxonomy, as a new event. Needs the role annotator.

    Raises ``Changed``, and changes nothing, unless all that the change touched still is as it left it.
    """
    with writing() as connection:
        edit = Edit(connection, who, project_id)
        found = connection.execute(
            sa.select(event_rows).where(
                event_rows.c.id == change_id,
                event_rows.c.project_id == project_id,
                event_rows.c.action.in_([PREFIX + action for action in UNDOABLE]),
            )
        ).first()
        if found is None:
            raise LookupError("This project has no such change.")
        if connection.scalar(
            sa.select(event_rows.c.id).where(
                event_rows.c.project_id == project_id,
                event_rows.c.action == PREFIX + "undone",
                event_rows.c.refs["undoes"].as_integer() == change_id,
            )
        ):
            raise Changed("This change has been undone already. Nothing was changed.")
        edit.reverse(found.refs["notes"], found.refs["modes"])
        edit.record("undone", undoes=change_id)


def history(who: Person, project_id: int, limit: int = 50) -> list[Change]:
    """Return the newest changes to the taxonomy, newest first. Needs the role annotator."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        rows = connection.execute(
            sa.select(event_rows, people.c.name.label("person"))
            .join(people, people.c.id == event_rows.c.person_id, isouter=True)
            .where(event_rows.c.project_id == project_id, event_rows.c.action.startswith(PREFIX))
            .order_by(event_rows.c.id.desc())
            .limit(limit)
        ).all()
        names = _names(connection, project_id)
    # An undo is always newer than what it undoes, so the newest rows hold all that matter for them.
    undone = {row.refs.get("undoes") for row in rows}
    return [_change(row, names, row.id in undone) for row in rows]


def _change(row: sa.Row[Any], names: Mapping[tuple[int, int], str], undone: bool) -> Change:
    newest = {mode: name for (mode, _), name in sorted(names.items())}
    moved, revised = row.refs["notes"], row.refs["modes"]
    before, after = ({step[side] for step in moved} for side in (1, 2))
    edited = revised[0] if revised else None
    return Change(
        id=row.id,
        at=row.at,
        person=row.person or "Someone",
        action=row.action.removeprefix(PREFIX),
        notes=len(moved),
        source=newest[before.pop()] if len(before) == 1 and None not in before else None,
        target=newest[after.pop()] if len(after) == 1 and None not in after else None,
        old_name=names.get((edited[0], edited[1])) if edited and edited[1] else None,
        new_name=names[edited[0], edited[2]] if edited else None,
        into=newest.get(row.refs.get("into")),
        undoes=row.refs.get("undoes"),
        undone=undone,
    )


def _names(connection: sa.Connection, project_id: int) -> dict[tuple[int, int], str]:
    revisions = failure_mode_revisions
    query = (
        sa.select(revisions.c.mode_id, revisions.c.revision, revisions.c.name)
        .join(failure_modes, failure_modes.c.id == revisions.c.mode_id)
        .where(failure_modes.c.project_id == project_id)
    )
    return {(row.mode_id, row.revision): row.name for row in connection.execute(query)}


def _modes(connection: sa.Connection, project_id: int) -> list[FailureMode]:
    table = failure_modes.c
    query = (
        sa.select(table.id, table.name, table.definition, table.colour, table.parent_id)
        .where(table.project_id == project_id, table.status == ACTIVE)
        .order_by(table.id)
    )
    return [FailureMode(*row) for row in connection.execute(query)]
