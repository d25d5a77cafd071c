"""Random picks inside strata, whatever the strata are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lib.model import Draw
from lib.sampling.allocation import Allocation, allocate
from lib.sampling.drawing import chance
from lib.sampling.population import Population, Rows

Reason = Callable[[int, int, str], str]
"""(picks from the stratum, units in it, its name) -> why such a trace is read"""


def draw_within(
    population: Population,
    rows: Rows,
    stratum: Rows,
    names: list[str],
    size: int,
    seed: int,
    allocation: Allocation,
    reason: Reason,
) -> Draw:
    """Return ``size`` of these rows, uniformly random inside each stratum, all strata mixed in reading order.

    ``stratum`` is the place of each row's stratum in ``names``. A pick has the probability n_h / N_h,
    given the n_h picks its stratum got. ``random`` is False: the picks are no uniform share of the frame.
    """
    sizes = np.bincount(stratum, minlength=len(names))
    counts = allocate(allocation, sizes, size, seed)
    shuffled = chance(seed, "within strata").permutation(len(rows))
    shuffled = shuffled[np.argsort(stratum[shuffled], kind="stable")]
    rank = np.arange(len(rows)) - (np.cumsum(sizes) - sizes)[stratum[shuffled]]
    picks = shuffled[rank < counts[stratum[shuffled]]]
    picks = picks[chance(seed, "reading order").permutation(len(picks))]
    of = stratum[picks].tolist()
    return Draw(
        trace_ids=tuple(population.ids[rows[picks]].tolist()),
        reasons=tuple(reason(int(counts[h]), int(sizes[h]), names[h]) for h in of),
        random=(False,) * len(of),
        inclusion_probability=tuple(float(counts[h] / sizes[h]) for h in of),
        stratum=tuple(names[h] for h in of),
    )
