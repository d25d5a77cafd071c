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
_NEGATIVE = 0.9
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
    squared distance to the nearest trace read, waiting or just picked. From 3 failing and 1 passing traces
    read on, p comes from a model of the verdicts; where some unread trace has negative feedback, it is the
    mean of that and of what the feedback says (.9 negative, .1 not), or a young model would forget it.

    Before, traces with negative feedback come first, the most unlike each other first. Where those do not
    suffice all p are equal, and p * sqrt(d) would pick the oddest traces there are, which show fewer
    failures than random ones; instead come the most typical of as many groups of similar traces.
    """

    def rest(left: Population, count: int, of_seed: int) -> Draw:
        return _targeted(left, count, of_seed, vectoriser)

    return with_audit(rest, audit)(population, size, seed)


def _targeted(population: Population, size: int, seed: int, vectoriser: Vectoriser | None) -> Draw:
    frame = population.frame()
    fresh = np.flatnonzero(~frame.waiting)
    rows, negative = frame.rows[fresh], frame.feedback[fresh] < 0
    if not failure_model.can_learn(population):
        return _before_verdicts(population, rows, frame.feedback[fresh], size, seed)
    model = failure_model.learn(population, rated=False)
    likely = model.score[rows]
    if negative.any():
        likely = (likely + np.where(negative, _NEGATIVE, 1 - _NEGATIVE)) / 2
    picks = rows[diverse(population, rows, likely, size, seed)]
    why = likely_failure.reasons(population, picks, model, vectoriser)
    return targeted(population, picks, [f"{reason}; unlike those read" for reason in why])


def _before_verdicts(population: Population, rows: Rows, given: Floats, size: int, seed: int) -> Draw:
    negative = np.flatnonzero(given < 0)
    first = negative[diverse(population, rows[negative], np.ones(len(negative)), size, seed)]
    why = [feedback.reason(value, population.feedback_origin) for value in given[first].tolist()]
    others = np.setdiff1d(np.arange(len(rows)), negative)
    rest = _typical(population, rows[others], size - len(first), seed)
    why += ["typical of a group of similar traces"] * len(rest)
    return targeted(population, np.concatenate([rows[first], rest]), why)


def _typical(population: Population, rows: Rows, size: int, seed: int) -> Rows:
    some = rows[chance(seed, "typical").permutation(len(rows))[:_GROUPED]]
    if population.vectors is None:
        return some[:size]
    some = np.sort(some)
    return some[clustered.medoids(population.vectors[some], min(size, len(some)))]


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
    lengths = np.einsum("ij,ij->i", vectors, vectors)
    picks: list[int] = []
    for _ in range(min(size, len(rows))):
        score = likely * np.sqrt(nearest)
        score[picks] = -1
        best = np.flatnonzero(score == score.max())
        pick = int(best[tie[best].argmin()])
        picks.append(pick)
        # One product over all rows: picking out the rows first would copy every vector for each pick.
        apart = lengths + lengths[rows[pick]] - 2 * (vectors @ vectors[rows[pick]])
        nearest = np.minimum(nearest, np.maximum(apart[rows], 0))
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
