"""People, their roles, and how a project treats several people's reviews of one trace."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from lib.model import Person, Role
from lib.spelling import clean_address, clean_name
from lib.store.engine import insert_new, put, reading, writing
from lib.store.rules import access, events, visibility
from lib.store.rules.counted_reviews import counted_reviews
from lib.store.schema.tables import memberships, people, projects


def _person(row: sa.Row[tuple[object, ...]]) -> Person:
    return Person(row.id, row.name, row.email, row.is_admin)


def local_person(name: str) -> Person:
    """Return the one person of an installation without sign-in, made on first use. May do everything."""
    query = sa.select(people).where(people.c.is_local)
    with reading() as connection:
        found = connection.execute(query).first()
    if found is not None:
        return _person(found)
    with writing() as connection:
        made = insert_new(connection, people, {"name": clean_name(name), "is_local": True, "is_admin": True})
        found = connection.execute(query).one()
        if made is not None:
            events.record(connection, _person(found), None, "person.joined", person=made)
        return _person(found)


def signed_in(email: str, name: str, *, is_admin: bool) -> Person:
    """Return the person with this verified e-mail address, made on first sight.

    ``name`` is what the sign-in provider says and ``is_admin`` what the configuration says now; the
    database follows both.
    """
    email = clean_address(email)
    name = clean_name(name) or email
    query = sa.select(people).where(people.c.email == email)
    with reading() as connection:
        found = connection.execute(query).first()
    if found is not None and (found.name, found.is_admin) == (name, is_admin):
        return _person(found)
    with writing() as connection:
        now = {"name": name, "is_admin": is_admin}
        is_new = insert_new(connection, people, {"email": email, **now}) is not None
        otherwise = sa.or_(people.c.name != name, people.c.is_admin != is_admin)
        put_right = people.update().where(people.c.email == email, otherwise).values(now)
        changed = connection.execute(put_right).rowcount > 0
        made = _person(connection.execute(query).one())
        if is_new or changed:
            events.record(connection, made, None, "person.joined", person=made.id, is_admin=is_admin)
        return made


def by_email(email: str) -> Person | None:
    """Return the person with this e-mail address, or None where nobody signed in with it yet."""
    query = sa.select(people).where(people.c.email == clean_address(email))
    with reading() as connection:
        found = connection.execute(query).first()
    return _person(found) if found is not None else None


def members(who: Person, project_id: int) -> list[tuple[Person, Role]]:
    """Return the people with a role in the project, by name. Needs the role viewer."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        rows = connection.execute(
            sa.select(people, memberships.c.role)
            .join(memberships, memberships.c.person_id == people.c.id)
            .where(memberships.c.project_id == project_id)
            .order_by(sa.func.lower(people.c.name), people.c.id)
        )
        return [(_person(row), Role(row.role)) for row in rows]


def set_role(who: Person, project_id: int, email: str, role: Role | None) -> None:
    """Give the person with this e-mail address a role, or take it away with None. Needs the role admin.

    Someone who never signed in yet may be given a role beforehand.
    """
    email = clean_address(email)
    if "@" not in email:
        raise ValueError("This is not an e-mail address.")
    with writing() as connection:
        access.check(connection, who, project_id, Role.ADMIN)
        insert_new(connection, people, {"email": email, "name": email})
        found = connection.execute(sa.select(people.c.id).where(people.c.email == email)).scalar_one()
        _set_role(connection, who, project_id, found, role)


def change_role(who: Person, project_id: int, person_id: int, role: Role | None) -> None:
    """Give a member of the project another role, or take it away with None. Needs the role admin.

    Raises ``LookupError`` for someone who is none.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ADMIN)
        if access.role_of(connection, Person(person_id, "", None), project_id) is None:
            raise LookupError("This project has no such member.")
        _set_role(connection, who, project_id, person_id, role)


def _set_role(
    connection: sa.Connection, who: Person, project_id: int, person_id: int, role: Role | None
) -> None:
    mine = (memberships.c.project_id == project_id) & (memberships.c.person_id == person_id)
    if role is None:
        connection.execute(memberships.delete().where(mine))
    else:
        put(connection, memberships, {"project_id": project_id, "person_id": person_id, "role": role.value})
    events.record(connection, who, project_id, "role.set", person=person_id, role=role and role.value)


@dataclass(frozen=True, slots=True)
class Rules:
    """How a project treats several people's reviews of one trace: whose counts where nothing was adjudicated
    (``lead_id``), and whether others' work is hidden from who is still to read a trace."""

    lead_id: int | None
    is_blind: bool


def rules(who: Person, project_id: int) -> Rules:
    """Return how the project treats several reviews of one trace. Needs the role viewer."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        query = sa.select(projects.c.lead_id, projects.c.is_blind).where(projects.c.id == project_id)
        return Rules(*connection.execute(query).one())


def lead_changes(who: Person, project_id: int, lead_id: int | None) -> tuple[int, int]:
    """Return what choosing this lead would do: the traces counted by another review, and those whose verdict
    changes with it. Of those this person may see: the second says where readers differ. Needs the role admin.
    """
    lead: sa.ColumnElement[int | None] = sa.literal(lead_id, sa.Integer)
    # Matched here: SQLite would look through all of the one for every row of the other.
    with reading() as connection:
        access.check(connection, who, project_id, Role.ADMIN)
        now, then = (
            {
                row.trace_id: row
                for row in connection.execute(
                    sa.select(counted).where(visibility.may_see(who, project_id, counted.c.trace_id))
                )
            }
            for counted in (counted_reviews(project_id), counted_reviews(project_id, lead=lead))
        )
    others = [(now[one], row) for one, row in then.items() if row.review_id != now[one].review_id]
    return len(others), sum(before.verdict != after.verdict for before, after in others)


def set_lead(who: Person, project_id: int, lead_id: int | None) -> None:
    """Make this person the project's lead annotator; None for nobody. Needs the role admin.

    Raises ``ValueError`` for someone who may not annotate here.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ADMIN)
        if lead_id is not None:
            lead = Person(lead_id, "", None)
            role = access.role_of(connection, lead, project_id)
            if role is None or not role.covers(Role.ANNOTATOR):
                raise ValueError("The lead annotator needs the role annotator or more in this project.")
        mine = projects.c.id == project_id
        before = connection.scalar(sa.select(projects.c.lead_id).where(mine))
        connection.execute(projects.update().where(mine).values(lead_id=lead_id))
        events.record(connection, who, project_id, "lead.set", person=lead_id, before=before)


def set_blind(who: Person, project_id: int, is_blind: bool) -> None:
    """Hide others' work from who is still to read a trace, or show it. Needs the role engineer."""
    with writing() as connection:
        access.check(connection, who, project_id, Role.ENGINEER)
        mine = projects.c.id == project_id
        connection.execute(projects.update().where(mine).values(is_blind=is_blind))
        events.record(connection, who, project_id, "blindness.set", is_blind=is_blind)


def lead(project_id: int) -> str | None:
    """Return the name of the project's lead annotator, or None where there is none."""
    query = sa.select(people.c.name).join(projects, projects.c.lead_id == people.c.id)
    with reading() as connection:
        return connection.scalar(query.where(projects.c.id == project_id))
