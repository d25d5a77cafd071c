"""Rates of traffic: worked examples, what always holds, and whether they cover what the traces came from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.stats.prevalence import (
    Estimate,
    Segment,
    difference,
    estimate,
    over_strata,
    p_of_difference,
    traffic,
    wilson,
)


def near(found: Estimate, value: float, low: float, high: float) -> bool:
    return (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=5e-7)


def plain(positive: int, read: int, population: int) -> Estimate:
    """So many of the random picks of a population."""
    return traffic([Segment(0, population, read, positive)], population, positive, read - positive)


def test_everything_read_of_sixty_traces_is_a_sample_all_the_same() -> None:
    found = plain(4, 60, 60)
    assert near(found, 4 / 60, 0.026229, 0.159254)
    assert (found.low, found.high) == pytest.approx(wilson(4, 60))


def test_sixty_of_a_hundred() -> None:
    assert near(plain(9, 60, 100), 0.15, 0.078250, 0.258642)


def test_two_segments_with_targeted_reading_between() -> None:
    parts = [Segment(0, 300, 30, 5), Segment(28, 200, 30, 3)]
    assert near(traffic(parts, 300, 31, 99), 0.163333, 0.096305, 0.255352)
    # Nothing is clipped here, so these are the ends of the design as well.
    assert near(estimate(parts, 300, 31, 99), 0.163333, 0.104284, 0.248043)


def test_three_of_thirty_against_none_is_no_difference() -> None:
    found = difference(plain(3, 30, 30), plain(0, 30, 30))
    assert near(found, 0.1, -0.031006, 0.256211)
    assert p_of_difference(found) == pytest.approx(0.134630, abs=5e-7)


def test_everything_read_by_targeting_and_by_chance() -> None:
    parts = [Segment(0, 300, 30, 5), Segment(28, 200, 30, 3)]
    found = traffic(parts, 300, 40, 260)
    assert (found.low, found.high) == pytest.approx(wilson(40, 300))


def test_nothing_read_at_random_is_not_certain_of_anything() -> None:
    found = traffic([], 100, 20, 30)
    assert (found.value, found.low, found.high) == (None, 0.0, 1.0) and "Counts only" in found.reason


def test_imports_are_strata() -> None:
    first, second = plain(7, 110, 600), plain(2, 50, 300)
    assert near(first, 0.063636, 0.029778, 0.123927) and near(second, 0.04, 0.008583, 0.130972)
    assert near(over_strata([2 / 3, 1 / 3], [first, second]), 0.055758, 0.030874, 0.106107)


def test_a_small_stratum_nobody_sampled_widens_the_interval() -> None:
    first, second = plain(7, 110, 600), plain(9, 9, 300)
    found = over_strata([0.96, 0.04], [first, second])
    assert found.value == first.value
    assert (found.low, found.high) == pytest.approx((0.96 * first.low, 0.96 * first.high + 0.04))


def test_of_a_large_stratum_nobody_sampled_the_rate_does_not_speak() -> None:
    first, second = plain(7, 110, 600), plain(0, 0, 300)
    found = over_strata([2 / 3, 1 / 3], [first, second])
    assert (found.value, found.low, found.high) == pytest.approx((first.value, first.low, first.high))
    assert over_strata([1.0], [second]).value is None
    with pytest.raises(ValueError, match="whole population"):
        over_strata([0.5], [first])


segments = st.integers(1, 400).flatmap(
    lambda size: st.tuples(
        st.just(size), st.integers(1, size).flatmap(lambda r: st.tuples(st.just(r), st.integers(0, r)))
    )
)


@given(segments)
def test_it_is_about_as_sure_as_a_sample_of_so_many(case: tuple[int, tuple[int, int]]) -> None:
    size, (read, positive) = case
    found, of_these = plain(positive, read, size), wilson(positive, read)
    assert found.value is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    # All random, it is close to a plain sample where that is not tiny, whatever the population.
    if read >= 30:
        assert (found.low, found.high) == pytest.approx(of_these, abs=0.014)


@given(st.lists(segments, min_size=1, max_size=5), st.data())
def test_strata_hold_their_mean(cases: list[tuple[int, tuple[int, int]]], data: st.DataObject) -> None:
    parts = [plain(positive, read, size) for size, (read, positive) in cases]
    raw = [data.draw(st.integers(1, 9)) for _ in parts]
    found = over_strata([one / sum(raw) for one in raw], parts)
    assert 0 <= found.low <= found.high <= 1
    if found.value is not None:
        assert found.low - 1e-12 <= found.value <= found.high + 1e-12


# Whether the interval covers the rate of what the traces came from, drawn anew in each repetition.


def read_by_chance(many: int) -> Callable[[np.random.Generator, np.ndarray], Estimate]:
    """Return a reading of so many of the traces, at random."""

    def reading(dice: np.random.Generator, failing: np.ndarray) -> Estimate:
        picked = dice.permutation(len(failing))[:many]
        return plain(int(failing[picked].sum()), many, len(failing))

    return reading


def read_in_batches(
    batches: int, random: int, targeted: int
) -> Callable[[np.random.Generator, np.ndarray], Estimate]:
    """Return a reading in batches, part of them by a feedback that tells of half of the failing ones."""

    def reading(dice: np.random.Generator, failing: np.ndarray) -> Estimate:
        told = np.where(failing, dice.random(len(failing)) < 0.5, dice.random(len(failing)) < 0.1)
        read = np.zeros(len(failing), dtype=bool)
        parts = []
        for _ in range(batches):
            left = dice.permutation(np.flatnonzero(~read))
            picks, rest = left[:random], left[random:]
            parts.append(Segment(int(failing[read].sum()), len(left), len(picks), int(failing[picks].sum())))
            worst = rest[np.argsort(~told[rest], kind="stable")][:targeted]
            read[picks] = read[worst] = True
        return traffic(parts, len(failing), int(failing[read].sum()), int((~failing[read]).sum()))

    return reading


PLANS = {
    "60, all read": (60, read_by_chance(60)),
    "100, 60 read": (100, read_by_chance(60)),
    "300, all read in three batches": (300, read_in_batches(3, 30, 70)),
    "300, two batches": (300, read_in_batches(2, 30, 70)),
    "1,500, two batches": (1_500, read_in_batches(2, 30, 70)),
    "1,500, five batches": (1_500, read_in_batches(5, 20, 40)),
}


def covered(plan: str, rate: float, repetitions: int) -> float:
    """Return in which share of so many repetitions the interval held the rate of the traffic."""
    size, reading = PLANS[plan]
    dice = np.random.default_rng(1)
    held = 0
    for _ in range(repetitions):
        found = reading(dice, dice.random(size) < rate)
        held += found.low <= rate <= found.high
    return held / repetitions


@pytest.mark.parametrize("rate", [0.05, 0.15, 0.5])
@pytest.mark.parametrize("plan", PLANS)
def test_the_rate_of_traffic_is_covered_in_short(plan: str, rate: float) -> None:
    assert covered(plan, rate, 200) >= 0.89


@pytest.mark.slow
@pytest.mark.parametrize("rate", [0.05, 0.15, 0.5])
@pytest.mark.parametrize("plan", PLANS)
def test_the_rate_of_traffic_is_covered(plan: str, rate: float) -> None:
    assert covered(plan, rate, 3_000) >= 0.93


def test_today_and_then_would_be_called_apart_as_often_as_chance_has_it() -> None:
    dice = np.random.default_rng(2)
    apart = 0
    for _ in range(400):
        first, second = (plain(int(dice.binomial(60, 0.2)), 60, 60) for _ in range(2))
        p = p_of_difference(difference(second, first))
        apart += p is not None and p < 0.05
    assert apart / 400 <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5
