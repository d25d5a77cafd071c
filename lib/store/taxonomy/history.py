"""What was done to the taxonomy, change by change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.model import Person, Role
from lib.store.engine import reading
from lib.store.rules import access
from lib.store.schema.tables import events as event_rows
from lib.store.schema.tables import failure_mode_revisions, failure_modes, people
from lib.store.taxonomy.edit import PREFIX
from lib.store.taxonomy.modes import REVISED
from lib.store.taxonomy.operations import UNDONE

_SOMEONE = "Someone"


@dataclass(frozen=True, slots=True)
class Change:
    """One change to the taxonomy as the history shows it. Modes are named as they are called now,

    but for ``old_name`` and ``new_name``, which are those of the mode that was changed, before and after.
    ``source`` and ``target`` are the one failure mode the notes left or went to, where it was one.
    ``fields`` are the columns in which that mode changed; ``parent`` is what it stands under since.
    ``undoes`` is the change it took back; ``redoes`` the id of the undoing after which it was made again.
    """

    id: int
    at: datetime
    person: str
    action: str
    notes: int
    modes: int
    source: str | None
    target: str | None
    old_name: str | None
    new_name: str | None
    fields: tuple[str, ...]
    parent: str | None
    into: str | None
    undoes: Change | None
    redoes: int | None
    undone_by: str | None

    @property
    def can_be_undone(self) -> bool:
        """Whether it is a change that was not undone yet. Undoing may still be refused."""
        return self.action != UNDONE and self.undone_by is None


def history(who: Person, project_id: int, limit: int = 50) -> list[Change]:
    """Return the newest changes to the taxonomy, newest first. Needs the role annotator."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        changes = sa.select(event_rows, people.c.name.label("person")).join(
            people, people.c.id == event_rows.c.person_id, isouter=True
        )
        mine = (event_rows.c.project_id == project_id, event_rows.c.action.startswith(PREFIX))
        newest = changes.where(*mine).order_by(event_rows.c.id.desc()).limit(limit)
        rows = connection.execute(newest).all()
        taken_back = {row.refs["undoes"] for row in rows if "undoes" in row.refs}
        older = connection.execute(changes.where(*mine, event_rows.c.id.in_(taken_back))).all()
        revisions = _revisions(connection, project_id)
    # An undo is always newer than what it undoes, so the newest rows hold all that matter for them.
    undone = {row.refs["undoes"]: row.person or _SOMEONE for row in rows if "undoes" in row.refs}
    known = {row.id: _change(row, revisions, undone, {}) for row in older}
    return [_change(row, revisions, undone, known) for row in rows]


def redoable(changes: Sequence[Change]) -> Change | None:
    """Return the undoing that comes next to be taken back, of the newest changes, newest first.

    None once something was changed anew.
    """
    redone = {change.redoes for change in changes}
    for change in changes:
        if change.action == UNDONE and change.id not in redone:
            return change
        if change.action != UNDONE and change.redoes is None:
            return None
    return None


def _change(
    row: sa.Row[Any],
    revisions: Mapping[tuple[int, int], Any],
    undone: Mapping[int, str],
    known: Mapping[int, Change],
) -> Change:
    newest = {mode: revision.name for (mode, _), revision in sorted(revisions.items(), key=lambda at: at[0])}
    moved, revised = row.refs["notes"], row.refs["modes"]
    # A merge or an end revises children too: the mode it was about is named.
    edited = next(
        (step for step in revised if step[0] == row.refs.get("mode")), revised[0] if revised else None
    )
    old = revisions.get((edited[0], edited[1])) if edited else None
    new = revisions[edited[0], edited[2]] if edited else None
    before, after = ({step[side] for step in moved} for side in (1, 2))
    source = newest[before.pop()] if len(before) == 1 and None not in before else None
    return Change(
        id=row.id,
        at=row.at,
        person=row.person or _SOMEONE,
        action=row.action.removeprefix(PREFIX),
        notes=len(moved),
        modes=len(revised),
        source=source,
        target=newest[after.pop()] if len(after) == 1 and None not in after else None,
        old_name=old.name if old else None,
        new_name=new.name if new else None,
        fields=tuple(name for name in REVISED if old and new and old._mapping[name] != new._mapping[name]),
        parent=newest.get(new.parent_id) if new else None,
        into=newest.get(row.refs.get("into")),
        undoes=known.get(row.refs.get("undoes", 0)),
        redoes=row.refs.get("redoes"),
        undone_by=undone.get(row.id),
    )


def _revisions(connection: sa.Connection, project_id: int) -> dict[tuple[int, int], Any]:
    revisions = failure_mode_revisions
    query = (
        sa.select(revisions)
        .join(failure_modes, failure_modes.c.id == revisions.c.mode_id)
        .where(failure_modes.c.project_id == project_id)
    )
    return {(row.mode_id, row.revision): row for row in connection.execute(query)}
