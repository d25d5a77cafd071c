"""What every trace read has by the taxonomy as it once was: today's reading under an earlier codebook."""

from __future__ import annotations

from collections import Counter

import numpy as np
import sqlalchemy as sa

from lib.model import Verdict
from lib.store.coding import NO, UNKNOWN, YES, Coding, coded, with_children
from lib.store.engine import reading
from lib.store.tables import notes
from lib.store.taxonomy_past import taxonomy_at


def coded_at(project_id: int, event_id: int) -> Coding:
    """Return every trace read, with what its notes put it in by the taxonomy right after this change.

    Verdicts and notes are today's, and labels are left out: they say yes or no to the modes of today. A note
    written since, or in no mode then, is in none. Raises ``LookupError`` for a change the project has not.
    """
    today, then = coded(project_id), taxonomy_at(project_id, event_id)
    place = {mode.id: number for number, mode in enumerate(then.modes)}
    row_of = {trace.review_id: row for row, trace in enumerate(today.traces)}
    query = sa.select(notes.c.id, notes.c.review_id).where(
        notes.c.project_id == project_id, notes.c.removed_at.is_(None)
    )
    written = np.zeros((len(today.traces), len(then.modes)), dtype=np.int16)
    loose: Counter[int] = Counter()
    with reading() as connection:
        for note_id, review_id in connection.execute(query):
            row, mode = row_of.get(review_id), place.get(then.placed.get(note_id, 0))
            if row is not None and mode is not None:
                written[row, mode] += 1
            elif row is not None:
                loose[row] += 1
    own = np.where(written > 0, YES, UNKNOWN).astype(np.int8)
    own[[trace.verdict is Verdict.PASS for trace in today.traces]] = NO
    return Coding(
        traces=tuple(trace._replace(loose=loose[row]) for row, trace in enumerate(today.traces)),
        modes=then.modes,
        values=with_children(own, then.modes),
        own=own,
        notes=written,
        deferred=today.deferred,
    )
