"""The random draw: the only one every number can be built on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.model import Draw


def draw(population: Sequence[int], size: int, seed: int) -> Draw:
    """Return ``size`` traces picked uniformly without replacement, in random order; all where fewer exist.

    ``population`` holds trace ids in a fixed order (by external id): the same order and seed draw the same
    traces. Every pick carries the inclusion probability size / population.
    """
    size = min(size, len(population))
    picks = np.random.default_rng(seed).permutation(len(population))[:size]
    share = size / len(population) if population else 0.0
    return Draw(
        trace_ids=tuple(population[index] for index in picks),
        reasons=(f"random pick, 1 of {size:,} from {len(population):,}",) * size,
        random=(True,) * size,
        inclusion_probability=(share,) * size,
        stratum=(None,) * size,
    )
