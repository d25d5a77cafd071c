"""What every trace read has by the taxonomy as it once was: today's reading under an earlier codebook."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import sqlalchemy as sa

from lib.store.counts.coding import NO, UNKNOWN, YES, Coding, coded, with_children
from lib.store.engine import reading
from lib.store.schema.tables import notes
from lib.store.taxonomy.past import taxonomy_at


def coded_at(project_id: int, event_id: int) -> Coding:
    """Return every trace read, with what its notes put it in by the taxonomy right after this change.

    Verdicts and notes are today's, and labels are left out: they say yes or no to the modes of today. A note
    written since, or in no mode then, is in none. Raises ``LookupError`` for a change the project has not.
    """
    today, then = coded(project_id), taxonomy_at(project_id, event_id)
    place = {mode.id: number for number, mode in enumerate(then.modes)}
    judged = len(today.own)
    row_of = {review_id: row for row, review_id in enumerate(today.traces.review_id.tolist())}
    query = sa.select(notes.c.id, notes.c.review_id).where(
        notes.c.project_id == project_id, notes.c.removed_at.is_(None)
    )
    written = np.zeros((judged, len(then.modes)), dtype=np.int16)
    loose = today.read.loose.copy()
    loose[:judged] = 0
    with reading() as connection:
        for note_id, review_id in connection.execute(query):
            row, mode = row_of.get(review_id), place.get(then.placed.get(note_id, 0))
            if row is not None and mode is not None:
                written[row, mode] += 1
            elif row is not None:
                loose[row] += 1
    own = np.where(written > 0, YES, UNKNOWN).astype(np.int8)
    own[~today.traces.failed] = NO
    return Coding(
        read=replace(today.read, loose=loose),
        modes=then.modes,
        values=with_children(own, then.modes),
        own=own,
        notes=written,
    )
