"""The stratified draw: random inside each value of one or two metadata fields."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.model import Draw
from lib.sampling.allocation import Allocation
from lib.sampling.population import NotPossible, Population, Rows
from lib.sampling.strata import draw_within


def draw(
    population: Population,
    size: int,
    seed: int,
    *,
    by: Sequence[str],
    allocation: Allocation = Allocation.EQUAL,
) -> Draw:
    """Return traces picked at random inside the strata that the values of the fields ``by`` form.

    Each pick carries n_h / N_h. Such a batch gives a rate on its own, weighted by N_h / N, once every
    stratum is read. Identical traces belong to the stratum of the one that is read.
    Raises ``NotPossible`` where no field is given or one is unknown.
    """
    frame = population.frame()
    stratum, names = strata(population, frame.rows, by)
    return draw_within(population, frame.rows, stratum, names, size, seed, allocation, _reason)


def strata(population: Population, rows: Rows, by: Sequence[str]) -> tuple[Rows, list[str]]:
    """Return the place of each row's stratum, and their names by code point: "channel: sms, version: v2".

    Raises ``NotPossible`` where no field is given or one is unknown.
    """
    if not by:
        raise NotPossible("Choose a metadata field to form groups by.")
    unknown = next((name for name in by if name not in population.fields), None)
    if unknown is not None:
        raise NotPossible(f"No trace has the field “{unknown}”. Choose another.")
    code = np.zeros(len(rows), dtype=np.intp)
    names = [""]
    for name in by:
        values, inverse = np.unique(population.fields[name][rows], return_inverse=True)
        parts = [f"{name}: {value or 'not given'}" for value in values.tolist()]
        code = code * len(parts) + inverse
        names = [f"{before}, {part}" if before else part for before in names for part in parts]
    present, stratum = np.unique(code, return_inverse=True)
    return stratum.astype(np.intp), [names[place] for place in present.tolist()]


def _reason(picked: int, units: int, name: str) -> str:
    return f"one of {picked:,} from {units:,} traces with {name}"
