"""Saturation against the published figures, brute force, and what must never be claimed."""

from __future__ import annotations

from itertools import combinations
from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.stats.planning import meets
from lib.stats.saturation import Incidence, Level, guest, status, upper_bound

FREQUENCIES = (31, 18, 12, 9, 7, 5, 4, 3, 2, 2, 2, 1, 1, 1, 1)
HUNDRED = Incidence(100, FREQUENCIES, FREQUENCIES, unique=4)
MATRIX = [{1}, {1, 2}, set(), {3, 4}, {1}, {2}]


def test_the_worked_example() -> None:
    found = HUNDRED.richness()
    assert (HUNDRED.q1, HUNDRED.q2, found.seen, sum(FREQUENCIES)) == (4, 3, 15, 99)
    assert found.chao2 == pytest.approx(17.64)
    assert (found.low, found.high) == pytest.approx((15.3727, 33.6999), abs=1e-4)
    assert found.chao2_corrected == pytest.approx(16.485)
    assert HUNDRED.coverage() == pytest.approx(0.960199, abs=1e-6)
    assert (1 - HUNDRED.coverage()) * 99 / 4 == pytest.approx(0.985075, abs=1e-6), "what iNEXT calls A"
    assert HUNDRED.coverage(-50) == pytest.approx(0.913514, abs=1e-6)
    assert HUNDRED.coverage(100) == pytest.approx(0.991153, abs=1e-6)
    assert HUNDRED.expected_new(1) == pytest.approx(0.039403, abs=1e-6)
    expected = [12.04182, 15, 16.39531, 17.05316]
    assert HUNDRED.curve([50, 100, 150, 200]) == pytest.approx(expected, abs=1e-5)
    assert HUNDRED.extra_for_coverage(0.95) == 0
    assert HUNDRED.extra_for_coverage(0.99) == 92
    assert HUNDRED.extra_for_rate(0.01) == 92
    assert HUNDRED.unseen_probability() == pytest.approx((0.04, 0.104453), abs=1e-6)


def test_the_bound() -> None:
    assert upper_bound(4, 3, 100) == pytest.approx(0.104453, abs=1e-6)
    assert upper_bound(0, 0, 100) == pytest.approx(0.029513, abs=1e-6)


def test_a_run_with_nothing_new() -> None:
    said = [meets(run) for run in (2, 3, 20, 59)]
    assert said == pytest.approx([0.776393, 0.631597, 0.139108, 0.049508], abs=1e-6)


def test_the_small_matrix() -> None:
    found = Incidence.from_sets(MATRIX)
    assert found.frequencies == (3, 2, 1, 1)
    assert found.unique == 1, "one trace holds both codes that no other has"
    assert Incidence.from_sets(MATRIX, known={3, 4}).unique == 0
    assert found.richness().chao2 == pytest.approx(5.666667, abs=1e-6)
    assert found.coverage() == pytest.approx(0.761905, abs=1e-6)
    assert found.curve([3])[0] == pytest.approx(2.75)
    brute = [len(set().union(*some)) for some in combinations(MATRIX, 3)]
    assert found.curve([3])[0] == pytest.approx(np.mean(brute))


def test_published_ants() -> None:
    """Ants at 2,000 m (Longino & Colwell 2011), as in iNEXT's data(ant), h2000m."""
    ants = (80, 59, 34, 23, 19, 15, 13, 8, 8, 4, 3, 2, 2, 1)
    found = Incidence(200, ants, ants, unique=1)
    assert (found.q1, found.q2, found.richness().seen) == (1, 2, 14)
    assert found.richness().chao2 == pytest.approx(14.249, abs=5e-4)
    assert found.coverage() == pytest.approx(0.9964, abs=5e-5)


def test_what_targeting_found_is_known_no_later_than_its_draw() -> None:
    traces = [{1}, {2}, set()]
    drawn = [1, 2, 2]
    assert Incidence.from_sets(traces).unique == 2
    # Found by a look-alike in the next draw: that must not make the first trace's code known.
    after = Incidence.from_sets(traces, known={1: 2}, drawn=drawn)
    assert (after.unique, after.q1) == (2, 2)
    same = Incidence.from_sets(traces, known={1: 1, 2: 1}, drawn=drawn)
    assert (same.unique, same.q1) == (0, 0)
    assert same.frequencies == (1, 1), "the curve is of random traces alone"
    assert Incidence.from_sets(traces, known={9: 1}, drawn=drawn).richness().seen == 3


def test_nothing_read_and_nothing_failed() -> None:
    empty = Incidence.from_sets([])
    assert empty.unseen_probability() == (1.0, 1.0)
    assert empty.expected_new(50) == 0 and list(empty.curve([0, 10])) == [0, 0]
    assert status(empty, 0).level is Level.TOO_FEW
    quiet = Incidence.from_sets([set()] * 100)
    assert isnan(quiet.coverage()) and quiet.extra_for_coverage(0.95) == 0
    assert quiet.unseen_probability()[0] == 0 and quiet.richness().seen == 0
    low, high = quiet.band([50, 100, 150])
    assert list(low) == list(high) == [0, 0, 0]


@pytest.mark.parametrize(
    ("unique", "traces", "reviewed", "level"),
    [
        (0, 29, 500, Level.TOO_FEW),
        (0, 30, 500, Level.NEARLY),
        (0, 59, 99, Level.UNSURE),
        (0, 59, 100, Level.SATURATED),
        (0, 300, 99, Level.UNSURE),
        (5, 100, 100, Level.FINDING),
        (3, 100, 100, Level.NEARLY),
    ],
)
def test_the_light(unique: int, traces: int, reviewed: int, level: Level) -> None:
    found = status(Incidence(traces, (5,), (5,) + (1,) * unique, unique), reviewed)
    assert found.level is level


codes = st.lists(st.sets(st.integers(0, 8), max_size=3), min_size=1, max_size=40)


@settings(max_examples=40)
@given(codes, st.sets(st.integers(0, 12)), st.integers(1, 40))
def test_what_must_always_hold(sets: list[set[int]], known: set[int], extra: int) -> None:
    plain, informed = Incidence.from_sets(sets), Incidence.from_sets(sets, known=known)
    for found in (plain, informed):
        value, bound = found.unseen_probability()
        assert 0 <= value <= bound <= 1
        curve = found.curve(range(len(sets) + extra + 1))
        assert found.expected_new(extra) <= extra * found.q1 / len(sets) + 1e-9
        assert curve[0] == 0 and (np.diff(curve) >= -1e-9).all()
        assert curve[len(sets)] == pytest.approx(len(found.frequencies))
        chao = found.richness()
        assert chao.seen <= chao.low <= chao.chao2 + 1e-9 and chao.chao2 <= chao.high + 1e-9
        low, high = found.band([len(sets), len(sets) + extra])
        assert (low >= len(found.frequencies) - 1e-9).all() and (high >= low).all()
    assert informed.unique <= plain.unique


@given(st.lists(st.sets(st.integers(0, 6), max_size=2), min_size=2, max_size=7), st.data())
def test_the_curve_is_the_mean_over_all_orders(sets: list[set[int]], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(sets)))
    brute = np.mean([len(set().union(*some)) for some in combinations(sets, size)])
    assert Incidence.from_sets(sets).curve([size])[0] == pytest.approx(brute)


@given(codes)
def test_leave_one_out_by_hand(sets: list[set[int]]) -> None:
    by_hand = sum(
        bool(one - set().union(*(other for place, other in enumerate(sets) if place != mine)))
        for mine, one in enumerate(sets)
    )
    assert Incidence.from_sets(sets).unique == by_hand


def test_guest() -> None:
    assert guest([{1}, {2}, {3}, set(), {4}], base=3, run=2) == pytest.approx(1 / 3)
    assert guest([{1}, {2}], base=3, run=2) is None
    assert guest([set(), set(), {1}], base=2, run=1) is None
    assert nan != guest([{1}] * 30)


def test_the_interval_is_no_point_where_nothing_points_to_more() -> None:
    """Worked by hand: 5 codes, two in three traces and three in two; P = .101116, sd = .658284."""
    found = Incidence(100, (3, 3, 2, 2, 2), (3, 3, 2, 2, 2), 0).richness()
    assert (found.chao2, found.low) == (5, 5)
    assert found.high == pytest.approx(6.9978, abs=2e-4)
    often = Incidence(100, (40, 30), (40, 30), 0).richness()
    assert (often.low, often.high) == (2, pytest.approx(2, abs=1e-6)), "what is everywhere is all there is"
