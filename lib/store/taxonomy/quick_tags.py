"""Quick tags: failure modes given to notes as they are written, once there are notes enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from lib.failure_modes import FailureMode
from lib.model import Note, Person, Role
from lib.store.engine import reading
from lib.store.rules import access
from lib.store.schema.tables import notes
from lib.store.taxonomy import modes
from lib.store.taxonomy.edit import Changed, Edit
from lib.store.taxonomy.operations import Undo

ENOUGH = 30
"""Notes a project has before a mode is shown where notes are written: a list makes one see what is on it."""
MOST = 9


def offered(who: Person, project_id: int) -> list[FailureMode] | None:
    """Return the modes that can be quick tags, the first made first; None before there are notes enough.

    Needs the role annotator.
    """
    live = sa.select(notes.c.id).where(notes.c.project_id == project_id, notes.c.removed_at.is_(None))
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        if len(connection.execute(live.limit(ENOUGH)).all()) < ENOUGH:
            return None
        return modes.read(connection, project_id)[:MOST]


def tag(
    edit: Edit, stored: Sequence[Note], tags: Mapping[int, int | None], *, review_id: int
) -> tuple[tuple[Note, ...], int | None]:
    """Put notes of a review into the modes chosen for them, by place, as one change to the taxonomy.

    Returns the notes as they are then and the id of the change, None where nothing changed. A mode that is
    gone leaves its note where it is.
    """
    targets: dict[int, int | None] = {}
    for place, mode_id in tags.items():
        note = stored[place]
        if note.id is not None and note.failure_mode_id != mode_id and _stands(edit, mode_id):
            targets[note.id] = mode_id
    if targets:
        edit.move(targets)
        edit.record("assigned", review=review_id)
    after = [
        replace(note, failure_mode_id=targets.get(note.id or 0, note.failure_mode_id)) for note in stored
    ]
    return tuple(after), edit.event_id


def take_back(edit: Edit, event_id: int) -> None:
    """Undo the change that tagged notes at a save, where nobody has moved them since."""
    try:
        with edit.connection.begin_nested():
            Undo(event_id).carry_out(edit)
    except Changed:
        return


def _stands(edit: Edit, mode_id: int | None) -> bool:
    if mode_id is None:
        return True
    try:
        edit.standing_mode(mode_id)
    except (Changed, LookupError):
        return False
    return True
