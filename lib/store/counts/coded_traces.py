"""The traces read, as aligned columns: 10,000 objects that a cache keeps are walked by every collection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib.model import Verdict

SIDES = ("random", "targeted", "undrawn")
"""How a trace came to be read: picked at random by any batch, by a targeted strategy, or in no batch."""


class CodedTrace(NamedTuple):
    """One of ``CodedTraces``."""

    review_id: int
    trace_id: int
    serial: int
    external_id: str
    verdict: Verdict
    read_at: datetime
    picked: str
    first_step: int | None
    notes: int
    loose: int


@dataclass(frozen=True, slots=True, eq=False)
class CodedTraces:
    """Traces whose counted review says pass or fail (or defer), with what slices of them are made by.

    ``alike`` is a code that identical published traces of one origin share. Each that was read has what its
    own review says, and the one that ``speaks`` says it for those of them that nobody read, too. ``read_at``
    is in UTC. ``picked`` is one of ``SIDES``; ``batch_id`` the batch it was read in, 0 for none.
    ``first_step`` is the step of its first failure, 0 where no note says one. ``notes`` and ``loose`` count
    its live notes, and those in no standing mode.
    """

    review_id: NDArray[np.int64]
    trace_id: NDArray[np.int64]
    serial: NDArray[np.int64]
    external_id: NDArray[np.object_]
    origin: NDArray[np.object_]
    alike: NDArray[np.int64]
    speaks: NDArray[np.bool_]
    verdict: NDArray[np.str_]
    read_at: NDArray[np.datetime64]
    batch_id: NDArray[np.int64]
    picked: NDArray[np.str_]
    first_step: NDArray[np.int64]
    notes: NDArray[np.int64]
    loose: NDArray[np.int64]

    @property
    def failed(self) -> NDArray[np.bool_]:
        """Which of them failed."""
        return np.asarray(self.verdict == Verdict.FAIL.value, dtype=np.bool_)

    def rows(self, which: slice | NDArray[np.bool_]) -> CodedTraces:
        """Return some of them."""
        return CodedTraces(*(getattr(self, column.name)[which] for column in fields(self)))

    def __len__(self) -> int:
        return len(self.review_id)

    def __iter__(self) -> Iterator[CodedTrace]:
        return (self[row] for row in range(len(self)))

    def __getitem__(self, row: int) -> CodedTrace:
        return CodedTrace(
            review_id=int(self.review_id[row]),
            trace_id=int(self.trace_id[row]),
            serial=int(self.serial[row]),
            external_id=str(self.external_id[row]),
            verdict=Verdict(self.verdict[row]),
            read_at=self.read_at[row].astype(datetime).replace(tzinfo=UTC),
            picked=str(self.picked[row]),
            first_step=int(self.first_step[row]) or None,
            notes=int(self.notes[row]),
            loose=int(self.loose[row]),
        )
