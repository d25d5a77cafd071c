"""What every trace read has been found to have: the one place that says yes, no or unknown for each mode.

A trace that passed has no failure mode. A failed one has those that a live note of its counted review is
grouped in or that a label says yes to; it lacks those a label says no to. What nobody said is unknown, and
an old yes of a mode that was split is to be decided again: neither is a no. A parent has what any of its
children has, and lacks what it and all of them lack.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from lib.failure_modes import FailureMode, LabelValue
from lib.model import Origin, Verdict
from lib.store.counts.coded_traces import CodedTraces
from lib.store.engine import reading
from lib.store.rules.counted_reviews import counted_reviews, speaks_first
from lib.store.schema.tables import batch_items, labels, notes
from lib.store.taxonomy import modes as mode_rows
from lib.store.traces import populations

YES, NO, UNKNOWN, RECODE = 1, 0, -1, -2

_PICKED = np.array(["targeted", "random", "undrawn"])
_VALUES = {LabelValue.YES.value: YES, LabelValue.NO.value: NO, LabelValue.RECODE.value: RECODE}

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Coding:
    """All traces read and what they have of the standing failure modes.

    ``read`` are those judged, then the deferred ones, each in the order of their serials. ``values`` and
    ``own`` are judged traces × modes: 1 yes, 0 no, -1 unknown, -2 to re-code after a split. ``values`` takes
    a parent with its children; ``own`` is each mode by itself, as the label pass asks. ``notes`` counts the
    live notes in each mode (traces × modes, ``own``).
    """

    read: CodedTraces
    modes: tuple[FailureMode, ...]
    values: NDArray[np.int8]
    own: NDArray[np.int8]
    notes: NDArray[np.int16]

    @property
    def traces(self) -> CodedTraces:
        """The traces judged."""
        return self.read.rows(slice(None, len(self.own)))

    @property
    def deferred(self) -> CodedTraces:
        """Those deferred, which are counted nowhere."""
        return self.read.rows(slice(len(self.own), None))

    def of_origins(self, kept: Collection[Origin]) -> Coding:
        """Return the same of the traces of these origins."""
        mine = np.isin(self.read.origin, [one.value for one in kept])
        judged = mine[: len(self.own)]
        return replace(
            self,
            read=self.read.rows(mine),
            values=self.values[judged],
            own=self.own[judged],
            notes=self.notes[judged],
        )

    @property
    def labelled(self) -> NDArray[np.bool_]:
        """Which of the traces have a yes or a no of their own for every mode: all that passed, and the
        failed ones whose label pass is complete."""
        return np.asarray((self.own >= NO).all(axis=1), dtype=np.bool_)

    def column(self, mode_id: int) -> NDArray[np.int8]:
        """Return the values of one mode. Raises ``KeyError`` where it is not standing."""
        place = {mode.id: place for place, mode in enumerate(self.modes)}[mode_id]
        values: NDArray[np.int8] = self.values[:, place]
        return values


def coded(project_id: int, of: int | None = None) -> Coding:
    """Return every trace read, with what it has and has not, by today's taxonomy.

    By the reviews that count; with ``of``, a person's id, by that person's own.
    """
    with reading() as connection:
        return coding(connection, project_id, of)


def coding(connection: sa.Connection, project_id: int, of: int | None = None) -> Coding:
    """As ``coded``, inside the caller's transaction."""
    modes = tuple(mode_rows.read(connection, project_id))
    place = {mode.id: number for number, mode in enumerate(modes)}
    read, written = _read(connection, project_id, of, place)
    judged = int((read.verdict != Verdict.DEFER.value).sum())
    own = np.full((judged, len(modes)), UNKNOWN, dtype=np.int8)
    _put_labels(own, connection, project_id, read.review_id[:judged], place)
    own[written[:judged] > 0] = YES
    own[read.verdict[:judged] == Verdict.PASS.value] = NO
    return Coding(read, modes, with_children(own, modes), own, written[:judged])


def below(modes: Sequence[FailureMode]) -> list[list[int]]:
    """Return for each mode the places of itself and of every mode below it."""
    parent = {mode.id: mode.parent_id for mode in modes}
    found: dict[int, list[int]] = {mode.id: [] for mode in modes}
    for place, mode in enumerate(modes):
        above: int | None = mode.id
        for _ in modes:
            if above is None or above not in found:
                break
            found[above].append(place)
            above = parent[above]
    return [found[mode.id] for mode in modes]


def with_children(own: NDArray[np.int8], modes: Sequence[FailureMode]) -> NDArray[np.int8]:
    """Return the values of each mode together with all modes below it (traces × modes)."""
    out = np.empty_like(own)
    for place, within in enumerate(below(modes)):
        part = own[:, within]
        out[:, place] = np.select(
            [(part == YES).any(axis=1), (part == NO).all(axis=1), (part == RECODE).any(axis=1)],
            [YES, NO, RECODE],
            UNKNOWN,
        )
    return out


def _read(
    connection: sa.Connection, project_id: int, of: int | None, place: dict[int, int]
) -> tuple[CodedTraces, NDArray[np.int16]]:
    """The traces read, those judged first, and their live notes in each mode (traces × modes)."""
    said = connection.execute(_reviewed(project_id, of)).all()
    review_id, trace_id, verdict, at, batch_id, picked = zip(*said, strict=True) if said else ((),) * 6
    base = populations.fixed_in(connection, project_id)
    where = base.positions(trace_id)
    alike = base.alike[where]
    says = np.array(verdict, dtype="<U5")
    # They come in the order in which the first of those alike speaks for the unread.
    speaks = np.zeros(len(where), dtype=np.bool_)
    speaks[np.unique(alike, return_index=True)[1]] = True
    kept = np.lexsort((base.serials[where], says == Verdict.DEFER.value))
    where, says = where[kept], says[kept]
    ids = np.array(review_id, dtype=np.int64)[kept]
    number, loose, first_step, written = _notes(connection, project_id, ids, place)
    read = CodedTraces(
        review_id=ids,
        trace_id=base.ids[where],
        serial=base.serials[where],
        external_id=base.external_ids[where],
        origin=base.origins[where],
        alike=alike[kept],
        speaks=speaks[kept],
        verdict=says,
        read_at=np.array([one.replace(tzinfo=None) for one in at], dtype="datetime64[us]")[kept],
        batch_id=np.array([one or 0 for one in batch_id], dtype=np.int64)[kept],
        picked=_PICKED[[-1 if one is None else one for one in picked]][kept],
        first_step=np.where(says == Verdict.FAIL.value, first_step, 0),
        notes=number,
        loose=loose,
    )
    return read, written


def _reviewed(project_id: int, of: int | None) -> sa.Select[Any]:
    counted = counted_reviews(project_id, of)
    # One look into an index per trace: SQLite would scan a joined subquery once for every row.
    picked = (
        sa.select(sa.func.max(sa.case((batch_items.c.random, 1), else_=0)))
        .where(batch_items.c.trace_id == counted.c.trace_id)
        .scalar_subquery()
    )
    of_review = ("review_id", "trace_id", "verdict", "created_at", "batch_id")
    found = sa.select(*(counted.c[name] for name in of_review), picked)
    return found.order_by(*speaks_first(counted))


def _notes(
    connection: sa.Connection, project_id: int, review_ids: NDArray[np.int64], place: dict[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int16]]:
    """Of each review the live notes, those in no standing mode, the first failing step, and by mode."""
    columns = (notes.c.review_id, notes.c.failure_mode_id, notes.c.is_first_failure, notes.c.step)
    query = sa.select(*columns).where(notes.c.project_id == project_id, notes.c.removed_at.is_(None))
    found = connection.execute(query).all()
    review, mode, is_first, step = zip(*found, strict=True) if found else ((),) * 4
    rows = _rows(review_ids, np.array(review, dtype=np.int64))
    column = np.array([place.get(one, -1) for one in mode], dtype=np.intp)
    steps = np.array([one or 0 for one in step], dtype=np.int64)
    count = len(review_ids)
    mine = rows >= 0
    number = np.bincount(rows[mine], minlength=count)
    loose = np.bincount(rows[mine & (column < 0)], minlength=count)
    grouped = mine & (column >= 0)
    flat = np.bincount(rows[grouped] * len(place) + column[grouped], minlength=count * len(place))
    first = mine & np.array(is_first, dtype=np.bool_)
    first_step = np.zeros(count, dtype=np.int64)
    first_step[rows[first]] = steps[first]
    return number, loose, first_step, flat.reshape(count, len(place)).astype(np.int16)


def _rows(review_ids: NDArray[np.int64], wanted: NDArray[np.int64]) -> Rows:
    """The rows of these reviews, -1 for one that is not there."""
    largest = int(review_ids.max(initial=0))
    row_at = np.full(largest + 2, -1, dtype=np.intp)
    row_at[review_ids] = np.arange(len(review_ids))
    return row_at[np.minimum(wanted, largest + 1)]


def _put_labels(
    own: NDArray[np.int8],
    connection: sa.Connection,
    project_id: int,
    review_ids: NDArray[np.int64],
    place: dict[int, int],
) -> None:
    """Write the stored labels into ``own``.

    One text of review ids for each mode and value: a row for each of 400,000 labels would take ten times as
    long to read.
    """
    ids = sa.func.aggregate_strings(sa.cast(labels.c.review_id, sa.Text), ",")
    query = (
        sa.select(labels.c.failure_mode_id, labels.c.value, ids)
        .where(labels.c.project_id == project_id)
        .group_by(labels.c.failure_mode_id, labels.c.value)
    )
    for mode_id, value, text in connection.execute(query):
        if mode_id in place:
            rows = _rows(review_ids, np.fromstring(text, dtype=np.int64, sep=","))
            own[rows[rows >= 0], place[mode_id]] = _VALUES[value]
