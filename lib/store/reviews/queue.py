"""The reading queue: a batch as one person sees it, and what they can take back."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from lib.model import Person, Purpose, Role, Verdict
from lib.store.batches import claims
from lib.store.engine import reading
from lib.store.reviews.reviews import same_content
from lib.store.rules import access
from lib.store.rules.counted_reviews import published
from lib.store.schema.tables import batch_items, batches, events, review_revisions, reviews, traces

_UNDO_DEPTH = 100
_LATELY = 20
_VERDICTS: dict[str | None, Verdict | None] = {None: None, **{one.value: one for one in Verdict}}


class Item(NamedTuple):
    """A trace in a batch, with what this person has said of it. ``verdict`` is None where it is unread."""

    trace_id: int
    position: int
    verdict: Verdict | None


@dataclass(frozen=True)
class Queue:
    """A batch in reading order, for one person: what they have read, were handed, or may still be given.

    ``spent`` are the seconds they spent on the traces they read last, oldest first. ``within`` are the traces
    to move among where only part of the batch is read, or None.
    """

    batch_id: int
    name: str
    items: tuple[Item, ...]
    spent: tuple[float, ...] = ()
    within: frozenset[int] | None = None

    def item(self, trace_id: int | None) -> Item | None:
        """Return the item of this trace, or None where the batch has no such trace."""
        return self._by_trace.get(trace_id or 0)

    @cached_property
    def line(self) -> tuple[Item, ...]:
        """The items to move among."""
        if self.within is None:
            return self.items
        return tuple(item for item in self.items if item.trace_id in self.within)

    def count(self, verdict: Verdict) -> int:
        """Return how many traces this person gave this verdict."""
        return self._counts[verdict]

    @property
    def read(self) -> int:
        """How many traces this person gave any verdict."""
        return len(self.items) - self._counts[None]

    @cached_property
    def _by_trace(self) -> dict[int, Item]:
        return {item.trace_id: item for item in self.items}

    @cached_property
    def _counts(self) -> Counter[Verdict | None]:
        return Counter([item.verdict for item in self.items])

    def first_deferred(self) -> int | None:
        """Return the first deferred trace, or None."""
        return _first(self.items, Verdict.DEFER)

    def beside(self, trace_id: int, by: int) -> int | None:
        """Return the trace ``by`` places further on, or None beyond either end."""
        here = self.item(trace_id)
        if here is None:
            return None
        at = bisect_left(self.line, here.position, key=lambda item: item.position)
        if by > 0 and not (at < len(self.line) and self.line[at] == here):
            at -= 1  # not in the line itself: the next of it stands where this would
        place = at + by
        return self.line[place].trace_id if 0 <= place < len(self.line) else None

    def deferred_after(self, trace_id: int) -> int | None:
        """Return the first deferred trace further on than ``trace_id``, or None."""
        here = self.item(trace_id)
        start = here.position if here else 0
        return _first((item for item in self.line if item.position > start), Verdict.DEFER)


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """A batch in the picker: how many of its traces this person has read."""

    id: int
    name: str
    size: int
    read: int


@dataclass(frozen=True, slots=True)
class Saved:
    """The last verdict a person saved, as undo needs it."""

    trace_id: int
    external_id: str
    batch_id: int | None
    verdict: Verdict
    revision: int


def progress(who: Person, project_id: int) -> list[BatchProgress]:
    """Return the project's batches, newest first, without archived ones. Needs the role annotator.

    The size is what this person may read of it, which may be nothing.
    """
    may_read = sa.or_(reviews.c.verdict.is_not(None), claims.for_person(who))
    size = sa.func.count(sa.case((may_read, 1)))
    query = (
        sa.select(batches.c.id, batches.c.name, size, sa.func.count(reviews.c.verdict))
        .join(batch_items, batch_items.c.batch_id == batches.c.id)
        .join(reviews, _mine(who, batch_items.c.trace_id), isouter=True)
        .where(batches.c.project_id == project_id, batches.c.archived_at.is_(None))
        .group_by(batches.c.id)
        .order_by(batches.c.created_at.desc(), batches.c.id.desc())
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        return [BatchProgress(*row) for row in connection.execute(query)]


def queue(who: Person, project_id: int, batch_id: int) -> Queue | None:
    """Return the batch as this person reads it, or None where the project has none of this id.

    Needs the role annotator.
    """
    mine = (batches.c.id == batch_id) & (batches.c.project_id == project_id)
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        name = connection.scalar(sa.select(batches.c.name).where(mine))
        if name is None:
            return None
        rows = connection.execute(_items(who, batch_id)).all()
        spent = connection.scalars(_spent(who, batch_id)).all()
    items = tuple([Item(row[0], place, _VERDICTS[row[1]]) for place, row in enumerate(rows, start=1)])
    return Queue(batch_id, name, items, tuple(reversed(spent)))


# These two are kept, as every save asks them: to put one together takes longer than the database does.
@lru_cache(maxsize=256)
def _items(who: Person, batch_id: int) -> sa.Select[Any]:
    return (
        sa.select(batch_items.c.trace_id, reviews.c.verdict)
        .join(reviews, _mine(who, batch_items.c.trace_id), isouter=True)
        .where(
            batch_items.c.batch_id == batch_id,
            sa.or_(reviews.c.verdict.is_not(None), claims.for_person(who)),
        )
        .order_by(batch_items.c.position)
    )


@lru_cache(maxsize=256)
def _spent(who: Person, batch_id: int) -> sa.Select[Any]:
    return (
        sa.select(reviews.c.seconds)
        .join(batch_items, _mine(who, batch_items.c.trace_id))
        .where(batch_items.c.batch_id == batch_id, reviews.c.verdict.is_not(None))
        .order_by(reviews.c.updated_at.desc(), reviews.c.id.desc())
        .limit(_LATELY)
    )


def spent_lately(who: Person, project_id: int) -> list[float]:
    """Return the seconds this person spent on the traces of the project they read last, oldest first."""
    query = (
        sa.select(reviews.c.seconds)
        .where(
            reviews.c.project_id == project_id,
            reviews.c.person_id == who.id,
            reviews.c.purpose == Purpose.FIRST.value,
            reviews.c.verdict.is_not(None),
            # None where it was not timed.
            reviews.c.seconds > 0,
        )
        .order_by(reviews.c.updated_at.desc(), reviews.c.id.desc())
        .limit(_LATELY)
    )
    with reading() as connection:
        return list(connection.scalars(query))[::-1]


def reasons_in(connection: sa.Connection, batch_id: int, trace_ids: Iterable[int]) -> dict[int, str]:
    """Return why each of these traces is in the batch, without those that are not."""
    query = sa.select(batch_items.c.trace_id, batch_items.c.reason).where(
        batch_items.c.batch_id == batch_id, batch_items.c.trace_id.in_(trace_ids)
    )
    return {row.trace_id: row.reason for row in connection.execute(query)}


def batch_of(who: Person, project_id: int, trace_id: int) -> int | None:
    """Return the newest batch the trace is in, or None. Needs the role annotator."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        return connection.scalar(
            sa.select(batches.c.id)
            .join(batch_items, batch_items.c.batch_id == batches.c.id)
            .where(
                batch_items.c.trace_id == trace_id,
                batches.c.project_id == project_id,
                batches.c.archived_at.is_(None),
            )
            .order_by(batches.c.created_at.desc(), batches.c.id.desc())
            .limit(1)
        )


def locate(who: Person, project_id: int, batch_id: int | None, text: str) -> int | None:
    """Return the trace somebody means by ``text``, or None. Needs the role annotator.

    The trace with this external id, whatever batch it is in; else the only one whose id begins with the text,
    in any case, of the batch before those of the project; else the only one of the batch that contains it.
    Raises ``LookupError`` where several do.
    """
    text = text.strip()
    lower = sa.func.lower(traces.c.external_id)
    begins = lower.startswith(text.lower(), autoescape=True)
    contains = lower.contains(text.lower(), autoescape=True)
    here = traces.c.id.in_(sa.select(batch_items.c.trace_id).where(batch_items.c.batch_id == batch_id))
    ways = (
        ("in this batch begin with", begins & here),
        ("in the project begin with", begins),
        ("in this batch contain", contains & here),
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        every = published(project_id)
        exact = connection.scalars(sa.select(traces.c.id).where(every, traces.c.external_id == text)).all()
        if exact or not text:
            return exact[0] if exact else None
        for words, way in ways:
            query = sa.select(traces.c.id).where(every, way)
            found = connection.scalars(query.limit(2)).all()
            if len(found) == 1:
                return int(found[0])
            if found:
                many = connection.scalar(sa.select(sa.func.count()).select_from(query.subquery()))
                raise LookupError(f"{many:,} ids {words} “{text}”: write more of it.")
    return None


def last_saved(who: Person, project_id: int) -> Saved | None:
    """Return the person's last saved verdict that has not been taken back, or None.

    Read from the events, so that it is there again after a restart. Needs the role annotator.
    """
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        return last_saved_in(connection, who, project_id)


def last_saved_in(connection: sa.Connection, who: Person, project_id: int) -> Saved | None:
    """Return what ``last_saved`` does, inside the caller's transaction."""
    query = (
        sa.select(events.c.action, events.c.refs)
        .where(
            events.c.project_id == project_id,
            events.c.person_id == who.id,
            events.c.action.in_(["review.submitted", "review.revised", "review.undone"]),
        )
        .order_by(events.c.id.desc())
        .limit(_UNDO_DEPTH)
    )
    now_is, then_was = review_revisions.alias("now_is"), review_revisions.alias("then_was")
    for review_id, revision in _standing(connection.execute(query)):
        row = connection.execute(
            sa.select(
                reviews.c.trace_id,
                reviews.c.batch_id,
                traces.c.external_id,
                now_is.c.content.label("now"),
                then_was.c.content.label("then"),
            )
            .join(traces, traces.c.id == reviews.c.trace_id)
            .join(now_is, (now_is.c.review_id == reviews.c.id) & (now_is.c.revision == reviews.c.revision))
            .join(then_was, (then_was.c.review_id == reviews.c.id) & (then_was.c.revision == revision))
            .where(reviews.c.id == review_id)
        ).first()
        # What was revised and put back stands as it was then, under a newer revision.
        if row is not None and row.now["verdict"] and same_content(row.now, row.then):
            return Saved(row.trace_id, row.external_id, row.batch_id, Verdict(row.now["verdict"]), revision)
    return None


def _standing(newest_first: Iterable[sa.Row[Any]]) -> Iterable[tuple[int, int]]:
    taken_back: set[tuple[int, int]] = set()
    for row in newest_first:
        revision = (row.refs["review"], row.refs["revision"])
        if row.action == "review.undone":
            taken_back.add(revision)
        elif revision not in taken_back:
            yield revision


def _first(items: Iterable[Item], verdict: Verdict | None) -> int | None:
    return next((item.trace_id for item in items if item.verdict is verdict), None)


def _mine(who: Person, trace_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return sa.and_(
        reviews.c.trace_id == trace_id,
        reviews.c.person_id == who.id,
        reviews.c.purpose == Purpose.FIRST.value,
        reviews.c.number == 1,
    )
