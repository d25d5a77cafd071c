"""The smart mix, the default: a random share that measures, and a targeted rest that discovers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lib.model import Draw
from lib.sampling import clustered, failure_model, feedback, likely_failure
from lib.sampling.audit import with_audit
from lib.sampling.drawing import chance, targeted
from lib.sampling.population import Floats, Population, Rows, Vectors
from lib.text.vectors import Vectoriser

AUDIT_SHARE = 0.3
_CHUNK = 20_000
_GROUPED = 20_000


def draw(
    population: Population,
    size: int,
    seed: int,
    *,
    audit: float = AUDIT_SHARE,
    vectoriser: Vectoriser | None = None,
) -> Draw:
    """Return ``audit`` of the traces at random, the rest likely to fail and unlike what was read before.

    The targeted picks maximise, one after the other, p * sqrt(d): p is how likely a trace fails, d the
    squared distance to the nearest trace read, waiting or just picked. p comes from negative feedback (.9,
    .1 without) until 3 failing and 1 passing traces are read, from then on from a model of the verdicts.
    With neither, all p are equal, and the rule would pick the oddest traces there are, which find fewer
    failures than random ones; then the rest are the most typical of as many groups of similar traces.
    """

    def rest(left: Population, count: int, of_seed: int) -> Draw:
        return _targeted(left, count, of_seed, vectoriser)

    return with_audit(rest, audit)(population, size, seed)


def _targeted(population: Population, size: int, seed: int, vectoriser: Vectoriser | None) -> Draw:
    frame = population.frame()
    fresh = np.flatnonzero(~frame.waiting)
    rows = frame.rows[fresh]
    if failure_model.can_learn(population):
        model = failure_model.learn(population, rated=False)
        picks = diverse(population, rows, model.score[rows], size, seed)
        why = likely_failure.reasons(population, rows[picks], model, vectoriser)
        return targeted(population, rows[picks], [f"{reason}; unlike those read so far" for reason in why])
    given = frame.feedback[fresh]
    if np.isnan(given).all():
        return _typical(population, rows, size, seed)
    picks = diverse(population, rows, np.where(given < 0, 0.9, 0.1), size, seed)
    why = [
        feedback.reason(value, population.feedback_origin) if value < 0 else "unlike the traces read so far"
        for value in given[picks].tolist()
    ]
    return targeted(population, rows[picks], why)


def _typical(population: Population, rows: Rows, size: int, seed: int) -> Draw:
    some = rows[np.sort(chance(seed, "typical").permutation(len(rows))[:_GROUPED])]
    if population.vectors is None:
        return targeted(population, some[:size], ["nothing to go by yet"] * min(size, len(some)))
    picks = some[clustered.medoids(population.vectors[some], min(size, len(some)))]
    return targeted(population, picks, ["typical of a group of similar traces"] * len(picks))


def diverse(population: Population, rows: Rows, likely: Floats, size: int, seed: int) -> Rows:
    """Return places in ``rows``, each with the largest likely * sqrt(distance to what is read or picked).

    Ties are broken at random. Without vectors, all distances are equal.
    """
    tie = chance(seed, "smart mix").permutation(len(rows))
    if population.vectors is None:
        return np.lexsort((tie, -likely))[:size]
    vectors = population.vectors
    seen = np.flatnonzero((population.verdict != "") | population.drawn)
    nearest = squared_distance(vectors, rows, seen)
    picks: list[int] = []
    for _ in range(min(size, len(rows))):
        score = likely * np.sqrt(nearest)
        score[picks] = -1
        best = np.flatnonzero(score == score.max())
        pick = int(best[tie[best].argmin()])
        picks.append(pick)
        nearest = np.minimum(nearest, squared_distance(vectors, rows, rows[pick : pick + 1]))
    return np.array(picks, dtype=np.intp)


def squared_distance(vectors: Vectors, rows: Rows, seen: Rows) -> NDArray[np.float32]:
    """Return the squared distance of each row to the nearest of ``seen``; 2, that of strangers, if none."""
    out = np.full(len(rows), 2.0, dtype=np.float32)
    if not len(seen):
        return out
    lengths = np.einsum("ij,ij->i", vectors[seen], vectors[seen])
    for start in range(0, len(rows), _CHUNK):
        piece = vectors[rows[start : start + _CHUNK]]
        own = np.einsum("ij,ij->i", piece, piece)
        apart = own + (lengths[None, :] - 2 * (piece @ vectors[seen].T)).min(axis=1)
        out[start : start + _CHUNK] = np.maximum(apart, 0)
    return out
