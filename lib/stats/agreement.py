"""Whether two people who read the same traces say the same of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Distance = Callable[[Any, Any], float]
"""How far two values are apart: 0 for the same, symmetric."""

Units = Sequence[Sequence[Hashable | None]]
"""Per trace the values its readers gave, None for a reader who gave none."""

BANDS = (0.667, 0.8)
"""Krippendorff's guide lines: below the first no conclusions, above the second reliable."""

LEAST_DOUBLE = 20
"""Fewer traces read by two people do not bear a verdict on the agreement."""


def nominal(a: object, b: object) -> float:
    """Return 0 for the same value, else 1."""
    return 0.0 if a == b else 1.0


def interval(a: float, b: float) -> float:
    """Return the squared difference of two numbers."""
    return float((a - b) ** 2)


def jaccard(a: Collection[Hashable], b: Collection[Hashable]) -> float:
    """Return one minus the share of codes that two sets have in common; two empty sets are the same."""
    one, two = set(a), set(b)
    return 1 - len(one & two) / len(one | two) if one | two else 0.0


def masi(a: Collection[Hashable], b: Collection[Hashable]) -> float:
    """Return the distance of Passonneau (2006) between two sets of codes: 1 - J M.

    J is Jaccard's share in common; M is 1 for equal sets, 2/3 where one holds the other, 1/3 where they
    overlap, 0 where they do not. Two readers who both see no failure agree: two empty sets have distance 0.
    {1, 2} and {1, 2, 3, 4}: .666667; {1, 2} and {2, 3}: .888889.
    """
    one, two = set(a), set(b)
    if one == two:
        return 0.0
    kind = 2 / 3 if one <= two or two <= one else 1 / 3 if one & two else 0.0
    return 1 - (1 - jaccard(one, two)) * kind


def krippendorff_alpha(units: Units, distance: Distance) -> float | None:
    """Return Krippendorff's alpha: 1 for perfect agreement, 0 for that of chance, below for worse.

    1 - Do / De; Do is the mean distance within traces, De that between any two values given. Any number of
    readers, values may be missing; a trace with one value says nothing. ``distance`` is squared already where
    that is meant. None where nothing can be compared or nothing varies.
    """
    counts, apart = _tables(units, distance)
    found = _alpha(np.ones((1, len(counts))), counts, apart)[0]
    return None if np.isnan(found) else float(found)


def bootstrap(
    units: Units, distance: Distance, confidence: float = 0.95, *, resamples: int = 2_000, seed: int = 0
) -> tuple[float, float] | None:
    """Return the percentile interval of alpha over resampled traces; None where alpha has no value.

    Resamples in which nothing varies have no alpha and are left out.
    """
    counts, apart = _tables(units, distance)
    many = len(counts)
    if many < 2:
        return None
    times = np.random.default_rng(seed).multinomial(many, np.full(many, 1 / many), size=resamples)
    found = _alpha(times.astype(np.float64), counts, apart)
    found = found[~np.isnan(found)]
    if not len(found):
        return None
    low, high = np.quantile(found, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Pairwise:
    """Two readers on one yes-or-no question: the 2 x 2 table and what follows from it.

    ``kappa`` (Cohen 1960) with its 95 % interval, ``positive_agreement`` 2a / (2a + b + c) and ``ac1`` (Gwet
    2008), each None where it has no value. AC1 is high wherever both mostly say no: never to be shown alone.
    """

    both: int
    only_first: int
    only_second: int
    neither: int
    kappa: float | None
    low: float | None
    high: float | None
    positive_agreement: float | None
    ac1: float | None


def pairwise(a: Sequence[bool], b: Sequence[bool]) -> Pairwise:
    """Return how two readers agree on the same traces, in the same order.

    The variance of kappa is that of Fleiss, Cohen & Everitt (1969); the interval is cut at -1 and 1. Raises
    ``ValueError`` where the two are not of the same length.
    """
    told = list(zip(a, b, strict=True))
    table = np.array([[told.count((x, y)) for y in (True, False)] for x in (True, False)], dtype=np.float64)
    (both, only_a), (only_b, neither) = table.astype(int).tolist()
    n = len(told)
    kappa = low = high = ac1 = None
    if n:
        p = table / n
        rows, columns = p.sum(axis=1), p.sum(axis=0)
        same, chance = float(np.trace(p)), float(rows @ columns)
        positive = float(rows[0] + columns[0]) / 2
        by_chance = 2 * positive * (1 - positive)
        ac1 = (same - by_chance) / (1 - by_chance)
        if chance < 1:
            kappa = (same - chance) / (1 - chance)
            half = 1.96 * sqrt(_kappa_variance(p, kappa, chance) / n)
            low, high = max(-1.0, kappa - half), min(1.0, kappa + half)
    said = 2 * both + only_a + only_b
    return Pairwise(both, only_a, only_b, neither, kappa, low, high, 2 * both / said if said else None, ac1)


def mcnemar(only_first: int, only_second: int) -> float:
    """Return how often chance alone splits the traces on which two readers differ at least as unevenly.

    McNemar (1947), exact and two-sided: if neither is stricter, each such trace falls to either side as a
    coin does. How often they agree plays no part in it. 12 and 4: .076813. One where they never differ.
    """
    apart = only_first + only_second
    # A second of imports, for whoever compares two people.
    from scipy.stats import binomtest

    return float(binomtest(only_first, apart).pvalue) if apart else 1.0


def _kappa_variance(p: NDArray[np.float64], kappa: float, chance: float) -> float:
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    agreed = sum(p[i, i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in range(2))
    missed = sum(p[i, 1 - i] * (columns[i] + rows[1 - i]) ** 2 for i in range(2)) * (1 - kappa) ** 2
    spread = agreed + missed - (kappa - chance * (1 - kappa)) ** 2
    return max(0.0, float(spread)) / (1 - chance) ** 2


def _tables(units: Units, distance: Distance) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How often each distinct value was given, per trace with two or more; and how far values are apart."""
    given = [[value for value in unit if value is not None] for unit in units]
    given = [unit for unit in given if len(unit) > 1]
    values = list(dict.fromkeys(value for unit in given for value in unit))
    place = {value: number for number, value in enumerate(values)}
    counts = np.zeros((len(given), len(values)))
    for row, unit in enumerate(given):
        for value in unit:
            counts[row, place[value]] += 1
    apart = np.zeros((len(values), len(values)))
    for row, one in enumerate(values):
        for column in range(row):
            apart[row, column] = apart[column, row] = distance(one, values[column])
    return counts, apart


def _alpha(
    times: NDArray[np.float64], counts: NDArray[np.float64], apart: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Alpha for each row of ``times``, which says how often each trace is taken. nan where undefined."""
    if not len(counts):
        return np.full(len(times), np.nan)
    readers = counts.sum(axis=1)
    within = ((counts @ apart) * counts).sum(axis=1) / (readers - 1)
    total, given = times @ readers, times @ counts
    between = ((given @ apart) * given).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 1 - (times @ within) * (total - 1) / between
    return np.where(between > 0, found, np.nan)
