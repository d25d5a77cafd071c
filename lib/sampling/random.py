"""The random draw: the only one every number can be built on."""

from __future__ import annotations

import numpy as np

from lib.model import Draw
from lib.sampling.population import Population


def draw(population: Population, size: int, seed: int) -> Draw:
    """Return ``size`` unread traces picked uniformly without replacement, in random order; all where fewer.

    Traces that already wait in a batch are picked like the others: leaving them out would leave them out
    of every rate. Each pick carries the probability size / units of the frame (see ``Frame``).
    """
    frame = population.frame()
    size = min(size, len(frame))
    picks = frame.rows[np.random.default_rng(seed).permutation(len(frame))[:size]]
    return Draw(
        trace_ids=tuple(population.ids[picks].tolist()),
        reasons=(f"random pick, one of {size:,} from {len(frame):,}",) * size,
        random=(True,) * size,
        inclusion_probability=(size / len(frame) if size else 0.0,) * size,
        stratum=(None,) * size,
    )
