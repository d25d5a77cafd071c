"""How sure the order of several rates is: what it would be had the random picks fallen otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.stats.designs import Run, Sample

RESAMPLES = 2_000
TOP = 3
_SEED = 20_240


@dataclass(frozen=True, slots=True)
class Chances:
    """In which share of the resamples a rate is the largest, and among the ``TOP`` largest."""

    first: float
    top: float


def rank_chances(strata: Sequence[tuple[float, Sample, NDArray[Any]]]) -> list[Chances]:
    """Return for each rate how often it leads the others.

    ``strata`` are the parts of the population, each with its weight, its sample, and what is positive in a
    column for each rate (units × rates).

    A bootstrap (Efron 1979) of the batch-ordered estimate: within each run its random picks are drawn again
    with replacement, by session or user where several picks share one, and what was known before stays.
    Ties are broken at random. The same sample gives the same answer. Empty without a random pick.
    """
    known = [one for one in strata if one[1].random]
    many = known[0][2].shape[1] if known else 0
    if not many:
        return []
    dice = np.random.default_rng(_SEED)
    total = sum(weight for weight, *_ in known)
    values = np.sum(
        [weight / total * _resampled(sample, positive, dice) for weight, sample, positive in known], axis=0
    )
    # Smaller than any difference of two values, so that only ties are decided by it.
    order = np.argsort(dice.random(np.shape(values)) * 1e-12 - values, axis=1)[:, :TOP]
    first, top = (np.bincount(some.ravel(), minlength=many) for some in (order[:, :1], order))
    return [
        Chances(float(one), float(three))
        for one, three in zip(first / RESAMPLES, top / RESAMPLES, strict=True)
    ]


def _resampled(sample: Sample, positive: NDArray[Any], dice: np.random.Generator) -> NDArray[np.float64]:
    """The rates of one stratum in each resample (resamples × rates)."""
    held = sample.weight[:, None] * positive
    values = np.zeros((RESAMPLES, positive.shape[1]))
    drawn = sum(len(run.picks) for run in sample.stretches)
    for run, unread in zip(sample.stretches, sample.unread, strict=True):
        bracket = held[run.before].sum(axis=0) + unread * _shares(sample, run, held, dice)
        values += len(run.picks) / (drawn * sample.size) * bracket
    # What is certain whatever the picks, as in ``prevalence.estimate``.
    least = held.sum(axis=0) / sample.size
    most = 1 - (sample.weight.sum() - held.sum(axis=0)) / sample.size
    clipped: NDArray[np.float64] = np.clip(values, least, np.maximum(least, most))
    return clipped


def _shares(
    sample: Sample, run: Run, held: NDArray[np.float64], dice: np.random.Generator
) -> NDArray[np.float64]:
    """The positive share of a run's picks in each resample (resamples × rates)."""
    places = np.unique(sample.group[run.picks], return_inverse=True)[1]
    units = np.zeros((int(places.max()) + 1, held.shape[1] + 1))
    np.add.at(units, places, np.column_stack([sample.weight[run.picks], held[run.picks]]))
    # Most units are alike, so that few kinds are drawn from instead of many units.
    kinds, many = np.unique(units, axis=0, return_counts=True)
    drawn = dice.multinomial(len(units), many / len(units), size=RESAMPLES) @ kinds
    shares: NDArray[np.float64] = drawn[:, 1:] / drawn[:, :1]
    return shares
