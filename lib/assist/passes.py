"""Several groupings of the same notes: how far they agree, and which one speaks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lib.model import Grouping

STABLE = 0.5
"""A note whose co-assignment is below this is marked: in most other passes it keeps other company."""


def spoken_for(groupings: Sequence[Grouping], note_ids: Sequence[int]) -> Grouping:
    """Return the grouping that agrees best with the others, with what they say of its stability.

    ``agreement`` is the mean Rand index over pairs of passes; ``together`` the mean Jaccard index of their
    sets of pairs put together. ``stability`` of a note is its co-assignment: the share, over the other
    passes and the notes in its group, that those passes put with it too; of a note alone, the share of
    other passes in which it is alone. A single grouping comes back as it is.
    """
    if len(groupings) < 2 or len(note_ids) < 2:
        return groupings[0]
    tables = [_together(grouping.labels(note_ids)) for grouping in groupings]
    upper = np.triu_indices(len(note_ids), 1)
    pairs = [table[upper] for table in tables]
    alike = np.eye(len(tables))
    overlap = np.eye(len(tables))
    for a, b in combinations(range(len(tables)), 2):
        alike[a, b] = alike[b, a] = np.mean(pairs[a] == pairs[b])
        either = np.count_nonzero(pairs[a] | pairs[b])
        overlap[a, b] = overlap[b, a] = np.count_nonzero(pairs[a] & pairs[b]) / either if either else 1.0
    chosen = int(np.argmax(overlap.sum(axis=1)))
    others = [table for place, table in enumerate(tables) if place != chosen]
    off = ~np.eye(len(tables), dtype=bool)
    stability = {note: _kept(tables[chosen], others, row) for row, note in enumerate(note_ids)}
    return replace(
        groupings[chosen],
        agreement=float(alike[off].mean()),
        together=float(overlap[off].mean()),
        stability=stability,
    )


def _together(labels: Sequence[int]) -> NDArray[np.bool_]:
    own = np.asarray(labels)
    return np.asarray(own[:, None] == own[None, :])


def _kept(chosen: NDArray[np.bool_], others: Sequence[NDArray[np.bool_]], row: int) -> float:
    mates = np.flatnonzero(chosen[row])
    mates = mates[mates != row]
    if len(mates):
        return float(np.mean([other[row, mates].mean() for other in others]))
    return float(np.mean([np.count_nonzero(other[row]) == 1 for other in others]))
