"""The smart mix: whom it targets, and that a trace without feedback is none with good feedback."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from bench.discovery import Case, expected, found, read_order
from lib.sampling import likely_failure, random, reach, smart_mix
from lib.sampling.drawing import Strategy
from lib.sampling.population import Population
from tests.unit.sampling.populations import after_reading, toy


def _rows(population: Population, ids: tuple[int, ...]) -> np.ndarray:
    return np.array([population.ids.tolist().index(trace_id) for trace_id in ids], dtype=int)


def test_smart_mix_follows_negative_feedback_before_there_are_verdicts() -> None:
    population = toy(300)
    draw = smart_mix.draw(population, 30, 1)
    aimed = _rows(population, draw.trace_ids)[~np.array(draw.random)]
    assert (population.feedback[aimed] < 0).all()


def test_smart_mix_picks_one_of_each_kind_where_there_is_nothing_to_go_by() -> None:
    population = toy(300)
    population = replace(population, feedback=np.full(300, np.nan))
    draws = [smart_mix.draw(population, 6, seed, audit=0.0) for seed in range(20)]
    kinds = [len(set(population.fields["topic"][_rows(population, one.trace_ids)].tolist())) for one in draws]
    plain = [random.draw(population, 6, seed).trace_ids for seed in range(20)]
    by_chance = [len(set(population.fields["topic"][_rows(population, ids)].tolist())) for ids in plain]
    assert np.mean(kinds) >= 5 > np.mean(by_chance) + 0.5
    assert len({one.trace_ids for one in draws}) == 20


def test_smart_mix_picks_likely_failures_that_are_unlike_each_other() -> None:
    population = after_reading(toy(400), 80)
    vectors = population.with_vectors()

    def likeness(strategy: Strategy) -> float:
        rows = _rows(population, strategy(population, 12, 1).trace_ids)
        return float((vectors[rows] @ vectors[rows].T)[np.triu_indices(12, 1)].mean())

    assert likeness(partial(smart_mix.draw, audit=0.0)) < likeness(likely_failure.draw)


def test_smart_mix_works_while_there_are_no_vectors_yet() -> None:
    population = replace(toy(100), vectors=None)
    assert len(smart_mix.draw(population, 20, 1).trace_ids) == 20
    assert len(smart_mix.draw(after_reading(population, 40), 20, 1).trace_ids) == 20


def test_smart_mix_fills_up_with_typical_traces_when_negative_feedback_runs_out() -> None:
    population = toy(300)
    feedback_of = np.where(np.arange(300) < 5, -1.0, np.nan)
    draw = smart_mix.draw(replace(population, feedback=feedback_of), 40, 1, audit=0.0)
    rows = _rows(population, draw.trace_ids)
    assert set(rows[:5].tolist()) == set(range(5))
    assert len(set(rows.tolist())) == 40


def test_smart_mix_does_not_forget_negative_feedback_once_it_learns() -> None:
    population = after_reading(toy(400), 40)
    rows = _rows(population, smart_mix.draw(population, 10, 1, audit=0.0).trace_ids)
    assert (population.feedback[rows] < 0).mean() >= 0.8


def _rated_in(population: Population, channel: str) -> Population:
    """Return the population where feedback was given in one channel alone."""
    there = population.fields["channel"] == channel
    return replace(population, feedback=np.where(there, population.feedback, np.nan))


@pytest.mark.parametrize("read", [0, 60])
@pytest.mark.parametrize("told", [True, False], ids=["by a field", "by none"])
def test_where_one_part_alone_is_rated_the_others_get_their_share(read: int, told: bool) -> None:
    population = _rated_in(toy(600), "sms")
    if read:
        population = after_reading(population, read)
    if not told:
        population = replace(population, fields={})
    draws = [smart_mix.draw(population, 40, seed) for seed in range(5)]
    aimed = np.concatenate([_rows(population, one.trace_ids)[~np.array(one.random)] for one in draws])
    unrated = np.isnan(population.feedback[aimed]).mean()
    assert 0.55 <= unrated <= 0.85
    assert (population.feedback[aimed] < 0).mean() >= 0.15


@pytest.mark.parametrize("read", [0, 60])
def test_where_feedback_is_given_in_all_parts_it_leads_all_targeted_picks(read: int) -> None:
    population = after_reading(toy(600), read) if read else toy(600)
    draw = smart_mix.draw(population, 40, 1)
    aimed = _rows(population, draw.trace_ids)[~np.array(draw.random)]
    assert (population.feedback[aimed] < 0).all()


def _share(rated: list[tuple[str, int, int]]) -> float:
    """Return the share of a population with so many rated ones of so many traces in each part."""
    parts = np.array([name for name, _, size in rated for _ in range(size)], dtype=object)
    given = np.concatenate([np.where(np.arange(size) < some, -1.0, np.nan) for _, some, size in rated])
    population = replace(
        Population.of_ids(range(len(parts))), feedback=given, fields={"part": parts} if rated[0][0] else {}
    )
    return reach.share(population, np.arange(len(parts)), given)


@pytest.mark.parametrize(
    ("rated", "share"),
    [
        ([("a", 40, 100), ("b", 30, 100), ("c", 55, 100)], 1.0),
        ([("a", 40, 100), ("b", 0, 100), ("c", 0, 200)], 0.25),
        ([("a", 40, 100), ("b", 2, 100), ("c", 30, 200)], 0.75),
        # One of ten systems, and nothing that a few traces could say.
        ([("a", 50, 100)] + [(f"other {number}", 0, 100) for number in range(9)], 0.1),
        ([("a", 90, 200), ("b", 90, 200), ("c", 0, 5)], 1.0),
        # No field tells parts apart: by the square roots of 100 rated and 400 unrated.
        ([("", 100, 500)], 1 / 3),
        ([("a", 100, 500)], 1 / 3),
        ([("a", 100, 100), ("b", 50, 50)], 1.0),
        ([("a", 0, 100), ("b", 0, 50)], 0.0),
    ],
)
def test_the_share_that_goes_by_feedback(rated: list[tuple[str, int, int]], share: float) -> None:
    assert _share(rated) == pytest.approx(share)


def _all_failing(seed: int) -> Case:
    """Return failing traces of four systems, each with failure modes of its own; one system is rated."""
    chance = np.random.default_rng(seed)
    topic, system = chance.choice(6, 400), chance.choice(4, 400)
    vectors = np.eye(6, 32)[topic] + 0.5 * np.eye(4, 32, 6)[system] + chance.normal(0, 0.15, (400, 32))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kind = chance.choice(5, 400, p=[0.4, 0.25, 0.15, 0.12, 0.08])
    named = [frozenset({f"{one} {two} {three}"}) for one, two, three in zip(system, topic, kind, strict=True)]
    population = replace(
        Population.of_ids(range(400)),
        feedback=np.where((system == 0) & (chance.random(400) < 0.7), -1.0, np.nan),
        vectors=vectors.astype(np.float32),
        fields={"system": system.astype(str).astype(object)},
    )
    return Case("four systems, one rated", population, named, "")


@pytest.mark.parametrize("told", [True, False], ids=["by a field", "by none"])
def test_it_finds_no_fewer_modes_than_random_where_feedback_says_nothing(told: bool) -> None:
    ratios = []
    for seed in range(6):
        case = _all_failing(seed)
        population = case.population if told else replace(case.population, fields={})
        order = read_order(case, population, smart_mix.draw, seed, 25)
        ratios.append(found(case, order).mean() / expected(case).mean())
    assert np.mean(ratios) >= 0.97
