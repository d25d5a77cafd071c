"""One change to the taxonomy in the making: what it moves and revises, checked, gathered for its event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

import sqlalchemy as sa

from lib.model import Person, Role
from lib.store import access, events
from lib.store.engine import insert
from lib.store.tables import failure_mode_revisions, failure_modes, notes, projects

PREFIX = "taxonomy."
ACTIVE, MERGED, RETIRED = "active", "merged", "retired"
LONGEST_NAME = 80
LONGEST_DEFINITION = 400

_REVISED = ("name", "definition", "status", "parent_id")


class Changed(RuntimeError):
    """The taxonomy is no longer as the person saw it; nothing was written."""


def wording(name: str, definition: str) -> dict[str, str]:
    """Return a name and a definition as stored. Raises ``ValueError`` where they are empty or too long."""
    name, definition = " ".join(name.split()), " ".join(definition.split())
    if not name:
        raise ValueError("A failure mode needs a name.")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"This name has {len(name)} characters; {LONGEST_NAME} is the most.")
    if len(definition) > LONGEST_DEFINITION:
        raise ValueError(
            f"This definition has {len(definition)} characters; {LONGEST_DEFINITION} is the most."
        )
    return {"name": name, "definition": definition}


class Edit:
    """What one person changes in one transaction. Needs the role annotator.

    The project's row is locked first, so that taxonomy changes of one project never interleave.
    """

    def __init__(self, connection: sa.Connection, who: Person, project_id: int) -> None:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        lock = sa.select(projects.c.id).where(projects.c.id == project_id).with_for_update(key_share=True)
        connection.execute(lock)
        self._connection, self._who, self._project_id = connection, who, project_id
        self._moved: list[tuple[int, int | None, int | None]] = []
        self._revised: list[tuple[int, int | None, int]] = []

    def record(self, action: str, **refs: object) -> None:
        """Append the event: each note with its mode before and after, each mode with its revisions."""
        events.record(
            self._connection,
            self._who,
            self._project_id,
            PREFIX + action,
            notes=self._moved,
            modes=self._revised,
            **refs,
        )

    def active(self, mode_id: int) -> sa.Row[Any]:
        """Return the failure mode. Raises ``LookupError`` for another project's, ``Changed`` for one gone."""
        found = self._mode(mode_id)
        if found.status != ACTIVE:
            raise Changed(f"“{found.name}” is no longer a failure mode. Nothing was changed.")
        return found

    def standing(self, note_ids: Iterable[int]) -> dict[int, int | None]:
        """Return these notes, in order, with the mode each is in.

        Raises ``LookupError`` for another project's, ``Changed`` for one taken out of its review.
        """
        wanted = list(dict.fromkeys(note_ids))
        found = self._notes(notes.c.id.in_(wanted))
        if len(found) < len(wanted):
            raise LookupError("This project has no such note.")
        if gone := sum(row.removed_at is not None for row in found.values()):
            raise Changed(f"{gone} of these notes were removed from their review. Nothing was changed.")
        return {note_id: found[note_id].failure_mode_id for note_id in wanted}

    def held(self, mode_id: int) -> list[int]:
        """Return every note in the failure mode, with those that do not count."""
        return list(self._notes(notes.c.failure_mode_id == mode_id))

    def move(self, targets: Mapping[int, int | None]) -> None:
        """Put each of these notes in the mode it is mapped to."""
        found = self._notes(notes.c.id.in_(list(targets)))
        by_target: dict[int | None, list[int]] = defaultdict(list)
        for note_id, target in targets.items():
            by_target[target].append(note_id)
            self._moved.append((note_id, found[note_id].failure_mode_id, target))
        for target, ids in by_target.items():
            put = notes.update().where(notes.c.id.in_(ids)).values(failure_mode_id=target)
            self._connection.execute(put)

    def new_mode(self, words: Mapping[str, str]) -> int:
        """Make a failure mode and return its id. Raises ``ValueError`` where the name is taken."""
        row = {
            "project_id": self._project_id,
            "name_key": self._free_key(words["name"]),
            "colour": self._free_colour(),
            **words,
        }
        made = insert(self._connection, failure_modes, row)
        self._keep(made, before=None)
        return made

    def revise(self, mode_id: int, values: Mapping[str, Any]) -> None:
        """Change a failure mode. Raises ``ValueError`` where the name it would have is taken."""
        found = self._mode(mode_id)
        after = {**{column: found._mapping[column] for column in _REVISED}, **values}
        ends = after["status"] != ACTIVE
        after["name_key"] = None if ends else self._free_key(after["name"], mode_id)
        if not ends and found.status != ACTIVE:
            after["colour"] = self._free_colour(found.colour)
        before = self._newest(mode_id)
        self._connection.execute(failure_modes.update().where(failure_modes.c.id == mode_id).values(after))
        self._keep(mode_id, before=before)

    def reverse(
        self,
        moved: Sequence[tuple[int, int | None, int | None]],
        revised: Sequence[tuple[int, int | None, int]],
    ) -> None:
        """Do the opposite of what an event did. Raises ``Changed`` where anything it touched has changed."""
        found = self._notes(notes.c.id.in_([note_id for note_id, _, _ in moved]))
        elsewhere = sum(
            note_id not in found or found[note_id].failure_mode_id != after for note_id, _, after in moved
        )
        if elsewhere:
            raise Changed(f"{elsewhere} of its {len(moved)} notes have been moved since. Nothing was undone.")
        for mode_id, _, after in revised:
            now, then = self._mode(mode_id), self._revision(mode_id, after)
            if any(now._mapping[column] != then._mapping[column] for column in _REVISED):
                raise Changed(f"“{now.name}” has been changed since. Nothing was undone.")
        self.move({note_id: before for note_id, before, _ in moved})
        for mode_id, before, _ in revised:
            self._put_back(mode_id, before)
        for mode_id in {before for _, before, _ in moved if before is not None}:
            if self._mode(mode_id).status != ACTIVE:
                raise Changed(f"“{self._mode(mode_id).name}” has ended since. Nothing was undone.")

    def _put_back(self, mode_id: int, revision: int | None) -> None:
        if revision is None:
            values: dict[str, Any] = {"status": RETIRED}
        else:
            row = self._revision(mode_id, revision)
            values = {column: row._mapping[column] for column in _REVISED}
        try:
            self.revise(mode_id, values)
        except ValueError as error:
            raise Changed(f"{error} Nothing was undone.") from error
        if values["status"] != ACTIVE and (others := len(self.held(mode_id))):
            raise Changed(f"“{self._mode(mode_id).name}” holds {others} other notes now. Nothing was undone.")

    def _mode(self, mode_id: int) -> sa.Row[Any]:
        mine = (failure_modes.c.id == mode_id) & (failure_modes.c.project_id == self._project_id)
        found = self._connection.execute(sa.select(failure_modes).where(mine)).first()
        if found is None:
            raise LookupError("This project has no such failure mode.")
        return found

    def _notes(self, condition: sa.ColumnElement[bool]) -> dict[int, Any]:
        columns = (notes.c.id, notes.c.failure_mode_id, notes.c.removed_at)
        mine = notes.c.project_id == self._project_id
        rows = self._connection.execute(sa.select(*columns).where(mine, condition).order_by(notes.c.id))
        return {row.id: row for row in rows}

    def _free_key(self, name: str, mode_id: int | None = None) -> str:
        key = name.casefold()
        found = self._connection.execute(
            sa.select(failure_modes.c.id, failure_modes.c.name).where(
                failure_modes.c.project_id == self._project_id, failure_modes.c.name_key == key
            )
        ).first()
        if found is not None and found.id != mode_id:
            raise ValueError(f"There is already a failure mode named “{found.name}”.")
        return key

    def _free_colour(self, wanted: int = 0) -> int:
        used = set(
            self._connection.scalars(
                sa.select(failure_modes.c.colour).where(
                    failure_modes.c.project_id == self._project_id, failure_modes.c.status == ACTIVE
                )
            )
        )
        return wanted if wanted not in used else next(number for number in count() if number not in used)

    def _newest(self, mode_id: int) -> int | None:
        revisions = failure_mode_revisions.c
        query = sa.select(sa.func.max(revisions.revision)).where(revisions.mode_id == mode_id)
        found: int | None = self._connection.scalar(query)
        return found

    def _revision(self, mode_id: int, revision: int) -> sa.Row[Any]:
        table = failure_mode_revisions
        return self._connection.execute(
            sa.select(table).where(table.c.mode_id == mode_id, table.c.revision == revision)
        ).one()

    def _keep(self, mode_id: int, before: int | None) -> None:
        found, revision = self._mode(mode_id), (before or 0) + 1
        row = {"mode_id": mode_id, "revision": revision, **{name: found._mapping[name] for name in _REVISED}}
        self._connection.execute(failure_mode_revisions.insert().values(row))
        self._revised.append((mode_id, before, revision))
