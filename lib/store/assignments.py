"""Assignments: who reads which trace of a batch.

A batch nobody assigned is read whole by everyone. An assigned one is read once: each unread trace is handed
to a person, or open to whoever asks first, who then holds it on a lease that reading renews. A handed trace
is done when its person has reviewed it, an open one when anybody has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from lib.model import Person, Purpose, Role
from lib.store import access, events
from lib.store.engine import reading, writing
from lib.store.tables import assignments, batch_items, batches, memberships, now, people, reviews

# Apart from the reviews a caller's query may have joined.
_any = reviews.alias("any_review")

LEASE = timedelta(minutes=10)
"""How long someone may be silent over an open trace before another person is given it."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one person has of an assigned batch; ``person`` is None for what is open to anyone."""

    person: str | None
    assigned: int
    done: int


def assign(
    who: Person, project_id: int, batch_id: int, readers: Sequence[int], size: int | None = None
) -> None:
    """Hand the first ``size`` unread traces (all, if None) to these people, and open the rest to anyone.

    One each in turn, in reading order, so that each gets the same mix of random and targeted picks. It
    replaces what was handed out before, except what is done or being read now. Needs the role engineer.
    Raises ``LookupError`` for an unknown batch, ``ValueError`` for people who may not annotate or where all
    is read.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ENGINEER)
        _find(connection, project_id, batch_id)
        able = {person.id for person in _annotators(connection, project_id)}
        if not able.issuperset(readers):
            raise ValueError("Someone chosen may not annotate in this project any more. Choose again.")
        idle = sa.or_(assignments.c.lease_until.is_(None), assignments.c.lease_until < now())
        movable = _items(batch_id).where(idle, sa.not_(done()))
        connection.execute(assignments.delete().where(assignments.c.batch_item_id.in_(movable)))
        left = connection.execute(
            sa.select(batch_items.c.id, _read().label("read"))
            .join(assignments, assignments.c.batch_item_id == batch_items.c.id, isouter=True)
            .where(batch_items.c.batch_id == batch_id, assignments.c.batch_item_id.is_(None))
            .order_by(batch_items.c.position)
        ).all()
        unread = [row.id for row in left if not row.read]
        if not unread:
            raise ValueError("Every trace of this batch is read or being read; there is nothing to assign.")
        handed = unread[:size] if readers else []
        to = {item: readers[place % len(readers)] for place, item in enumerate(handed)}
        rows = [{"batch_item_id": row.id, "person_id": to.get(row.id)} for row in left]
        connection.execute(assignments.insert(), rows)
        events.record(
            connection,
            who,
            project_id,
            "batch.assigned",
            batch=batch_id,
            people=list(readers),
            size=len(handed),
        )


def open_to_all(who: Person, project_id: int, batch_id: int) -> None:
    """Let everyone read the whole batch, each for themselves, as before any assignment.

    Needs the role engineer. Raises ``LookupError`` for an unknown batch.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ENGINEER)
        _find(connection, project_id, batch_id)
        held = sa.select(batch_items.c.id).where(batch_items.c.batch_id == batch_id)
        connection.execute(assignments.delete().where(assignments.c.batch_item_id.in_(held)))
        events.record(connection, who, project_id, "batch.opened", batch=batch_id)


def claim(who: Person, project_id: int, batch_id: int) -> int | None:
    """Return the trace of an assigned batch this person reads next, or None where nothing is left for them.

    The first one handed to them; else the open one they hold; else the first open one, theirs for the time
    of ``LEASE``. One statement finds and takes it, so that no two people are given the same. Needs the role
    annotator.
    """
    moment = now()
    mine, leased = assignments.c.person_id == who.id, assignments.c.lease_until.is_not(None)
    next_one = (
        _items(batch_id)
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(
            batches.c.project_id == project_id,
            sa.not_(done()),
            sa.or_(mine, assignments.c.person_id.is_(None), assignments.c.lease_until < moment),
        )
        .with_only_columns(assignments.c.batch_item_id)
        .order_by(sa.case((mine & ~leased, 0), (mine, 1), else_=2), batch_items.c.position)
        .limit(1)
        .with_for_update(skip_locked=True, of=assignments)
    )
    until = sa.case((mine & ~leased, sa.null()), else_=moment + LEASE)
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        taken = connection.execute(
            assignments.update()
            .where(assignments.c.batch_item_id == next_one.correlate(None).scalar_subquery())
            .values(person_id=who.id, lease_until=until)
            .returning(assignments.c.batch_item_id, assignments.c.lease_until)
        ).first()
        if taken is None:
            return None
        trace_id = connection.scalar(
            sa.select(batch_items.c.trace_id).where(batch_items.c.id == taken.batch_item_id)
        )
        if taken.lease_until is not None:
            events.record(connection, who, project_id, "item.claimed", batch=batch_id, trace=trace_id)
        return trace_id


def renew(connection: sa.Connection, who: Person, trace_id: int) -> None:
    """Prolong the person's lease on a trace, where they hold one, inside the caller's transaction.

    Without an event, as the draft that comes with it.
    """
    of_trace = sa.select(batch_items.c.id).where(batch_items.c.trace_id == trace_id)
    connection.execute(
        assignments.update()
        .where(
            assignments.c.batch_item_id.in_(of_trace),
            assignments.c.person_id == who.id,
            assignments.c.lease_until.is_not(None),
        )
        .values(lease_until=now() + LEASE)
    )


def readers(project_id: int) -> list[Person]:
    """Return the members of the project who may annotate, by name."""
    with reading() as connection:
        return _annotators(connection, project_id)


def shares(project_id: int) -> dict[int, list[Share]]:
    """Return who has how much of each assigned batch, by the batch's id: people by name, then anyone.

    What is on a lapsed lease is open to anyone again; of the traces nobody was given, those read before the
    batch was assigned are in no share.
    """
    lapsed = sa.and_(assignments.c.lease_until < now(), sa.not_(done()))
    holder = sa.case((lapsed, sa.null()), else_=assignments.c.person_id)
    each = (
        _items()
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(batches.c.project_id == project_id)
        .with_only_columns(
            batch_items.c.batch_id, holder.label("person_id"), sa.case((done(), 1), else_=0).label("done")
        )
        .subquery("each")
    )
    query = (
        sa.select(
            each.c.batch_id,
            people.c.name,
            each.c.person_id,
            sa.func.count().label("assigned"),
            sa.func.sum(each.c.done).label("done"),
        )
        .join(people, people.c.id == each.c.person_id, isouter=True)
        .group_by(each.c.batch_id, each.c.person_id, people.c.name)
        .order_by(each.c.batch_id, each.c.person_id.is_(None), sa.func.lower(people.c.name))
    )
    found: dict[int, list[Share]] = {}
    with reading() as connection:
        for row in connection.execute(query):
            of_batch = found.setdefault(row.batch_id, [])
            finished = int(row.done)
            if row.person_id is not None:
                of_batch.append(Share(row.name, row.assigned, finished))
            elif row.assigned > finished:
                of_batch.append(Share(None, row.assigned - finished, 0))
    return found


def done() -> sa.ColumnElement[bool]:
    """The condition that the trace of a row of ``batch_items`` joined with ``assignments`` is read."""
    handed = sa.and_(assignments.c.person_id.is_not(None), assignments.c.lease_until.is_(None))
    its_own = _read(_any.c.person_id == assignments.c.person_id)
    return sa.or_(its_own, sa.and_(sa.not_(handed), _read()))


def for_person(who: Person) -> sa.ColumnElement[bool]:
    """The condition that a joined row, assigned or not, is among what this person was given to read."""
    lost = sa.and_(assignments.c.lease_until.is_not(None), _read(_any.c.person_id != who.id))
    mine = sa.and_(assignments.c.person_id == who.id, sa.not_(lost))
    return sa.or_(assignments.c.batch_item_id.is_(None), mine)


def open_to(who: Person, moment: datetime) -> sa.ColumnElement[bool]:
    """The condition that a joined row is open to anyone, unread, and not already held by this person."""
    free = sa.or_(
        assignments.c.person_id.is_(None),
        sa.and_(assignments.c.lease_until < moment, assignments.c.person_id != who.id),
    )
    return sa.and_(assignments.c.batch_item_id.is_not(None), free, sa.not_(_read()))


def _items(batch_id: int | None = None) -> sa.Select[tuple[int]]:
    rows = sa.select(assignments.c.batch_item_id).join(
        batch_items, batch_items.c.id == assignments.c.batch_item_id
    )
    return rows if batch_id is None else rows.where(batch_items.c.batch_id == batch_id)


def _read(*more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return (
        sa.select(_any.c.id)
        .where(
            _any.c.trace_id == batch_items.c.trace_id,
            _any.c.verdict.is_not(None),
            _any.c.purpose == Purpose.FIRST.value,
            *more,
        )
        .correlate_except(_any)
        .exists()
    )


def _find(connection: sa.Connection, project_id: int, batch_id: int) -> None:
    mine = (batches.c.id == batch_id) & (batches.c.project_id == project_id)
    if connection.scalar(sa.select(batches.c.id).where(mine)) is None:
        raise LookupError("This project has no such batch.")


def _annotators(connection: sa.Connection, project_id: int) -> list[Person]:
    able = [role.value for role in Role if role.covers(Role.ANNOTATOR)]
    rows = connection.execute(
        sa.select(people)
        .join(memberships, memberships.c.person_id == people.c.id)
        .where(memberships.c.project_id == project_id, memberships.c.role.in_(able))
        .order_by(sa.func.lower(people.c.name), people.c.id)
    )
    return [Person(row.id, row.name, row.email, row.is_admin) for row in rows]
