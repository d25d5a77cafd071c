"""The audit share: some picks of any batch at random, so that a rate of all traces can be given."""

from __future__ import annotations

from math import ceil

from lib.model import Draw
from lib.sampling import random
from lib.sampling.drawing import Strategy, chance
from lib.sampling.population import Population


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
    count = len(rest.trace_ids)
    first = list(
        zip(audit.trace_ids, audit.reasons, audit.random, audit.inclusion_probability, audit.stratum, strict=True)
    )
    others = list(
        zip(rest.trace_ids, rest.reasons, (False,) * count, (None,) * count, rest.stratum, strict=True)
    )
    places = chance(seed, "reading order").permutation(len(first) + count)
    # The first places of a permutation are a uniform choice of places for the random picks.
    of_audit = set(places[: len(first)].tolist())
    queues = iter(first), iter(others)
    picks = [next(queues[0] if place in of_audit else queues[1]) for place in range(len(places))]
    ids, reasons, is_random, probability, stratum = zip(*picks, strict=True)
    return Draw(ids, reasons, is_random, probability, stratum)
