"""Who may do what. The store asks at every write and at every read of a trace body."""

from __future__ import annotations

import sqlalchemy as sa

from lib.model import Person, Role
from lib.store import tables


class NotAllowed(PermissionError):
    """The person has no role in the project that covers what was asked."""


def role_of(connection: sa.Connection, who: Person, project_id: int) -> Role | None:
    """Return the person's role in the project as the database holds it now, or None."""
    people, memberships = tables.people, tables.memberships
    if connection.scalar(sa.select(people.c.is_admin).where(people.c.id == who.id)):
        return Role.ADMIN
    found = connection.scalar(
        sa.select(memberships.c.role).where(
            memberships.c.project_id == project_id, memberships.c.person_id == who.id
        )
    )
    return Role(found) if found else None


def check(connection: sa.Connection, who: Person, project_id: int, needed: Role) -> Role:
    """Return the person's role. Raises ``NotAllowed`` unless it covers ``needed``."""
    role = role_of(connection, who, project_id)
    if role is None or not role.covers(needed):
        raise NotAllowed(f"This needs the role “{needed}” in this project. Ask an admin of the project.")
    return role
