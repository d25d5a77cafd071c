"""How many picks each stratum gets."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from lib.sampling.drawing import chance

Counts = NDArray[np.intp]


class Allocation(StrEnum):
    """How a batch is shared out among strata or clusters."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"
    SMALL_MORE = "small over-sampled"


# A cluster a hundredth as large gets a tenth as many: between in proportion and equal.
_POWER = {Allocation.PROPORTIONAL: 1.0, Allocation.EQUAL: 0.0, Allocation.SMALL_MORE: 0.5}


def allocate(how: Allocation, sizes: Sequence[int] | Counts, size: int, seed: int) -> Counts:
    """Return how many to pick from strata of these sizes: never more than there are, ``size`` in all.

    Whole parts first, then one more each by largest remainder, ties at random (so the remainder of an
    equal allocation is random). What a small stratum cannot take is shared out among the others.
    """
    room = np.asarray(sizes, dtype=np.intp)
    weight = room.astype(np.float64) ** _POWER[how]
    given = np.zeros(len(room), dtype=np.intp)
    left = min(size, int(room.sum()))
    open_ones = np.flatnonzero(room)
    while left:
        exact = left * weight[open_ones] / weight[open_ones].sum()
        full = exact >= room[open_ones]
        if not full.any():
            whole = np.floor(exact).astype(np.intp)
            ties = chance(seed, "remainder").permutation(len(exact))
            whole[ties[np.argsort(-(exact - whole)[ties], kind="stable")][: left - whole.sum()]] += 1
            given[open_ones] = whole
            break
        filled = open_ones[full]
        given[filled] = room[filled]
        left -= int(room[filled].sum())
        open_ones = open_ones[~full]
    return given
