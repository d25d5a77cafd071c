"""The smart mix, the default: a random share that measures, and a targeted rest that discovers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lib.model import Draw
from lib.sampling import failure_model, feedback, likely_failure, reach
from lib.sampling.audit import with_audit
from lib.sampling.drawing import chance, targeted
from lib.sampling.population import Floats, Population, Rows, Vectors
from lib.text import clusters
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

    The targeted picks maximise, one after the other, p * d: p is how likely a trace fails, d the squared
    distance to the nearest trace read, waiting or just picked. From 3 failing and 1 passing traces read on,
    p comes from a model of the verdicts; of a rated trace, it is the mean of that and of what the feedback
    says (.9 negative, .1 not), or a young model would forget it.

    Before, all p are equal, and p * d would pick the oddest traces there are, which show fewer failures than
    random ones; instead comes one each of as many groups of similar traces, those with negative feedback
    first, those rated as good last.

    No feedback is no good feedback: where some traces have none, those with negative feedback get the share
    of the picks that ``reach.share`` says, and the others the rest.
    """

    def rest(left: Population, count: int, of_seed: int) -> Draw:
        return _targeted(left, count, of_seed, vectoriser)

    return with_audit(rest, audit)(population, size, seed)


def _targeted(population: Population, size: int, seed: int, vectoriser: Vectoriser | None) -> Draw:
    frame = population.frame()
    fresh = np.flatnonzero(~frame.waiting)
    rows, given = frame.rows[fresh], frame.feedback[fresh]
    negative = given < 0
    most = max(round(size * reach.share(population, rows, given)), size - int((~negative).sum()))
    if not failure_model.can_learn(population):
        return _before_verdicts(population, rows, given, most, size, seed)
    model = failure_model.learn(population, rated=False)
    said = np.select([negative, ~np.isnan(given)], [_NEGATIVE, 1 - _NEGATIVE], model.score[rows])
    likely = (model.score[rows] + said) / 2
    first = rows[negative][diverse(population, rows[negative], likely[negative], most, seed)]
    after = population.after_drawing(population.ids[first].tolist())
    left = size - len(first)
    rest = rows[~negative][diverse(after, rows[~negative], likely[~negative], left, seed)]
    picks = np.concatenate([first, rest])
    why = likely_failure.reasons(population, picks, model, vectoriser)
    return targeted(population, picks, [f"{reason}; unlike those read" for reason in why])


def _before_verdicts(
    population: Population, rows: Rows, given: Floats, most: int, size: int, seed: int
) -> Draw:
    picks = _of_each_kind(population, rows[given < 0], most, seed)
    said = given[np.searchsorted(rows, picks)].tolist()
    why = [feedback.reason(value, population.feedback_origin) for value in said]
    # Those rated as no failure come last.
    for others in (np.isnan(given), given >= 0):
        left = size - len(picks)
        picks = np.concatenate([picks, _of_each_kind(population, rows[others], left, seed)])
    why += ["one of a group of similar traces"] * (len(picks) - len(why))
    return targeted(population, picks, why)


def _of_each_kind(population: Population, rows: Rows, size: int, seed: int) -> Rows:
    some = rows[chance(seed, "of each kind").permutation(len(rows))[:_GROUPED]]
    if population.vectors is None or size <= 0:
        return some[: max(0, size)]
    # The groups are those of the data, whatever the seed; which trace stands for one is random.
    in_order = np.sort(some)
    kind = clusters.fit(population.vectors[in_order], min(size, len(some))).labels
    first = np.unique(kind[np.searchsorted(in_order, some)], return_index=True)[1]
    # Fewer groups than asked for where traces are alike: then others of them.
    return np.concatenate([some[first], np.delete(some, first)])[:size]


def diverse(population: Population, rows: Rows, likely: Floats, size: int, seed: int) -> Rows:
    """Return places in ``rows``, each with the largest likely * distance to what is read or picked.

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
        score = likely * nearest
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
