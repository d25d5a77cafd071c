"""The audit share: some picks of any batch at random, so that a rate of all traces can be given."""

from __future__ import annotations

from math import ceil
from typing import TypeVar

import numpy as np

from lib.model import Draw
from lib.sampling import random
from lib.sampling.drawing import Strategy, chance
from lib.sampling.population import Population

_T = TypeVar("_T")


def with_audit(strategy: Strategy, share: float) -> Strategy:
    """Return the strategy with ceil(share * size) of its picks drawn at random from all unread traces.

    The random picks are drawn first, from waiting and never drawn traces alike, so that their probability
    is known; the strategy then picks from what is left. In the mix only the random picks measure: all
    others have no probability, whatever their own design.

    In reading order the two kinds stand mixed at random: a batch left half read still has its random
    share, and no reader can tell by the place. The random picks keep their order among themselves, since
    an estimate uses the longest part of that order that has been read without a gap.
    """

    def draw(population: Population, size: int, seed: int) -> Draw:
        audit = random.draw(population, audit_size(size, share), seed)
        left = size - len(audit.trace_ids)
        if not left:
            return audit
        return _mixed(audit, strategy(population.after_drawing(audit.trace_ids), left, seed), seed)

    return draw


def audit_size(size: int, share: float) -> int:
    """Return ceil(share * size), how many picks of a batch are random."""
    # 0.7 * 10 is a little above 7 in binary.
    return min(size, ceil(round(share * size, 9)))


def _mixed(audit: Draw, rest: Draw, seed: int) -> Draw:
    """Return both draws as one: which places are random is random, the order within each stays."""
    random_ones, others = len(audit.trace_ids), len(rest.trace_ids)
    places = np.empty(random_ones + others, dtype=np.intp)
    shuffled = chance(seed, "reading order").permutation(random_ones + others)
    places[np.sort(shuffled[:random_ones])] = np.arange(random_ones)
    places[np.sort(shuffled[random_ones:])] = np.arange(random_ones, random_ones + others)

    def merged(first: tuple[_T, ...], second: tuple[_T, ...]) -> tuple[_T, ...]:
        together = first + second
        return tuple(together[place] for place in places)

    return Draw(
        trace_ids=merged(audit.trace_ids, rest.trace_ids),
        reasons=merged(audit.reasons, rest.reasons),
        random=merged(audit.random, (False,) * others),
        inclusion_probability=merged(audit.inclusion_probability, (None,) * others),
        stratum=merged(audit.stratum, rest.stratum),
    )
