"""The clustered draw: some traces from each group of similar ones, so that every use case is seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.model import Draw
from lib.sampling.allocation import Allocation, allocate
from lib.sampling.drawing import targeted
from lib.sampling.population import Population, Rows
from lib.sampling.strata import draw_within
from lib.text import clusters as grouping


def draw(
    population: Population,
    size: int,
    seed: int,
    *,
    labels: Rows | None = None,
    names: Sequence[str] = (),
    allocation: Allocation = Allocation.PROPORTIONAL,
    centres: bool = False,
) -> Draw:
    """Return traces from each cluster of the population: at random inside it, or its centres.

    Picked at random, each carries n_h / N_h, and such a batch gives a rate on its own. Centres (medoids)
    are the most typical traces: exploratory, with no probability. ``labels`` give each row's cluster, -1 for
    none yet, and ``names`` what each cluster is about; without labels, the clusters are made here. They are
    those of the data, whatever the seed. Raises ``NotPossible`` without vectors.
    """
    vectors = population.with_vectors()
    if labels is None:
        labels = grouping.fit(vectors).labels
    rows = population.frame().rows
    present, stratum = np.unique(labels[rows], return_inverse=True)
    called = [_name(label, names) for label in present.tolist()]
    if not centres:
        return draw_within(population, rows, stratum, called, size, seed, allocation, _reason)
    counts = allocate(allocation, np.bincount(stratum, minlength=len(called)), size, seed)
    picks: list[Rows] = [
        rows[stratum == place][medoids(vectors[rows[stratum == place]], int(count))]
        for place, count in enumerate(counts)
    ]
    of = [place for place, some in enumerate(picks) for _ in some]
    why = [f"centre of {called[place]} ({int((stratum == place).sum()):,} traces)" for place in of]
    together = np.concatenate([*picks, np.empty(0, dtype=np.intp)])
    return targeted(population, together, why, [called[place] for place in of])


def medoids(vectors: grouping.Vectors, count: int) -> Rows:
    """Return ``count`` rows, each the one nearest to the centre of a group of its own."""
    if count <= 0:
        return np.empty(0, dtype=np.intp)
    found = grouping.fit(vectors, count)
    nearest = [int(rows[0]) for rows in found.typical(vectors, 1)]
    # Fewer groups than asked for where traces are alike: then the first ones not taken yet.
    others = [row for row in range(len(vectors)) if row not in set(nearest)]
    return np.array((nearest + others)[:count], dtype=np.intp)


def _name(label: int, names: Sequence[str]) -> str:
    if label < 0:
        return "the traces not grouped yet"
    about = names[label] if label < len(names) else ""
    return f"the cluster about {about}" if about else f"cluster {label + 1}"


def _reason(picked: int, units: int, name: str) -> str:
    return f"one of {picked:,} from {name} ({units:,} traces)"
