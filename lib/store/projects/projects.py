"""Projects: one LLM application under analysis each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.model import Display, Person, Project, Role
from lib.spelling import clean_name, name_key
from lib.store.engine import insert_new, reading, writing
from lib.store.rules import access, events
from lib.store.schema.tables import memberships, people, projects


def create(who: Person, name: str, *, is_demo: bool = False) -> Project:
    """Make a project and return it; its maker becomes its admin and its lead annotator.

    Only an admin of the installation may. Raises ``ValueError`` where the name is empty or taken.
    """
    name = clean_name(name)
    if not name:
        raise ValueError("A project needs a name.")
    with writing() as connection:
        if not connection.scalar(sa.select(people.c.is_admin).where(people.c.id == who.id)):
            raise access.NotAllowed("Only an admin of this installation can make projects.")
        row = {"name": name, "name_key": name_key(name), "is_demo": is_demo, "lead_id": who.id}
        made = insert_new(connection, projects, row)
        if made is None:
            raise ValueError(f"There is already a project named “{name}”.")
        member = {"project_id": made, "person_id": who.id, "role": Role.ADMIN.value}
        connection.execute(memberships.insert().values(member))
        events.record(connection, who, made, "project.created")
    return Project(made, name, Role.ADMIN, is_demo)


def visible_to(who: Person) -> list[Project]:
    """Return the projects the person has a role in, by name, each with that role."""
    with reading() as connection:
        admin = bool(connection.scalar(sa.select(people.c.is_admin).where(people.c.id == who.id)))
        mine = (memberships.c.project_id == projects.c.id) & (memberships.c.person_id == who.id)
        rows = connection.execute(
            sa.select(
                projects.c.id, projects.c.name, projects.c.is_demo, projects.c.display, memberships.c.role
            )
            .join(memberships, mine, isouter=admin)
            .order_by(sa.func.lower(projects.c.name))
        )
        return [
            Project(
                row.id,
                row.name,
                Role.ADMIN if admin else Role(row.role),
                row.is_demo,
                _display(row.display),
            )
            for row in rows
        ]


def made_at(project_id: int) -> datetime:
    """Return when the project was made. Raises ``LookupError`` where it is gone."""
    with reading() as connection:
        found: datetime | None = connection.scalar(
            sa.select(projects.c.created_at).where(projects.c.id == project_id)
        )
    if found is None:
        raise LookupError("This project is gone.")
    return found


def by_name(who: Person, name: str) -> Project | None:
    """Return the project of this name (case does not matter) if the person may see it."""
    wanted = name_key(name)
    return next((project for project in visible_to(who) if name_key(project.name) == wanted), None)


def reading_rules(project_id: int) -> tuple[dict[str, object] | None, bool]:
    """Return how files were read last time: the field mapping, and whether ids carry a content hash."""
    with reading() as connection:
        query = sa.select(projects.c.mapping, projects.c.identity_hashed).where(projects.c.id == project_id)
        row = connection.execute(query).one()
        return row.mapping, row.identity_hashed


def remember_reading_rules(
    who: Person, project_id: int, mapping: Mapping[str, object], *, identity_hashed: bool
) -> None:
    """Keep the field mapping and the identity rule for the project's next file. Needs the role engineer."""
    with writing() as connection:
        access.check(connection, who, project_id, Role.ENGINEER)
        connection.execute(
            projects.update()
            .where(projects.c.id == project_id)
            .values(mapping=dict(mapping), identity_hashed=identity_hashed)
        )
        events.record(connection, who, project_id, "project.reading_rules")


def set_display(who: Person, project_id: int, display: Display) -> None:
    """Keep how the project's traces are shown. Needs the role engineer."""
    with writing() as connection:
        access.check(connection, who, project_id, Role.ENGINEER)
        connection.execute(
            projects.update().where(projects.c.id == project_id).values(display=asdict(display))
        )
        events.record(
            connection,
            who,
            project_id,
            "project.display",
            badges=None if display.badges is None else len(display.badges),
            reference=None if display.reference is None else len(display.reference),
        )


def _display(kept: Mapping[str, Any] | None) -> Display:
    if kept is None:
        return Display()
    badges, reference = kept["badges"], kept["reference"]
    return Display(
        kept["renderer"],
        None if badges is None else tuple(badges),
        None if reference is None else tuple(reference),
    )
