"""The outlier draw: traces unlike the others in one respect."""

from __future__ import annotations

import numpy as np

from lib.model import Draw
from lib.sampling.drawing import falling, targeted
from lib.sampling.population import Floats, NotPossible, Population, Rows, Vectors

TEXT = "text"
_NEIGHBOURS = 10
_COMPARED_WITH = 2_000
_CHUNK = 10_000


def draw(population: Population, size: int, seed: int, *, by: str) -> Draw:
    """Return the unread, undrawn traces farthest from the usual, the farthest first.

    ``by`` is a number of the population, or ``TEXT``: far from its nearest neighbours. Traces whose number
    is unknown come last. Raises ``NotPossible`` where no trace has that number, or without vectors.
    """
    frame = population.frame()
    rows = frame.rows[~frame.waiting]
    if by == TEXT:
        off = text_distance(population.with_vectors(), rows)
        best = rows[falling(off, seed, "outlier")[:size]]
        return targeted(population, best, ["its text is unlike that of all other traces"] * len(best))
    values = population.numbers.get(by, np.full(len(population), np.nan))
    if np.isnan(values).all():
        raise NotPossible(f"No trace has a value for {_words(by)}. Choose another.")
    middle = float(np.nanmedian(values))
    best = rows[falling(_unusual(values)[rows], seed, "outlier")[:size]]
    why = [_reason(by, value, middle) for value in values[best].tolist()]
    return targeted(population, best, why)


def text_distance(vectors: Vectors, rows: Rows) -> Floats:
    """Return the mean distance (1 - cosine) of each row to its 10 nearest, of at most 2,000 other traces."""
    sample = np.random.default_rng(0).permutation(len(vectors))[:_COMPARED_WITH]
    near = min(_NEIGHBOURS, len(sample) - 1)
    out = np.zeros(len(rows))
    if near < 1:
        return out
    for start in range(0, len(rows), _CHUNK):
        piece = rows[start : start + _CHUNK]
        cosine = vectors[piece] @ vectors[sample].T
        cosine[piece[:, None] == sample[None, :]] = -1
        out[start : start + _CHUNK] = 1 - np.partition(cosine, -near, axis=1)[:, -near:].mean(axis=1)
    return out


def _unusual(values: Floats) -> Floats:
    """Return how far each value is from the median, on a scale where twice and half are equally far."""
    scaled = np.log1p(np.maximum(values, 0))
    return np.asarray(np.abs(scaled - np.nanmedian(scaled)))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _reason(by: str, value: float, middle: float) -> str:
    if np.isnan(value):
        return f"{_words(by)} not known; nothing more unusual was left"
    return f"unusual {_words(by)}: {value:,.4g}, where {middle:,.4g} is the middle"
