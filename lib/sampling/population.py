"""What a strategy draws from: everything known about a project's traces, as aligned arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from lib.model import FeedbackOrigin, Verdict

Rows = NDArray[np.intp]
"""Places in the arrays of a ``Population``."""
Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]
Mask = NDArray[np.bool_]

UNREAD = ""
"""The verdict of a trace nobody has read; the others are the values of ``Verdict``."""


class NotPossible(ValueError):
    """A strategy cannot draw from this population. The message says why and what to do, for a person."""


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """All traces of a project in one fixed order: by external id, by code point.

    Per trace: ``feedback`` in [-1, 1], nan where none was given; ``duplicate_of``, a code that identical
    normalised traces share; ``verdict``, the counted review's, ``UNREAD`` if none; ``drawn``, whether it
    waits in a batch; ``wanted``, whether it passes the filter of this draw. ``numbers`` (latency, cost,
    tool_calls, steps, characters; nan where unknown) and ``fields`` (metadata as text, "" where absent) go
    by name. ``vectors`` are of unit length, zero where a trace has no text. ``feedback_origin`` is what kind
    of signal the feedback is, None where kinds are mixed.

    Raises ``ValueError`` where the arrays differ in length.
    """

    ids: NDArray[np.int64]
    feedback: Floats
    duplicate_of: NDArray[np.int64]
    verdict: NDArray[np.str_]
    drawn: Mask
    wanted: Mask
    numbers: Mapping[str, Floats] = field(default_factory=dict)
    fields: Mapping[str, NDArray[np.object_]] = field(default_factory=dict)
    vectors: Vectors | None = None
    feedback_origin: FeedbackOrigin | None = None

    def __post_init__(self) -> None:
        columns = [self.feedback, self.duplicate_of, self.verdict, self.drawn, self.wanted]
        columns += [*self.numbers.values(), *self.fields.values()]
        if self.vectors is not None:
            columns.append(self.vectors)
        if any(len(column) != len(self.ids) for column in columns):
            raise ValueError("The columns of a population must be equally long.")

    @classmethod
    def of_ids(cls, ids: Sequence[int] | NDArray[np.int64]) -> Population:
        """Return a population of which nothing but the ids is known: all unread, all different."""
        count = len(ids)
        return cls(
            ids=np.asarray(ids, dtype=np.int64),
            feedback=np.full(count, np.nan),
            duplicate_of=np.arange(count, dtype=np.int64),
            verdict=np.full(count, UNREAD, dtype="<U5"),
            drawn=np.zeros(count, dtype=np.bool_),
            wanted=np.ones(count, dtype=np.bool_),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def frame(self) -> Frame:
        """Return what may be drawn: the wanted traces nobody has read, identical ones as one unit."""
        group = self._groups()
        read = np.zeros(group.max(initial=-1) + 1, dtype=np.bool_)
        read[group[self.verdict != UNREAD]] = True
        rows = np.flatnonzero(self.wanted & ~read[group])
        # A member that already waits in a batch stands for its group: one review then serves both.
        rows = rows[np.lexsort((~self.drawn[rows], group[rows]))]
        _, first, size = np.unique(group[rows], return_index=True, return_counts=True)
        worst = np.fmin.reduceat(self.feedback[rows], first) if len(first) else np.empty(0)
        order = np.argsort(rows[first])
        chosen = rows[first][order]
        return Frame(chosen, size[order].astype(np.intp), worst[order], self.drawn[chosen])

    def labelled(self) -> tuple[Rows, Mask]:
        """Return one row for each group of identical traces read and judged, and which of them fail."""
        judged = np.flatnonzero((self.verdict == Verdict.PASS) | (self.verdict == Verdict.FAIL))
        group = self._groups()[judged]
        _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
        fails = np.bincount(inverse, weights=self.verdict[judged] == Verdict.FAIL, minlength=len(first))
        order = np.argsort(first)
        return judged[first[order]], fails[order] > 0

    def read(self) -> Rows:
        """Return the rows of all traces with a verdict of any kind."""
        return np.flatnonzero(self.verdict != UNREAD)

    def after_drawing(self, ids: Sequence[int]) -> Population:
        """Return this population after these traces were drawn: they wait, and cannot be drawn again."""
        rows = np.isin(self.ids, np.asarray(ids, dtype=np.int64))
        groups = np.unique(self.duplicate_of[rows])
        return replace(
            self, drawn=self.drawn | rows, wanted=self.wanted & ~np.isin(self.duplicate_of, groups)
        )

    def with_vectors(self) -> Vectors:
        """Return the vectors. Raises ``NotPossible`` where there are none yet."""
        if self.vectors is None:
            raise NotPossible("This strategy compares the texts of traces, which are still being prepared.")
        return self.vectors

    def _groups(self) -> Rows:
        return np.unique(self.duplicate_of, return_inverse=True)[1].astype(np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The units of a draw, in the order of the population: one unread trace per group of identical ones.

    ``multiplicity`` is how many unread traces a unit stands for, ``feedback`` the worst among them,
    ``waiting`` whether it already is in a batch.

    The unit of every design is the group, so n of G units drawn at random have probability n / G each,
    however large their groups are, and with a unit all its traces become known: each *trace*, too, is
    included with probability n / G. But they come in clusters. A rate of traces therefore weighs each pick
    by its multiplicity, sum(m y) / sum(m) over the random picks, and its interval has to take the picks,
    not the traces, as the number drawn. Where nothing is identical all m are 1 and nothing changes.
    """

    rows: Rows
    multiplicity: Rows
    feedback: Floats
    waiting: Mask

    def __len__(self) -> int:
        return len(self.rows)
