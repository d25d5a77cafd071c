"""How few of the largest make up most of it all."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 0.8
"""What counts as most: the share of Pareto's rule of thumb."""


def vital_few(counts: Sequence[int], most: float = MOST) -> tuple[int, float]:
    """Return how many of the largest make up ``most`` of the sum, and the share that these have.

    (0, 0) where nothing was counted. 31, 18, 12, 9, 7, 5, 4, 3, 2, 2, 2, 1, 1, 1, 1: six, with .828.
    """
    total, summed = sum(counts), 0
    for place, number in enumerate(sorted(counts, reverse=True), start=1):
        summed += number
        if total and summed >= most * total:
            return place, summed / total
    return 0, 0.0
