"""Who may see whose work, in one place, so that several people's reviews of one trace stay independent.

Verdicts, notes, quotes and seconds on a trace are **hidden** from a person while all of this holds:

* the project is blind (it is by default; Settings can show others' work while the rubric is forming),
* the person may annotate in it,
* the trace was handed to them in a batch that is not archived, and
* they have not submitted their own review of it, or have taken it back.

Nothing is hidden from anybody else: viewers, and annotators nobody expects to read that trace. Counts over
all traces are not hidden either, since they say nothing about one trace; the lists of traces, notes and
quotes behind them leave hidden ones out and say how many.

Every query that returns someone's verdict or note of a named trace asks ``may_see``;
tests/store/rules/test_visibility.py knows them all and fails on a new one.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from lib.model import Person, Purpose, Role
from lib.store.engine import reading
from lib.store.schema.tables import assignments, batch_items, batches, memberships, people, projects, reviews


def hidden_from(who: Person, project_id: int) -> sa.Select[Any]:
    """The ids of the traces whose reviews by others this person may not see yet."""
    able = [role.value for role in Role if role.covers(Role.ANNOTATOR)]
    may_annotate = sa.or_(
        sa.exists().where(people.c.id == who.id, people.c.is_admin),
        sa.exists().where(
            memberships.c.project_id == project_id,
            memberships.c.person_id == who.id,
            memberships.c.role.in_(able),
        ),
    )
    own = sa.exists().where(
        reviews.c.trace_id == batch_items.c.trace_id,
        reviews.c.person_id == who.id,
        reviews.c.purpose == Purpose.FIRST.value,
        reviews.c.verdict.is_not(None),
    )
    return (
        sa.select(batch_items.c.trace_id)
        .join(assignments, assignments.c.batch_item_id == batch_items.c.id)
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .join(projects, projects.c.id == batches.c.project_id)
        .where(
            projects.c.id == project_id,
            projects.c.is_blind,
            batches.c.archived_at.is_(None),
            assignments.c.person_id == who.id,
            may_annotate,
            sa.not_(own),
        )
    )


def may_see(who: Person, project_id: int, trace_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """The condition that others' reviews of this trace are not hidden from the person."""
    return trace_id.not_in(hidden_from(who, project_id))


def hidden_ids(who: Person, project_id: int) -> frozenset[int]:
    """Return the ids of the traces whose reviews by others this person may not see yet."""
    with reading() as connection:
        return frozenset(connection.scalars(hidden_from(who, project_id)))
