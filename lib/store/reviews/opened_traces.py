"""What the annotation screen holds of each trace: its body, one's own review of it, and one's draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from lib.model import Person, Review, Role, Trace
from lib.store.engine import reading as read
from lib.store.reviews import drafts, queue, reviews
from lib.store.reviews.drafts import Draft
from lib.store.reviews.queue import Saved
from lib.store.rules import access
from lib.store.rules.counted_reviews import published
from lib.store.schema.tables import traces
from lib.store.traces.traces import bodies_of


@dataclass(frozen=True, slots=True)
class OpenedTrace:
    """One trace as its reader has it. ``trace`` is None where its body was not asked for.

    ``reason`` is why it is in the batch, empty where it is not.
    """

    trace: Trace | None
    review: Review | None
    draft: Draft | None
    reason: str


@dataclass(frozen=True, slots=True)
class OpenedTraces:
    """The traces asked for, by id and without those the project has not, and what can be taken back."""

    by_trace: dict[int, OpenedTrace]
    last: Saved | None


def read_for(
    who: Person,
    project_id: int,
    trace_ids: Iterable[int],
    *,
    batch_id: int | None = None,
    held: Iterable[int] = (),
) -> OpenedTraces:
    """Return these traces as this person has them, read in this batch. Needs the role annotator.

    Without the bodies of those ``held``: a body never changes, and is by far the largest part.
    """
    wanted, known = list(trace_ids), set(held)
    with read() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        bodies = bodies_of(connection, project_id, [one for one in wanted if one not in known])
        here = sa.select(traces.c.id).where(
            published(project_id), traces.c.id.in_(known.intersection(wanted))
        )
        there = bodies.keys() | set(connection.scalars(here) if known else ())
        mine = reviews.mine_of(connection, who, project_id, wanted)
        typed = drafts.many(connection, who, there)
        reasons = queue.reasons_in(connection, batch_id, there) if batch_id else {}
        last = queue.last_saved_in(connection, who, project_id)
    found = {
        one: OpenedTrace(bodies.get(one), mine.get(one), typed.get(one), reasons.get(one, ""))
        for one in wanted
        if one in there
    }
    return OpenedTraces(found, last)
