"""The taxonomy as it once was, read back from its events; and names for such moments ("round 1")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.failure_modes import Taxonomy
from lib.model import Person, Role
from lib.spelling import clean_name, name_key
from lib.store.engine import insert_new, reading, writing
from lib.store.rules import access, events
from lib.store.schema.tables import events as event_rows
from lib.store.schema.tables import failure_mode_revisions, failure_modes, notes, people, taxonomy_snapshots
from lib.store.taxonomy.edit import PREFIX
from lib.store.taxonomy.modes import REVISED, STANDING, as_mode


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A name for the taxonomy as one of its changes left it."""

    id: int
    event_id: int
    name: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rewound:
    """What differs from today: notes with the mode they were in, modes with their revision (None: none yet).

    ``labels`` are those that changes to the taxonomy changed since, newest first.
    """

    placed: dict[int, int | None]
    revisions: dict[int, int | None]
    labels: list[Any]


def rewound(connection: sa.Connection, project_id: int, event_id: int) -> Rewound:
    """Return what is to be put back for the taxonomy to be as right after this change; 0: before any.

    Raises ``LookupError`` where the project has no such change.
    """
    mine = (event_rows.c.project_id == project_id, event_rows.c.action.startswith(PREFIX))
    known = sa.select(event_rows.c.id).where(*mine, event_rows.c.id == event_id)
    if event_id and connection.scalar(known) is None:
        raise LookupError("This project has no such change.")
    since = connection.scalars(
        sa.select(event_rows.c.refs).where(*mine, event_rows.c.id > event_id).order_by(event_rows.c.id.desc())
    )
    found = Rewound({}, {}, [])
    for refs in since:
        found.placed.update({note: before for note, before, _ in refs["notes"]})
        found.revisions.update({mode: before for mode, before, _ in refs["modes"]})
        found.labels.extend(refs.get("labels", ()))
    return found


def taxonomy_at(project_id: int, event_id: int) -> Taxonomy:
    """Return the taxonomy as it was right after this change (0: before the first), to count under it.

    Raises ``LookupError`` where the project has no such change.
    """
    with reading() as connection:
        back = rewound(connection, project_id, event_id)
        held = sa.select(notes.c.id, notes.c.failure_mode_id).where(
            notes.c.project_id == project_id, notes.c.failure_mode_id.is_not(None)
        )
        placed = {row.id: row.failure_mode_id for row in connection.execute(held)} | back.placed
        revisions = _revisions(connection, project_id)
        mine = sa.select(failure_modes).where(failure_modes.c.project_id == project_id)
        modes = []
        for row in connection.execute(mine.order_by(failure_modes.c.id)):
            revision = back.revisions.get(row.id, _TODAY)
            if revision is None:
                continue
            then = {} if revision is _TODAY else revisions[row.id, revision]
            if {**row._mapping, **then}["status"] in STANDING:
                modes.append(as_mode(row, **then))
    return Taxonomy(event_id, tuple(modes), {note: mode for note, mode in placed.items() if mode is not None})


_TODAY: Any = object()


def _revisions(connection: sa.Connection, project_id: int) -> dict[tuple[int, int], dict[str, Any]]:
    table = failure_mode_revisions
    query = (
        sa.select(table)
        .join(failure_modes, failure_modes.c.id == table.c.mode_id)
        .where(failure_modes.c.project_id == project_id)
    )
    rows = (row._mapping for row in connection.execute(query))
    return {(row["mode_id"], row["revision"]): {column: row[column] for column in REVISED} for row in rows}


def change_at(project_id: int, moment: datetime) -> int:
    """Return the id of the last change to the taxonomy up to this moment, or 0 where there was none yet."""
    query = sa.select(sa.func.max(event_rows.c.id)).where(
        event_rows.c.project_id == project_id,
        event_rows.c.action.startswith(PREFIX),
        event_rows.c.at <= moment,
    )
    with reading() as connection:
        return connection.scalar(query) or 0


def name_now(who: Person, project_id: int, name: str) -> None:
    """Give the taxonomy as it stands a name. Needs the role annotator.

    Raises ``ValueError`` where the name is empty, longer than 80 characters or taken, or there is no
    taxonomy yet.
    """
    name = clean_name(name)
    if not name or len(name) > 80:
        raise ValueError("A name has 1 to 80 characters.")
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        newest = connection.scalar(
            sa.select(sa.func.max(event_rows.c.id)).where(
                event_rows.c.project_id == project_id, event_rows.c.action.startswith(PREFIX)
            )
        )
        if newest is None:
            raise ValueError("There is no failure mode yet.")
        row = {"project_id": project_id, "event_id": newest, "person_id": who.id}
        made = insert_new(connection, taxonomy_snapshots, {**row, "name": name, "name_key": name_key(name)})
        if made is None:
            raise ValueError(f"“{name}” is taken already.")
        events.record(connection, who, project_id, "snapshot.named", snapshot=made, change=newest)


def snapshots(project_id: int) -> list[Snapshot]:
    """Return the named states of the taxonomy, newest first."""
    table = taxonomy_snapshots.c
    query = (
        sa.select(table.id, table.event_id, table.name, people.c.name, table.created_at)
        .join(people, people.c.id == table.person_id)
        .where(table.project_id == project_id)
        .order_by(table.event_id.desc(), table.id.desc())
    )
    with reading() as connection:
        return [Snapshot(*row) for row in connection.execute(query)]
