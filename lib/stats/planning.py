"""What a draw will be able to say, before anything is read."""

from __future__ import annotations

from collections.abc import Sequence


def effective_size(population: Sequence[int], drawn: Sequence[int]) -> float:
    """Return how many plain random picks a stratified draw is worth for a rate that is alike in all strata.

    The variance of the weighted rate is p (1 - p) * sum W_h^2 / n_h, where a plain draw has p (1 - p) / n.
    So n = 1 / sum W_h^2 / n_h: 100 picks in proportion are worth 100. Zero where a stratum has no pick:
    then nothing is known of a part of the traffic. Strata of 900 and 100 with 50 picks each: 60.98.
    """
    everything = sum(population)
    shares = [(size / everything, picks) for size, picks in zip(population, drawn, strict=True) if size]
    if not shares or any(picks == 0 for _, picks in shares):
        return 0.0
    return 1 / sum(share * share / picks for share, picks in shares)


def misses(draws: int, units: int, rate: float) -> float:
    """Return how likely so many random picks of all ``units`` show no failure of this rate.

    One trace has it at the least, and none is picked twice: 90 of 1,000 miss a failure of 1 % with .388,
    all 1,000 never.
    """
    failing = max(1, round(units * rate))
    missed = 1.0
    for place in range(failing):
        missed *= max(0, units - draws - place) / (units - place)
    return missed


def meets(draws: int, certainty: float = 0.95) -> float:
    """Return the rate of a failure that so many random picks meet at least once, with this certainty.

    1 - (1 - p)^n >= certainty. 100 picks: .0295; 30 picks: .095.
    """
    return 1.0 if draws == 0 else 1 - (1 - certainty) ** (1 / draws)
