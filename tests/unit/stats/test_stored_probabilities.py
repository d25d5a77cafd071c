"""The rates of stratified draws against Horvitz-Thompson over the probabilities stored with each pick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.model import Draw
from lib.sampling import clustered, stratified
from lib.sampling.allocation import Allocation
from lib.sampling.population import Population
from lib.stats.designs import Sample, Strata, rate
from lib.stats.prevalence import Estimate
from tests.unit.sampling.populations import toy


def horvitz_thompson(found: Sequence[float], probability: Sequence[float], size: int) -> float:
    """Each find counts for all that could have been picked in its place (Horvitz & Thompson 1952)."""
    return sum(y / p for y, p in zip(found, probability, strict=True)) / size


def hajek(found: Sequence[float], probability: Sequence[float], stands_for: Sequence[float]) -> float:
    """The same, where the size of the population, too, is estimated from the picks (Hájek 1971)."""
    size = sum(m / p for m, p in zip(stands_for, probability, strict=True))
    return sum(y / p for y, p in zip(found, probability, strict=True)) / size


def test_the_worked_example() -> None:
    found, probability = (1, 0, 1, 0, 1), (0.5, 0.5, 0.1, 0.1, 0.2)
    assert horvitz_thompson(found, probability, 30) == pytest.approx(0.566667, abs=1e-6)
    assert hajek(found, probability, [1] * 5) == pytest.approx(0.586207, abs=1e-6)


def by_strata(population: Population, drawn: Draw, fails: np.ndarray) -> tuple[Estimate, list[int]]:
    """The rate of a draw all of whose picks were read, and the rows of its picks.

    ``fails`` is per row; the sizes of the strata are counted, not taken from the draw.
    """
    place = {trace_id: row for row, trace_id in enumerate(population.ids.tolist())}
    rows = [place[trace_id] for trace_id in drawn.trace_ids]
    names = sorted({name or "" for name in drawn.stratum})
    units = np.bincount([names.index(_stratum(population, row)) for row in population.frame().rows.tolist()])
    copies = np.bincount(population.duplicate_of)[population.duplicate_of[rows]]
    strata = Strata(
        before=np.zeros(len(rows), dtype=bool),
        picks=np.arange(len(rows)),
        stratum=np.array([names.index(name or "") for name in drawn.stratum]),
        sizes=units.astype(np.float64),
    )
    sample = Sample(len(population), copies.astype(np.float64), np.arange(len(rows)), (), strata)
    return rate(sample, fails[rows]), rows


def _stratum(population: Population, row: int) -> str:
    return str(population.fields["stratum"][row])


def drawn_by(kind: str, population: Population, size: int, seed: int, how: Allocation) -> Draw:
    if kind == "stratified":
        return stratified.draw(population, size, seed, by=["topic"], allocation=how)
    labels = np.array([int(str(name).removeprefix("topic ")) for name in population.fields["topic"]])
    return clustered.draw(population, size, seed, labels=labels, allocation=how)


def named_as(kind: str, population: Population) -> Population:
    topics = [int(str(name).removeprefix("topic ")) for name in population.fields["topic"]]
    named = [f"topic: topic {n}" if kind == "stratified" else f"cluster {n + 1}" for n in topics]
    return replace(population, fields={**population.fields, "stratum": np.array(named, dtype=object)})


def probabilities(drawn: Draw) -> list[float]:
    known = [p for p in drawn.inclusion_probability if p is not None]
    assert len(known) == len(drawn.trace_ids)
    return known


@pytest.mark.parametrize("kind", ["stratified", "clustered"])
@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(8, 60), st.sampled_from(Allocation), st.data())
def test_a_rate_by_strata_is_that_of_horvitz_thompson(
    kind: str, seed: int, size: int, how: Allocation, data: st.DataObject
) -> None:
    population = named_as(kind, toy(90, seed, topics=4))
    fails = np.array(data.draw(st.lists(st.booleans(), min_size=90, max_size=90)))
    drawn = drawn_by(kind, population, size, seed, how)
    if len(set(drawn.stratum)) < len(set(population.fields["stratum"])):
        return
    found, rows = by_strata(population, drawn, fails)
    expected = horvitz_thompson(fails[rows].tolist(), probabilities(drawn), 90)
    assert found.value == pytest.approx(min(expected, 1.0), abs=1e-12)
    assert hajek(fails[rows].tolist(), probabilities(drawn), [1] * len(rows)) == pytest.approx(expected)


def with_copies(kind: str) -> tuple[Population, np.ndarray]:
    """Sixty traces of four topics: each of the commonest topic is there three times, and most of it fails."""
    one = named_as(kind, toy(60, 3, topics=4))
    common = np.flatnonzero(one.fields["topic"] == "topic 0")
    rows = np.concatenate([np.arange(60), common, common])
    many = replace(
        Population.of_ids(np.arange(len(rows)) + 1),
        duplicate_of=rows,
        fields={name: values[rows] for name, values in one.fields.items()},
        vectors=None if one.vectors is None else one.vectors[rows],
    )
    fails = np.where(np.isin(rows, common), rows % 5 > 0, rows % 5 == 0)
    return many, fails


@pytest.mark.parametrize("kind", ["stratified", "clustered"])
def test_a_trace_that_is_there_three_times_counts_three_times(kind: str) -> None:
    population, fails = with_copies(kind)
    truth, said, by_copies = fails.mean(), [], []
    for seed in range(400):
        drawn = drawn_by(kind, population, 24, seed, Allocation.EQUAL)
        found, rows = by_strata(population, drawn, fails)
        copies = np.bincount(population.duplicate_of)[population.duplicate_of[rows]]
        share = probabilities(drawn)
        assert found.value == pytest.approx(hajek((copies * fails[rows]).tolist(), share, copies.tolist()))
        said.append(found.value)
        by_copies.append(horvitz_thompson((copies * fails[rows]).tolist(), share, len(population)))
    for estimates in (said, by_copies):
        assert np.mean(estimates) == pytest.approx(truth, abs=4 * np.std(estimates) / 20)
