"""What happened, append-only: the audit trail, and what undo and the taxonomy's history read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lib.model import Person
from lib.store import engine
from lib.store.schema import tables


@dataclass(frozen=True, slots=True)
class Happening:
    """One event, with the name of who did it."""

    person: str
    action: str
    refs: Mapping[str, object]
    at: datetime


def record(
    connection: sa.Connection, who: Person | None, project_id: int | None, action: str, **refs: object
) -> int:
    """Append one event inside the caller's transaction and return its id.

    ``refs`` holds ids, revisions and counts, never free text, so that erasing a person's words never has
    to touch the trail.
    """
    row = {"person_id": who.id if who else None, "project_id": project_id, "action": action, "refs": refs}
    return engine.insert(connection, tables.events, row)


def version(project_id: int) -> int:
    """Return a number that grows with every write to the project: what a cache of its counts is keyed by."""
    with engine.reading() as connection:
        newest = sa.select(sa.func.max(tables.events.c.id)).where(tables.events.c.project_id == project_id)
        return connection.scalar(newest) or 0


def recent(project_id: int, limit: int) -> list[Happening]:
    """Return the last things people did in the project, newest first."""
    events, people = tables.events, tables.people
    query = (
        sa.select(people.c.name, events.c.action, events.c.refs, events.c.at)
        .join(people, people.c.id == events.c.person_id)
        .where(events.c.project_id == project_id)
        .order_by(events.c.id.desc())
        .limit(limit)
    )
    with engine.reading() as connection:
        return [Happening(*row) for row in connection.execute(query)]
