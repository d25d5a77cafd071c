"""What a person reads next, and what they have open: claims and leases.

An item handed to people is to be read by each of them. Any other item is open: it is read once, by whoever
asks first. A trace somebody opens is leased to them for some minutes; others are not given it meanwhile where
one reader is enough, but may open it all the same. Whether something is done is read from the reviews.

A lease is that of one window of a person: who reads in two at once holds what either shows. A reload is a new
window; what the one before it held lapses by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Any

import sqlalchemy as sa

from lib.model import Person, Purpose, Role
from lib.store.batches.batch_filter import BatchFilter
from lib.store.batches.batch_filter import condition as in_filter
from lib.store.engine import put, reading, writing
from lib.store.rules import access, locks
from lib.store.rules.counted_reviews import published
from lib.store.schema.tables import Utc, assignments, batch_items, batches, leases, now, reviews, traces

# Apart from the rows a caller's query may have joined.
_review = reviews.alias("any_review")
_handed = assignments.alias("any_assignment")
_lease = leases.alias("any_lease")
_FIRST = (_review.c.verdict.is_not(None), _review.c.purpose == Purpose.FIRST.value)

LEASE = timedelta(minutes=10)
"""How long someone may be silent over an open trace before another person is given it."""


def claim(
    who: Person,
    project_id: int,
    batch_id: int,
    after: int | None = None,
    *,
    within: BatchFilter | None = None,
    window: str = "",
) -> int | None:
    """Return the trace of the batch this person reads next and lease it to them; None where none is left.

    First what was handed to them, then what is open and not leased to somebody else. In reading order: from
    the trace ``after`` on, and from the top after the end; without it, beginning with what they have open, in
    this window before others. Of this window's other leases only that of ``after`` is kept. With ``within``,
    only what is in it. Needs the role annotator.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        locks.project(connection, project_id)
        found: int | None = connection.scalar(_next(who, project_id, batch_id, after, now(), within, window))
        _let_go(connection, who, window, [one for one in (found, after) if one])
        if found is not None:
            _take(connection, who, window, found)
        return found


def in_hand(
    who: Person,
    project_id: int,
    batch_id: int,
    at: int,
    count: int,
    *,
    within: BatchFilter | None = None,
    window: str = "",
) -> list[int]:
    """Return ``at`` and then the traces ``claim`` would give this person one by one, all leased to them.

    ``at`` is left out where they have not read it and it was read, or is open, at somebody else's. Leases up
    to ``count`` traces after it, and writes only where this window holds fewer than two of them or a lease is
    half over. Lets go of the others of this window. Needs the role annotator.
    """
    after = _after(who, project_id, batch_id, within)
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        following = _following(connection, after, at, count)
        stands = _may_stay(connection, who, batch_id, at)
        held = set(connection.scalars(_fresh(who, window, [at, *following])))
    ready = list(takewhile(held.__contains__, following))
    if (at in held or not stands) and len(ready) >= min(2, len(following)):
        return [at, *ready] if stands else ready
    with writing() as connection:
        locks.project(connection, project_id)
        stands = _may_stay(connection, who, batch_id, at)
        following = _following(connection, after, at, count)
        _let_go(connection, who, window, [at, *following])
        found = [at, *following] if stands else following
        for trace_id in found:
            _take(connection, who, window, trace_id)
        return found


def hold(who: Person, project_id: int, trace_id: int, *, window: str = "") -> None:
    """Lease the trace this person has open to them, where nobody else holds it, and let go of the others of
    this window.

    Writes only where the window's lease is half over. Needs the role annotator.
    """
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        here = connection.scalar(sa.select(traces.c.id).where(published(project_id), traces.c.id == trace_id))
        if here is None or connection.scalar(_fresh(who, window, [trace_id])) is not None:
            return
    with writing() as connection:
        locks.project(connection, project_id)
        _let_go(connection, who, window, [trace_id])
        _take(connection, who, window, trace_id)


def renew(connection: sa.Connection, who: Person, project_id: int, trace_id: int) -> None:
    """Prolong the person's leases on a trace, where they hold any, inside the caller's transaction."""
    locks.project(connection, project_id)
    mine = sa.and_(leases.c.trace_id == trace_id, leases.c.person_id == who.id)
    connection.execute(leases.update().where(mine).values(until=now() + LEASE))


def for_person(who: Person) -> sa.ColumnElement[bool]:
    """The condition that a row of ``batch_items`` is this person's to read: handed to them, or open and read
    by nobody. Whether they have read it themselves is another matter."""
    is_open = sa.and_(sa.not_(_is_handed()), sa.not_(_read()))
    return sa.or_(_is_handed(_handed.c.person_id == who.id), is_open)


def _leased_to_another(who: Person, moment: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    """The condition that a row of ``batch_items`` is open and its trace is open at somebody else's now."""
    theirs = (
        sa.select(_lease.c.trace_id)
        .where(
            _lease.c.trace_id == batch_items.c.trace_id,
            _lease.c.person_id != who.id,
            _lease.c.until >= moment,
        )
        .correlate_except(_lease)
        .exists()
    )
    return sa.and_(theirs, sa.not_(_is_handed(_handed.c.person_id == who.id)))


def _following(connection: sa.Connection, after: sa.Select[Any], at: int, count: int) -> list[int]:
    return list(connection.scalars(after, {"after": at, "moment": now(), "count": count}))


def _may_stay(connection: sa.Connection, who: Person, batch_id: int, trace_id: int) -> bool:
    """Whether a trace is this person's to read, or read by them already."""
    return connection.scalar(_stays(who, batch_id), {"trace": trace_id, "moment": now()}) is not None


# These two are kept, as every save asks them: to put one together takes longer than the database does.
@lru_cache(maxsize=256)
def _stays(who: Person, batch_id: int) -> sa.Select[Any]:
    theirs = sa.and_(for_person(who), sa.not_(_leased_to_another(who, sa.bindparam("moment", type_=Utc))))
    return sa.select(batch_items.c.id).where(
        batch_items.c.batch_id == batch_id,
        batch_items.c.trace_id == sa.bindparam("trace"),
        sa.or_(_read(_review.c.person_id == who.id), theirs),
    )


@lru_cache(maxsize=256)
def _after(who: Person, project_id: int, batch_id: int, within: BatchFilter | None) -> sa.Select[Any]:
    given: tuple[Any, Any] = sa.bindparam("after"), sa.bindparam("moment", type_=Utc)
    return _next(who, project_id, batch_id, *given, within).limit(sa.bindparam("count"))


def _next(
    who: Person,
    project_id: int,
    batch_id: int,
    after: int | sa.BindParameter[Any] | None,
    moment: datetime | sa.BindParameter[Any],
    within: BatchFilter | None,
    window: str = "",
) -> sa.Select[Any]:
    handed_first = sa.case((_is_handed(_handed.c.person_id == who.id), 0), else_=1)
    if after is None:
        held = sa.select(_lease.c.trace_id).where(
            _lease.c.trace_id == batch_items.c.trace_id, _lease.c.person_id == who.id
        )
        here = held.where(_lease.c.window == window).correlate_except(_lease).exists()
        begins = sa.case((here, 0), (held.correlate_except(_lease).exists(), 1), else_=2)
    else:
        other = batch_items.alias("other")
        place = sa.select(other.c.position).where(other.c.batch_id == batch_id, other.c.trace_id == after)
        begins = sa.case((batch_items.c.position > place.scalar_subquery(), 0), else_=1)
    return (
        sa.select(batch_items.c.trace_id)
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(
            batches.c.id == batch_id,
            batches.c.project_id == project_id,
            batch_items.c.trace_id != (0 if after is None else after),
            sa.not_(_read(_review.c.person_id == who.id)),
            for_person(who),
            sa.not_(_leased_to_another(who, moment)),
            *([in_filter(within)] if within else []),
        )
        .order_by(handed_first, begins, batch_items.c.position)
        .limit(1)
    )


def _fresh(who: Person, window: str, wanted: Collection[int]) -> sa.Select[Any]:
    """Those of these traces whose lease of this window is not half over."""
    return sa.select(leases.c.trace_id).where(
        leases.c.trace_id.in_(wanted),
        leases.c.person_id == who.id,
        leases.c.window == window,
        leases.c.until > now() + LEASE / 2,
    )


def _take(connection: sa.Connection, who: Person, window: str, trace_id: int) -> None:
    """Lease the trace to this window unless it is leased to another person. Only after ``locks.project``."""
    moment, on_trace = now(), leases.c.trace_id == trace_id
    found = connection.execute(sa.select(leases).where(on_trace)).all()
    others = [lease for lease in found if lease.person_id != who.id]
    if any(lease.until >= moment for lease in others):
        return
    if others:
        # Theirs are over. Left here, their next word would renew them beside this one.
        connection.execute(leases.delete().where(on_trace, leases.c.person_id != who.id))
    mine = {"trace_id": trace_id, "person_id": who.id, "window": window, "until": moment + LEASE}
    put(connection, leases, mine)


def _let_go(connection: sa.Connection, who: Person, window: str, keep: Collection[int]) -> None:
    """Forget the leases of this window but those to ``keep``, and what other windows of the person left."""
    left = sa.and_(leases.c.window == window, leases.c.trace_id.not_in(keep))
    over = sa.and_(leases.c.window != window, leases.c.until < now())
    connection.execute(leases.delete().where(leases.c.person_id == who.id, sa.or_(left, over)))


def _is_handed(*more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return (
        sa.select(_handed.c.person_id)
        .where(_handed.c.batch_item_id == batch_items.c.id, *more)
        .correlate_except(_handed)
        .exists()
    )


def _read(*more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return (
        sa.select(_review.c.id)
        .where(
            _review.c.trace_id == batch_items.c.trace_id,
            *_FIRST,
            *more,
        )
        .correlate_except(_review)
        .exists()
    )
