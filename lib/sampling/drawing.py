"""What every strategy shares: streams of chance, and picks put together as a draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zlib import crc32

import numpy as np

from lib.model import Draw
from lib.sampling.population import Floats, Population, Rows

Strategy = Callable[[Population, int, int], Draw]
"""(population, size, seed) -> Draw"""


def chance(seed: int, purpose: str) -> np.random.Generator:
    """Return a stream of chance for one purpose of a draw, independent of the others of the same seed."""
    return np.random.default_rng([seed, crc32(purpose.encode())])


def targeted(
    population: Population, rows: Rows, reasons: Iterable[str], stratum: Iterable[str | None] | None = None
) -> Draw:
    """Return a draw of these rows, in this order, picked on purpose: no probability is known."""
    return Draw(
        trace_ids=tuple(population.ids[rows].tolist()),
        reasons=tuple(reasons),
        random=(False,) * len(rows),
        inclusion_probability=(None,) * len(rows),
        stratum=(None,) * len(rows) if stratum is None else tuple(stratum),
    )


def falling(score: Floats, seed: int, purpose: str) -> Rows:
    """Return places in the order of falling score, ties in random order, nan last."""
    order = chance(seed, purpose).permutation(len(score))
    return order[np.argsort(-score[order], kind="stable")]
