"""What every trace read has been found to have: the one place that says yes, no or unknown for each mode.

A trace that passed has no failure mode. A failed one has those that a live note of its counted review is
grouped in or that a label says yes to; it lacks those a label says no to. What nobody said is unknown, and
an old yes of a mode that was split is to be decided again: neither is a no. A parent has what any of its
children has, and lacks what it and all of them lack.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from lib.model import FailureMode, LabelValue, Origin, Verdict
from lib.store import modes as mode_rows
from lib.store import populations
from lib.store.counted import counted_reviews, speaks_first
from lib.store.engine import reading
from lib.store.populations import Fixed
from lib.store.tables import batch_items, labels, notes

YES, NO, UNKNOWN, RECODE = 1, 0, -1, -2

_VERDICTS = {verdict.value: verdict for verdict in Verdict}
_ORIGINS = {origin.value: origin for origin in Origin}
_PICKED = {1: "random", 0: "targeted", None: "undrawn"}
_VALUES = {LabelValue.YES.value: YES, LabelValue.NO.value: NO, LabelValue.RECODE.value: RECODE}


class CodedTrace(NamedTuple):
    """A trace whose counted review says pass or fail (or defer), with what slices of it are made by.

    ``serials`` are all published traces that share the verdict, being identical and of the same origin: its
    own first, so that their number is the multiplicity. ``picked`` is "random" where any batch picked it at
    random, "targeted" where only others did, "undrawn" where none holds it; ``batch_id`` the batch it was
    read in. ``first_step`` is the step of its first failure, where a note says one. ``notes`` and ``loose``
    count its live notes, and those in no standing mode. A tuple: 10,000 are made at once, and frozen
    dataclasses take five times as long to make.
    """

    review_id: int
    trace_id: int
    serial: int
    external_id: str
    serials: tuple[int, ...]
    origin: Origin
    verdict: Verdict
    read_at: datetime
    batch_id: int | None
    picked: str
    first_step: int | None
    notes: int
    loose: int

    @property
    def multiplicity(self) -> int:
        """How many traces it stands for, itself included."""
        return len(self.serials)


@dataclass(frozen=True, slots=True, eq=False)
class Coding:
    """All traces read, in the order of their serials, and what they have of the standing failure modes.

    ``values`` and ``own`` are traces × modes: 1 yes, 0 no, -1 unknown, -2 to re-code after a split.
    ``values`` takes a parent with its children; ``own`` is each mode by itself, as the label pass asks.
    ``notes`` counts the live notes in each mode (traces × modes, ``own``). ``deferred`` are counted nowhere.
    """

    traces: tuple[CodedTrace, ...]
    modes: tuple[FailureMode, ...]
    values: NDArray[np.int8]
    own: NDArray[np.int8]
    notes: NDArray[np.int16]
    deferred: tuple[CodedTrace, ...]

    @property
    def failed(self) -> NDArray[np.bool_]:
        """Which of the traces failed."""
        return np.array([trace.verdict is Verdict.FAIL for trace in self.traces], dtype=np.bool_)

    @property
    def multiplicity(self) -> NDArray[np.int64]:
        """How many traces each stands for."""
        return np.array([trace.multiplicity for trace in self.traces], dtype=np.int64)

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
    said = connection.execute(_reviewed(project_id, of)).all()
    base = populations.fixed_in(connection, project_id)
    noted = _notes(connection, project_id, place)
    first: dict[int, CodedTrace] = {}
    for row, (alike, *trace) in zip(said, _settled(base, [row.trace_id for row in said]), strict=True):
        if alike not in first:
            first[alike] = _trace(row, trace, base.copies.get(alike, ()), noted.get(row.review_id, _NONE))
    every = sorted(first.values(), key=attrgetter("serial"))
    judged = [trace for trace in every if trace.verdict is not Verdict.DEFER]
    row_of = {trace.review_id: number for number, trace in enumerate(judged)}
    shape = (len(judged), len(modes))
    own = np.full(shape, UNKNOWN, dtype=np.int8)
    _put_labels(own, connection, project_id, row_of, place)
    written = np.zeros(shape, dtype=np.int16)
    for review_id, found in noted.items():
        if review_id in row_of:
            for mode in found.modes:
                written[row_of[review_id], mode] += 1
    own[written > 0] = YES
    own[[trace.verdict is Verdict.PASS for trace in judged]] = NO
    return Coding(
        traces=tuple(judged),
        modes=modes,
        values=with_children(own, modes),
        own=own,
        notes=written,
        deferred=tuple(trace for trace in every if trace.verdict is Verdict.DEFER),
    )


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


@dataclass(slots=True)
class _Noted:
    """The live notes of one review: in which places of the taxonomy, how many, how many in none."""

    modes: list[int]
    total: int = 0
    loose: int = 0
    first_step: int | None = None


_NONE = _Noted([])


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
    return found.order_by(*speaks_first(project_id, counted))


def _settled(base: Fixed, trace_ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """Of each of these traces what its import settled: its code of ``alike``, then what ``_trace`` takes."""
    columns = (base.alike, base.serials, base.external_ids, base.origins)
    places = base.places(trace_ids)
    return zip(*(column[places].tolist() for column in columns), strict=True)


def _trace(review: Sequence[Any], trace: Sequence[Any], serials: Sequence[int], noted: _Noted) -> CodedTrace:
    # Taken apart at once: to ask the row for each column by name takes as long as reading it.
    review_id, trace_id, said, at, batch_id, pick = review
    serial, external_id, origin = trace
    verdict = _VERDICTS[said]
    return CodedTrace(
        review_id=review_id,
        trace_id=trace_id,
        serial=serial,
        external_id=external_id,
        serials=(serial, *(other for other in serials if other != serial)) if serials else (serial,),
        origin=_ORIGINS[origin],
        verdict=verdict,
        read_at=at,
        batch_id=batch_id,
        picked=_PICKED[pick],
        first_step=noted.first_step if verdict is Verdict.FAIL else None,
        notes=noted.total,
        loose=noted.loose,
    )


def _notes(connection: sa.Connection, project_id: int, place: dict[int, int]) -> dict[int, _Noted]:
    query = (
        sa.select(notes.c.review_id, notes.c.failure_mode_id, notes.c.is_first_failure, notes.c.step)
        .where(notes.c.project_id == project_id, notes.c.removed_at.is_(None))
        .order_by(notes.c.review_id, notes.c.position)
    )
    found: dict[int, _Noted] = {}
    for review_id, mode_id, is_first, step in connection.execute(query).all():
        of = found.setdefault(review_id, _Noted([]))
        of.total += 1
        if mode_id in place:
            of.modes.append(place[mode_id])
        else:
            of.loose += 1
        if is_first and of.first_step is None:
            of.first_step = step
    return found


def _put_labels(
    own: NDArray[np.int8],
    connection: sa.Connection,
    project_id: int,
    row_of: dict[int, int],
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
    largest = max(row_of, default=0)
    row_at = np.full(largest + 2, -1, dtype=np.int64)
    row_at[list(row_of)] = list(row_of.values())
    for mode_id, value, text in connection.execute(query):
        if mode_id in place:
            said = np.fromstring(text, dtype=np.int64, sep=",")
            rows = row_at[np.minimum(said, largest + 1)]
            own[rows[rows >= 0], place[mode_id]] = _VALUES[value]


def total(traces_: Iterable[CodedTrace]) -> int:
    """Return how many traces these stand for together."""
    return sum(trace.multiplicity for trace in traces_)
