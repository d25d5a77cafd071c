"""How far a project is, and how many of the traces read show which failure mode. Counts, no estimates.

The words mean the same everywhere. A trace is

* **drawn** when any batch holds it: at **random** when any batch picked it at random, else **targeted**;
* **read** when its counted review says pass or fail, **deferred** when it says defer;
* **failed** when its counted review says fail, and then **noted** with at least one note,
  **grouped** when all of its notes are in a failure mode.

Only notes of failed traces count: a remark on a trace that passed or was deferred is no failure. A trace
counts once for a mode, however many of its notes are in it; a parent has the traces of its children too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from lib.model import FailureMode, Origin, Person, Role, Verdict
from lib.store import access
from lib.store.counted import counted_reviews, published
from lib.store.engine import reading
from lib.store.tables import batch_items, batches, failure_modes, notes, people, projects, reviews, traces

PAGE = 20
"""How many notes ``evidence`` returns at once."""


@dataclass(frozen=True, slots=True)
class Picked:
    """Traces by how they came to be read: picked at random, by a targeted strategy, or in no batch."""

    random: int = 0
    targeted: int = 0
    undrawn: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.random + self.targeted + self.undrawn


@dataclass(frozen=True, slots=True)
class Funnel:
    """From all traces to grouped notes. All are traces, but for ``ungrouped_notes`` and ``uncounted_notes``.

    ``made`` of the traces are not real ones (synthetic, demo), ``made_read`` of those read.
    ``uncounted_notes`` stand on traces that passed or were deferred.
    """

    traces: int
    made: int
    made_read: int
    drawn: int
    read: Picked
    deferred: int
    failed: int
    noted: int
    grouped: int
    ungrouped_notes: int
    uncounted_notes: int


@dataclass(frozen=True, slots=True)
class ModeCount:
    """The failed traces noted with one failure mode, or with no mode yet (``mode`` is None)."""

    mode: FailureMode | None
    traces: Picked
    notes: int


@dataclass(frozen=True, slots=True)
class FailureCounts:
    """Every failure mode with its traces, most first, then those not grouped; and out of how many.

    ``ungrouped`` counts the failed traces that have at least one note in no mode: one may also count for a
    mode by another note.
    """

    funnel: Funnel
    modes: tuple[ModeCount, ...]
    ungrouped: ModeCount


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note with what is needed to go and see: whose it is, and where in which trace."""

    note_id: int
    text: str
    quote: str | None
    step: int | None
    trace_id: int
    external_id: str
    person: str
    mode: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One page of the notes behind a bar, and how many notes and traces there are in all."""

    items: tuple[NoteShown, ...]
    notes: int
    traces: int


def funnel(project_id: int) -> Funnel:
    """Return how many traces the project has come how far with."""
    with reading() as connection:
        return _funnel(connection, project_id)


def failure_counts(project_id: int) -> FailureCounts:
    """Return how many of the traces read were noted with each failure mode."""
    counted, under = counted_reviews(project_id), _under(project_id)
    once = (
        sa.select(
            under.c.top,
            counted.c.trace_id,
            _pick(counted).label("pick"),
            sa.func.count().label("notes"),
        )
        .select_from(counted)
        .join(notes, notes.c.review_id == counted.c.review_id)
        .join(under, under.c.mode_id == notes.c.failure_mode_id, isouter=True)
        .where(_counts(counted))
        .group_by(under.c.top, counted.c.trace_id)
        .subquery("once")
    )
    query = sa.select(once.c.top, *_picked(once), sa.func.sum(once.c.notes).label("notes"))
    with reading() as connection:
        known = [_mode(row) for row in connection.execute(_active(project_id))]
        found = {
            row.top: (Picked(row.random, row.targeted, row.undrawn), int(row.notes))
            for row in connection.execute(query.group_by(once.c.top))
        }
        standing = _funnel(connection, project_id)
    nothing = (Picked(), 0)
    counts = [ModeCount(mode, *found.get(mode.id, nothing)) for mode in known]
    counts.sort(key=lambda count: (-count.traces.total, count.mode.name.casefold() if count.mode else ""))
    return FailureCounts(standing, tuple(counts), ModeCount(None, *found.get(None, nothing)))


def evidence(who: Person, project_id: int, mode_id: int | None, page: int = 1) -> Evidence:
    """Return the notes behind a mode's bar, or those not grouped where ``mode_id`` is None.

    In the order of the traces' serials, ``PAGE`` at a time, ``page`` from 1. Needs the role viewer.
    """
    counted, under = counted_reviews(project_id), _under(project_id)
    # The sum with 0 keeps SQLite from looking a mode's notes up again for every review.
    within = (notes.c.failure_mode_id + 0).in_(sa.select(under.c.mode_id).where(under.c.top == mode_id))
    loose = sa.or_(
        notes.c.failure_mode_id.is_(None), notes.c.failure_mode_id.not_in(sa.select(under.c.mode_id))
    )
    behind = (
        sa.select(notes.c.id, counted.c.trace_id)
        .select_from(counted)
        .join(notes, notes.c.review_id == counted.c.review_id)
        .join(traces, traces.c.id == counted.c.trace_id)
        .where(_counts(counted), loose if mode_id is None else within)
        .order_by(traces.c.serial, notes.c.position)
    )
    query = (
        sa.select(
            notes.c.id.label("note_id"),
            notes.c.text,
            notes.c.quote,
            notes.c.step,
            traces.c.id.label("trace_id"),
            traces.c.external_id,
            people.c.name.label("person"),
            failure_modes.c.name.label("mode"),
        )
        .join(reviews, reviews.c.id == notes.c.review_id)
        .join(traces, traces.c.id == reviews.c.trace_id)
        .join(people, people.c.id == reviews.c.person_id)
        .join(failure_modes, failure_modes.c.id == notes.c.failure_mode_id, isouter=True)
        .order_by(traces.c.serial, notes.c.position)
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        found = connection.execute(behind).all()
        ids = [row.id for row in found[(page - 1) * PAGE : page * PAGE]]
        rows = connection.execute(query.where(notes.c.id.in_(ids)))
        items = tuple(NoteShown(**row._mapping) for row in rows)
    return Evidence(items, len(found), len({row.trace_id for row in found}))


def without_note(who: Person, project_id: int) -> int | None:
    """Return the first failed trace without a note for which this person can write one that counts.

    That is one whose counted review is theirs; or any, if they are the lead annotator, whose review counts
    before others'. Needs the role viewer.
    """
    counted = counted_reviews(project_id)
    lead = sa.select(projects.c.lead_id).where(projects.c.id == project_id).scalar_subquery()
    noted = sa.exists().where(notes.c.review_id == counted.c.review_id, notes.c.removed_at.is_(None))
    query = (
        sa.select(counted.c.trace_id)
        .join(traces, traces.c.id == counted.c.trace_id)
        .where(counted.c.verdict == Verdict.FAIL.value, ~noted)
        .where(sa.or_(counted.c.person_id == who.id, lead == who.id))
        .order_by(traces.c.serial)
        .limit(1)
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        return connection.scalar(query)


def _funnel(connection: sa.Connection, project_id: int) -> Funnel:
    counted = counted_reviews(project_id)
    made = traces.c.origin != Origin.REAL.value
    live = sa.and_(notes.c.review_id == counted.c.review_id, notes.c.removed_at.is_(None))
    loose = sa.and_(notes.c.id.is_not(None), notes.c.failure_mode_id.is_(None))
    once = (
        sa.select(
            counted.c.verdict,
            _pick(counted).label("pick"),
            sa.func.max(sa.case((made, 1), else_=0)).label("made"),
            sa.func.count(notes.c.id).label("notes"),
            sa.func.count(sa.case((loose, 1))).label("ungrouped"),
        )
        .select_from(counted)
        .join(traces, traces.c.id == counted.c.trace_id)
        .join(notes, live, isouter=True)
        .group_by(counted.c.trace_id, counted.c.verdict)
        .subquery("once")
    )
    noted = once.c.notes > 0
    read = sa.select(
        once.c.verdict,
        sa.func.count().label("traces"),
        *_picked(once),
        sa.func.sum(once.c.made).label("made"),
        sa.func.count(sa.case((noted, 1))).label("noted"),
        sa.func.count(sa.case((sa.and_(noted, once.c.ungrouped == 0), 1))).label("grouped"),
        sa.func.sum(once.c.notes).label("notes"),
        sa.func.sum(once.c.ungrouped).label("ungrouped"),
    ).group_by(once.c.verdict)
    drawn = (
        sa.select(sa.func.count(sa.distinct(batch_items.c.trace_id)))
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(batches.c.project_id == project_id)
    )
    every = sa.select(sa.func.count().label("traces"), sa.func.count(sa.case((made, 1))).label("made"))
    whole = connection.execute(every.select_from(traces).where(published(project_id))).one()
    said: dict[str, Any] = {row.verdict: row for row in connection.execute(read)}
    kinds = [said[verdict] for verdict in (Verdict.PASS.value, Verdict.FAIL.value) if verdict in said]
    failed, deferred = said.get(Verdict.FAIL.value), said.get(Verdict.DEFER.value)
    return Funnel(
        traces=whole.traces,
        made=whole.made,
        made_read=sum(int(row.made) for row in kinds),
        drawn=connection.scalar(drawn) or 0,
        read=Picked(
            sum(row.random for row in kinds),
            sum(row.targeted for row in kinds),
            sum(row.undrawn for row in kinds),
        ),
        deferred=deferred.traces if deferred else 0,
        failed=failed.traces if failed else 0,
        noted=failed.noted if failed else 0,
        grouped=failed.grouped if failed else 0,
        ungrouped_notes=int(failed.ungrouped) if failed else 0,
        uncounted_notes=sum(int(row.notes) for row in said.values() if row is not failed),
    )


def _pick(counted: sa.Subquery) -> sa.ColumnElement[int | None]:
    """1 where any batch picked the trace at random, 0 where only others did, NULL where none holds it.

    One look into an index per trace: SQLite would scan a joined subquery once for every row.
    """
    return (
        sa.select(sa.func.max(sa.case((batch_items.c.random, 1), else_=0)))
        .where(batch_items.c.trace_id == counted.c.trace_id)
        .scalar_subquery()
    )


def _picked(once: sa.Subquery) -> list[sa.ColumnElement[int]]:
    """The three counts of ``Picked``, over one row per trace."""
    return [
        sa.func.count(sa.case((once.c.pick == 1, 1))).label("random"),
        sa.func.count(sa.case((once.c.pick == 0, 1))).label("targeted"),
        sa.func.count(sa.case((once.c.pick.is_(None), 1))).label("undrawn"),
    ]


def _counts(counted: sa.Subquery) -> sa.ColumnElement[bool]:
    return sa.and_(counted.c.verdict == Verdict.FAIL.value, notes.c.removed_at.is_(None))


def _active(project_id: int) -> sa.Select[Any]:
    mine = (failure_modes.c.project_id == project_id, failure_modes.c.status == "active")
    return sa.select(failure_modes).where(*mine).order_by(failure_modes.c.id)


def _mode(row: sa.Row[Any]) -> FailureMode:
    return FailureMode(row.id, row.name, row.definition, row.colour, row.parent_id)


def _under(project_id: int) -> sa.CTE:
    """Pairs of an active mode ``top`` and each active mode at or below it, ``mode_id``."""
    active = _active(project_id).order_by(None).subquery("active")
    pairs = sa.select(active.c.id.label("top"), active.c.id.label("mode_id")).cte("under", recursive=True)
    child = active.alias("child")
    return pairs.union(sa.select(pairs.c.top, child.c.id).join(pairs, child.c.parent_id == pairs.c.mode_id))
