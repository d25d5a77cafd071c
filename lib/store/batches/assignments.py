"""Assignments: who is to read which trace of a batch, and how much of that they have read.

An item handed to people is to be read by each of them; any other is open to whoever asks first
(``lib.store.batches.claims``). Whether something is done is read from the reviews.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.model import Person, Purpose, Role
from lib.store.batches import division
from lib.store.batches.division import Plan
from lib.store.engine import reading, writing
from lib.store.rules import access, events, locks
from lib.store.schema.tables import (
    assignments,
    batch_items,
    batches,
    leases,
    memberships,
    now,
    people,
    reviews,
)

# Apart from the rows a caller's query may have joined.
_review = reviews.alias("any_review")
_lease = leases.alias("any_lease")
_FIRST = (_review.c.verdict.is_not(None), _review.c.purpose == Purpose.FIRST.value)


@dataclass(frozen=True, slots=True)
class Share:
    """What one person was handed of a batch, and how much of that they have read."""

    person: str
    assigned: int
    done: int


@dataclass(frozen=True, slots=True)
class Handed:
    """Who has how much of a batch: people by name, what is open to whoever asks first, and how many of its
    traces are handed to more than one person."""

    shares: tuple[Share, ...]
    open: int
    overlapping: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a plan would do: new traces per person, by name as given; of ``random`` random picks, how many
    would have several readers; how many traces stay open to whoever asks first."""

    dealt: tuple[tuple[str, int], ...]
    overlapping: int
    random: int
    open: int


def preview(who: Person, project_id: int, batch_id: int, plan: Plan) -> Preview:
    """Return what ``assign`` would do now. Needs the role engineer; raises as ``assign`` does."""
    with reading() as connection:
        picks, names = _standing(connection, who, project_id, batch_id, plan)
    dealt = division.deal(picks, plan)
    many = Counter(person for _, person in dealt)
    given: defaultdict[int, set[int]] = defaultdict(set)
    for item, person in dealt:
        given[item].add(person)
    random = [pick for pick in picks if pick.random]
    return Preview(
        tuple((names[person], many[person]) for person in plan.people),
        sum(len(pick.readers | given.get(pick.item, set())) > 1 for pick in random),
        len(random),
        sum(not pick.readers and pick.item not in given for pick in picks),
    )


def assign(who: Person, project_id: int, batch_id: int, plan: Plan) -> None:
    """Hand the batch out by this plan, in place of how it was before. What is read or open now stays.

    Needs the role engineer. Raises ``LookupError`` for an unknown batch, ``ValueError`` for people who may
    not annotate and where nothing is left to hand out.
    """
    with writing() as connection:
        locks.project(connection, project_id)
        picks, _ = _standing(connection, who, project_id, batch_id, plan)
        dealt = division.deal(picks, plan)
        if plan.people and not dealt:
            raise ValueError("Every trace of this batch is read or being read; there is nothing to assign.")
        of_batch = sa.select(batch_items.c.id).where(batch_items.c.batch_id == batch_id)
        held = _handed_to_reader(now())
        connection.execute(
            assignments.delete().where(assignments.c.batch_item_id.in_(of_batch), sa.not_(held))
        )
        if dealt:
            rows = [{"batch_item_id": item, "person_id": person} for item, person in dealt]
            connection.execute(assignments.insert(), rows)
        refs = {"people": list(plan.people), "size": len(dealt)} if plan.people else {}
        action = "batch.assigned" if plan.people else "batch.opened"
        events.record(connection, who, project_id, action, batch=batch_id, **refs)


def readers(project_id: int) -> list[Person]:
    """Return the members of the project who may annotate, by name."""
    with reading() as connection:
        return _annotators(connection, project_id)


def shares(project_id: int) -> dict[int, Handed]:
    """Return who has how much of each batch that was handed to people, by the batch's id."""
    item = (batch_items.c.batch_id, batch_items.c.id.label("item"))
    of_project = sa.select(batches.c.id).where(batches.c.project_id == project_id)
    handed = (
        sa.select(*item, assignments.c.person_id)
        .join(assignments, assignments.c.batch_item_id == batch_items.c.id)
        .where(batch_items.c.batch_id.in_(of_project))
    )
    read = (
        sa.select(*item, _review.c.person_id)
        .join(_review, _review.c.trace_id == batch_items.c.trace_id)
        .where(batch_items.c.batch_id.in_(handed.with_only_columns(batch_items.c.batch_id)), *_FIRST)
    )
    every = sa.select(*item).where(
        batch_items.c.batch_id.in_(handed.with_only_columns(batch_items.c.batch_id))
    )
    with reading() as connection:
        names = {row.id: row.name for row in connection.execute(sa.select(people.c.id, people.c.name))}
        to = _people_by_item(connection.execute(handed))
        by = _people_by_item(connection.execute(read))
        of_batch: defaultdict[int, list[int]] = defaultdict(list)
        for batch_id, item_id in connection.execute(every):
            of_batch[batch_id].append(item_id)
    return {batch_id: _summed(items, to, by, names) for batch_id, items in of_batch.items()}


def _standing(
    connection: sa.Connection, who: Person, project_id: int, batch_id: int, plan: Plan
) -> tuple[list[division.Pick], dict[int, str]]:
    """The batch as it is divided, and the names of those who may annotate."""
    access.check(connection, who, project_id, Role.ENGINEER)
    mine = (batches.c.id == batch_id) & (batches.c.project_id == project_id)
    if connection.scalar(sa.select(batches.c.id).where(mine)) is None:
        raise LookupError("This project has no such batch.")
    able = {person.id: person.name for person in _annotators(connection, project_id)}
    if not able.keys() >= set(plan.people):
        raise ValueError("Someone chosen may not annotate in this project any more. Choose again.")
    items = sa.select(batch_items.c.id, batch_items.c.trace_id, batch_items.c.random)
    in_order = items.where(batch_items.c.batch_id == batch_id).order_by(batch_items.c.position)
    read = sa.select(_review.c.trace_id, _review.c.person_id).where(*_FIRST)
    opened = sa.select(_lease.c.trace_id, _lease.c.person_id).where(_lease.c.until >= now())
    at: defaultdict[int, set[int]] = defaultdict(set)
    here = sa.select(batch_items.c.trace_id).where(batch_items.c.batch_id == batch_id)
    for each, table in ((read, _review), (opened, _lease)):
        for trace_id, person_id in connection.execute(each.where(table.c.trace_id.in_(here))):
            at[trace_id].add(person_id)
    picks = [
        division.Pick(row.id, row.random, frozenset(at[row.trace_id])) for row in connection.execute(in_order)
    ]
    return picks, able


def _handed_to_reader(moment: datetime) -> sa.ColumnElement[bool]:
    """The condition that a row of ``assignments`` was read by its person, or is open at theirs now."""
    trace_id = (
        sa.select(batch_items.c.trace_id)
        .where(batch_items.c.id == assignments.c.batch_item_id)
        .correlate(assignments)
        .scalar_subquery()
    )
    person_id = assignments.c.person_id
    has_read = sa.and_(_review.c.trace_id == trace_id, _review.c.person_id == person_id, *_FIRST)
    has_open = sa.and_(
        _lease.c.trace_id == trace_id, _lease.c.person_id == person_id, _lease.c.until >= moment
    )
    return sa.or_(
        sa.select(_review.c.id).where(has_read).correlate(assignments).exists(),
        sa.select(_lease.c.trace_id).where(has_open).correlate(assignments).exists(),
    )


def _people_by_item(rows: Iterable[sa.Row[Any]]) -> dict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        found[row.item].add(row.person_id)
    return found


def _summed(
    items: Collection[int], to: dict[int, set[int]], by: dict[int, set[int]], names: dict[int, str]
) -> Handed:
    nobody: set[int] = set()
    assigned = Counter(person for item in items for person in to.get(item, nobody))
    done = Counter(person for item in items for person in to.get(item, nobody) & by.get(item, nobody))
    shares = [Share(names[person], many, done[person]) for person, many in assigned.items()]
    return Handed(
        tuple(sorted(shares, key=lambda share: (share.person.casefold(), share.assigned))),
        sum(item not in to and item not in by for item in items),
        sum(len(to.get(item, nobody) | by.get(item, nobody)) > 1 for item in items),
    )


def _annotators(connection: sa.Connection, project_id: int) -> list[Person]:
    able = [role.value for role in Role if role.covers(Role.ANNOTATOR)]
    rows = connection.execute(
        sa.select(people)
        .join(memberships, memberships.c.person_id == people.c.id)
        .where(memberships.c.project_id == project_id, memberships.c.role.in_(able))
        .order_by(sa.func.lower(people.c.name), people.c.id)
    )
    return [Person(row.id, row.name, row.email, row.is_admin) for row in rows]
