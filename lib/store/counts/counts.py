"""How far a project is, and how many of the traces read show which failure mode. Counts, no estimates.

The words mean the same everywhere. A trace is

* **drawn** when any batch holds it: at **random** when any batch picked it at random, else **targeted**;
* **read** when its counted review says pass or fail, **deferred** when it says defer;
* **failed** when its counted review says fail, and then **noted** with at least one note,
  **grouped** when all of its notes are in a failure mode.

Only notes of failed traces count: a remark on a trace that passed or was deferred is no failure. A trace
counts once for a mode, however many of its notes are in it; a parent has the traces of its children too.
What a trace has, by notes and labels, is said by ``lib.store.counts.coding``. Only traces somebody read are
counted: those nobody read that are identical to one are told apart, as its ``copies``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from lib.failure_modes import FailureMode
from lib.model import Origin, Person, Role, Verdict
from lib.store.counts import coding
from lib.store.counts.coded_traces import SIDES, CodedTraces
from lib.store.engine import reading
from lib.store.rules import access, visibility
from lib.store.rules.counted_reviews import counted_reviews, published
from lib.store.schema.tables import batch_items, batches, notes, projects, traces
from lib.store.traces import populations


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

    ``made`` of the traces are not real ones (synthetic, demo); ``left_out`` more are not, and so not counted
    here. ``copies`` were not read, and are identical to one that was, which stands for them.
    ``uncounted_notes`` stand on traces that passed or were deferred.
    """

    traces: int
    made: int
    drawn: int
    read: Picked
    deferred: int
    failed: int
    noted: int
    grouped: int
    ungrouped_notes: int
    uncounted_notes: int
    copies: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ModeCount:
    """The traces that have one failure mode, by a note or a label, or are in no mode yet (``mode`` is None).

    Of failed traces ``unknown`` is how many nobody has said yes or no for, ``recode`` how many are to be
    decided again after a split.
    """

    mode: FailureMode | None
    traces: Picked
    notes: int
    unknown: int = 0
    recode: int = 0


@dataclass(frozen=True, slots=True)
class FailureCounts:
    """Every failure mode with its traces, most first, then those not grouped; and out of how many.

    ``ungrouped`` counts the failed traces that have at least one note in no mode: one may also count for a
    mode by another note. ``labelled`` of the failed traces have a yes or a no for every mode; until all have,
    a count is of what was noted.
    """

    funnel: Funnel
    modes: tuple[ModeCount, ...]
    ungrouped: ModeCount
    labelled: int = 0

    @property
    def unlabelled(self) -> int:
        """How many failed traces the label pass has not finished yet."""
        return self.funnel.failed - self.labelled


def funnel(project_id: int, *, whole: bool = False) -> Funnel:
    """Return how many traces the project has come how far with.

    Of the traces that are spoken of unless asked, ``populations.usual``; with ``whole`` of all there are.
    """
    with reading() as connection:
        there = _there(connection, project_id)
        kept = _kept(there, whole)
        said = coding.coding(connection, project_id).of_origins(kept)
        return _funnel(connection, project_id, said, there, kept)


def failure_counts(project_id: int, *, whole: bool = False) -> FailureCounts:
    """Return how many of the traces read have each failure mode, as far as notes and labels say.

    Of the same traces as ``funnel``.
    """
    with reading() as connection:
        there = _there(connection, project_id)
        kept = _kept(there, whole)
        said = coding.coding(connection, project_id).of_origins(kept)
        standing = _funnel(connection, project_id, said, there, kept)
    under = coding.below(said.modes)
    failed = said.traces.failed
    counts = []
    for place, mode in enumerate(said.modes):
        values = said.values[:, place]
        counts.append(
            ModeCount(
                mode,
                _picked(said.traces, values == coding.YES),
                int(said.notes[failed][:, under[place]].sum()),
                unknown=int((values == coding.UNKNOWN).sum()),
                recode=int((values == coding.RECODE).sum()),
            )
        )
    counts.sort(key=lambda count: (-count.traces.total, count.mode.name.casefold() if count.mode else ""))
    loose = said.traces.loose * failed
    ungrouped = ModeCount(None, _picked(said.traces, loose > 0), int(loose.sum()))
    return FailureCounts(standing, tuple(counts), ungrouped, int((failed & said.labelled).sum()))


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
        .where(visibility.may_see(who, project_id, counted.c.trace_id))
        .order_by(traces.c.serial)
        .limit(1)
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.VIEWER)
        return connection.scalar(query)


def _there(connection: sa.Connection, project_id: int) -> dict[Origin, int]:
    """How many traces there are of each origin."""
    query = sa.select(traces.c.origin, sa.func.count()).where(published(project_id)).group_by(traces.c.origin)
    return {Origin(origin): many for origin, many in connection.execute(query)}


def _kept(there: dict[Origin, int], whole: bool) -> tuple[Origin, ...]:
    return tuple(Origin) if whole else populations.usual(there)


def _funnel(
    connection: sa.Connection,
    project_id: int,
    said: coding.Coding,
    there: dict[Origin, int],
    kept: tuple[Origin, ...],
) -> Funnel:
    """The funnel of the traces ``kept`` of those there are; ``said`` is of these alone."""
    drawn = (
        sa.select(sa.func.count(sa.distinct(batch_items.c.trace_id)))
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .join(traces, traces.c.id == batch_items.c.trace_id)
        .where(batches.c.project_id == project_id, traces.c.origin.in_([one.value for one in kept]))
    )
    read, failed = said.traces, said.traces.failed
    noted = failed & (read.notes > 0)
    return Funnel(
        traces=sum(there.get(one, 0) for one in kept),
        made=sum(there.get(one, 0) for one in kept if one is not Origin.REAL),
        left_out=sum(many for one, many in there.items() if one not in kept),
        drawn=connection.scalar(drawn) or 0,
        read=_picked(read, np.ones(len(read), dtype=np.bool_)),
        deferred=len(said.deferred),
        failed=int(failed.sum()),
        noted=int(noted.sum()),
        grouped=int((noted & (read.loose == 0)).sum()),
        ungrouped_notes=int(read.loose[failed].sum()),
        uncounted_notes=int(read.notes[~failed].sum() + said.deferred.notes.sum()),
        copies=_copies(connection, project_id, read),
    )


def _copies(connection: sa.Connection, project_id: int, read: CodedTraces) -> int:
    """How many traces nobody read that are identical to one that was."""
    base = populations.fixed_in(connection, project_id)
    of_read = np.isin(base.alike, read.alike)
    return int((of_read & ~np.isin(base.ids, read.trace_id)).sum())


def _picked(read: CodedTraces, wanted: NDArray[np.bool_]) -> Picked:
    """The wanted ones of these traces, by how they were picked."""
    return Picked(**{side: int((wanted & (read.picked == side)).sum()) for side in SIDES})
