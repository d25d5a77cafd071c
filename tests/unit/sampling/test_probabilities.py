"""Over many seeds every trace is drawn as often as the probability stored with it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from scipy.stats import chi2

from lib.model import Draw
from lib.sampling import clustered, feedback, random, stratified
from lib.sampling.allocation import Allocation
from lib.sampling.audit import with_audit
from lib.sampling.drawing import Strategy
from lib.sampling.population import Population
from lib.text import clusters
from tests.unit.sampling.populations import after_reading, toy

SEEDS = 2_000


def _fits(expected: np.ndarray, seen: np.ndarray, draws: int) -> bool:
    """Whether the numbers of times drawn agree with what was expected: chi-square, 1 in 1,000."""
    uncertain = (expected > 0) & (expected < draws)
    spread = expected[uncertain] * (1 - expected[uncertain] / draws)
    statistic = ((seen[uncertain] - expected[uncertain]) ** 2 / spread).sum()
    exact = np.array_equal(seen[~uncertain], expected[~uncertain])
    return exact and bool(chi2.ppf(0.0005, uncertain.sum()) < statistic < chi2.ppf(0.9995, uncertain.sum()))


def _frequencies(
    strategy: Strategy, population: Population, size: int, seeds: int = SEEDS
) -> tuple[np.ndarray, np.ndarray]:
    """Return by row how often it was drawn with a known probability, and how often that was to be expected.

    What the probability of a trace was in a draw that missed it is known from those of its stratum.
    """
    row = {trace_id: place for place, trace_id in enumerate(population.ids.tolist())}
    seen = np.zeros(len(row))
    expected = np.zeros(len(row))
    frame = population.frame().rows
    for seed in range(seeds):
        draw = strategy(population, size, seed)
        known = {
            name: share
            for name, share in zip(draw.stratum, draw.inclusion_probability, strict=True)
            if share is not None
        }
        seen[
            [row[i] for i, p in zip(draw.trace_ids, draw.inclusion_probability, strict=True) if p is not None]
        ] += 1
        expected[frame] += [known.get(_stratum(population, place), 0.0) for place in frame.tolist()]
    return seen, expected


def _stratum(population: Population, row: int) -> str | None:
    return str(population.fields["stratum"][row]) if "stratum" in population.fields else None


def _with_strata(population: Population, name: Callable[[int], str]) -> Population:
    names = np.array([name(row) for row in range(len(population))], dtype=object)
    return replace(population, fields={**population.fields, "stratum": names})


def test_random() -> None:
    population = toy(80, duplicates=20)
    seen, expected = _frequencies(random.draw, population, 17)
    assert expected.max() == pytest.approx(SEEDS * 17 / 60)
    assert _fits(expected, seen, SEEDS)


def test_audit_picks_are_uniform_over_waiting_and_undrawn_traces_alike() -> None:
    population = after_reading(toy(80, duplicates=15), 20)
    population = replace(population, drawn=np.arange(80) % 3 == 0)
    seen, expected = _frequencies(with_audit(feedback.draw, 0.3), population, 20)
    assert expected.max() == pytest.approx(SEEDS * 6 / len(population.frame()))
    assert _fits(expected, seen, SEEDS)


@pytest.mark.parametrize("allocation", list(Allocation))
def test_stratified(allocation: Allocation) -> None:
    population = toy(90, topics=5, duplicates=10)
    population = _with_strata(population, lambda row: f"topic: {population.fields['topic'][row]}")
    seen, expected = _frequencies(
        partial(stratified.draw, by=["topic"], allocation=allocation), population, 13
    )
    assert _fits(expected, seen, SEEDS)


@pytest.mark.parametrize("allocation", list(Allocation))
def test_clustered_at_random(allocation: Allocation) -> None:
    population = toy(90, topics=5)
    found = clusters.fit(population.with_vectors(), 5)
    population = _with_strata(population, lambda row: f"cluster {found.labels[row] + 1}")
    seen, expected = _frequencies(
        partial(clustered.draw, labels=found.labels, allocation=allocation), population, 13
    )
    assert _fits(expected, seen, SEEDS)


def test_the_places_of_audit_picks_are_uniform_and_their_order_is_that_of_chance() -> None:
    population, size, audit = toy(80), 12, 4
    strategy = with_audit(feedback.draw, 0.3)
    places = np.zeros(size)
    first: Counter[int] = Counter()
    for seed in range(SEEDS):
        draw = strategy(population, size, seed)
        marked = np.flatnonzero(draw.random)
        assert len(marked) == audit
        places[marked] += 1
        chosen = tuple(draw.trace_ids[place] for place in marked)
        assert chosen == random.draw(population, audit, seed).trace_ids
        first[chosen[0]] += 1
    assert _fits(np.full(size, SEEDS * audit / size), places, SEEDS)
    assert _fits(
        np.full(80, SEEDS / 80), np.array([first[i] for i in population.ids.tolist()], dtype=float), SEEDS
    )


def test_the_weighted_rate_of_random_picks_is_unbiased_where_traces_repeat() -> None:
    population = replace(toy(60), duplicate_of=np.minimum(np.arange(60), 40))
    frame = population.frame()
    failing = frame.rows % 4 == 0
    truth = frame.multiplicity[failing].sum() / 60
    estimates = []
    for seed in range(SEEDS):
        draw: Draw = random.draw(population, 20, seed)
        picked = np.isin(population.ids[frame.rows], draw.trace_ids)
        weighed = (frame.multiplicity * failing)[picked] / np.array(draw.inclusion_probability[0])
        estimates.append(weighed.sum() / 60)
    assert np.mean(estimates) == pytest.approx(truth, abs=4 * np.std(estimates) / np.sqrt(SEEDS))
