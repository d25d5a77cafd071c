"""How far feedback reaches: a trace nobody rated is no good trace, a part nobody rated no good part."""

from __future__ import annotations

import numpy as np

from lib.sampling.population import Floats, Mask, Population, Rows

# A part as large as to have this many rated traces, were it rated as others are.
_LARGE = 8
_HARDLY = 0.25


def share(population: Population, rows: Rows, given: Floats) -> float:
    """Return which share of the picks among these rows may go by the feedback ``given`` to them.

    Where the fields tell parts apart, it is the share of the rows in parts that are rated: 1 where all are.
    Where they tell nothing, whole parts may be unrated unseen, and rated and unrated rows share by the
    square roots of their numbers. It is 0 or 1 where no row is rated, or every one.
    """
    rated = float((~np.isnan(given)).mean()) if len(given) else 0.0
    if rated in (0.0, 1.0):
        return rated
    told = [_reached(values, ~np.isnan(population.feedback)) for values in population.fields.values()]
    reached = [of for of in told if of is not None]
    if reached:
        return float(np.logical_and.reduce(reached)[rows].mean())
    return float(rated**0.5 / (rated**0.5 + (1 - rated) ** 0.5))


def _reached(values: np.ndarray, rated: Mask) -> Mask | None:
    """Return which traces are in parts that are rated; None where the values form no two large parts.

    A part is not where its rated share is below a quarter of what a rated trace has around it on average.
    """
    # Not by sorting: these are words, one a trace.
    place = {value: number for number, value in enumerate(dict.fromkeys(values.tolist()))}
    part = np.array([place[value] for value in values.tolist()], dtype=np.intp)
    sizes = np.bincount(part)
    in_part = np.bincount(part, weights=rated)
    usual = float((in_part**2 / sizes).sum() / max(1.0, in_part.sum()))
    large = sizes * usual >= _LARGE
    return None if large.sum() < 2 else ~(large & (in_part < _HARDLY * usual * sizes))[part]
