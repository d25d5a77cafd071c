"""Who may do what. The store asks at every write and at every read of a trace body."""

from __future__ import annotations

import sqlalchemy as sa

from lib.model import Person, Role
from lib.store.schema.tables import memberships, people

# Put together once, as everything asks it: that takes longer than the database does.
_ROLE = (
    sa.select(people.c.is_admin, memberships.c.role)
    .join(
        memberships,
        sa.and_(memberships.c.person_id == people.c.id, memberships.c.project_id == sa.bindparam("project")),
        isouter=True,
    )
    .where(people.c.id == sa.bindparam("who"))
)


class NotAllowed(PermissionError):
    """The person has no role in the project that covers what was asked."""


def role_of(connection: sa.Connection, who: Person, project_id: int) -> Role | None:
    """Return the person's role in the project as the database holds it now, or None."""
    found = connection.execute(_ROLE, {"who": who.id, "project": project_id}).first()
    if found is None:
        return None
    return Role.ADMIN if found.is_admin else Role(found.role) if found.role else None


def check(connection: sa.Connection, who: Person, project_id: int, needed: Role) -> Role:
    """Return the person's role. Raises ``NotAllowed`` unless it covers ``needed``."""
    role = role_of(connection, who, project_id)
    if role is None or not role.covers(needed):
        raise NotAllowed(f"This needs the role “{needed}” in this project. Ask an admin of the project.")
    return role
