"""Agreement against the published figures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.stats.agreement import (
    bootstrap,
    interval,
    jaccard,
    krippendorff_alpha,
    masi,
    mcnemar,
    nominal,
    pairwise,
)

_READERS = (
    "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "1 * 2 1 3 3 4 3 * * * * * * *",
    "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
)
KRIPPENDORFF = [
    [None if value == "*" else int(value) for value in unit]
    for unit in zip(*(line.split() for line in _READERS), strict=True)
]
"""Three readers of fifteen units, from Krippendorff 2011."""


def answers(both: int, first: int, second: int, neither: int) -> tuple[list[bool], list[bool]]:
    a = [True] * both + [True] * first + [False] * second + [False] * neither
    b = [True] * both + [False] * first + [True] * second + [False] * neither
    return a, b


def test_krippendorff_published() -> None:
    assert krippendorff_alpha(KRIPPENDORFF, nominal) == pytest.approx(0.691358, abs=1e-6)
    assert krippendorff_alpha(KRIPPENDORFF, interval) == pytest.approx(0.810845, abs=1e-6)


def test_masi() -> None:
    assert masi({1, 2}, {1, 2, 3, 4}) == pytest.approx(0.666667, abs=1e-6)
    assert masi({1, 2}, {2, 3}) == pytest.approx(0.888889, abs=1e-6)
    assert (masi(set(), set()), masi({1}, {1}), masi({1}, {2}), masi(set(), {1})) == (0, 0, 1, 1)
    assert (jaccard(set(), set()), jaccard({1, 2}, {2, 3})) == (0, pytest.approx(2 / 3))


def test_two_readers_published() -> None:
    a, b = answers(8, 2, 1, 39)
    found = pairwise(a, b)
    assert found.kappa == pytest.approx(0.805195, abs=1e-6)
    assert found.low == pytest.approx(0.593, abs=1e-3)
    assert found.high == 1.0, "1.017 is cut at one"
    assert found.ac1 == pytest.approx(0.913320, abs=1e-6)
    assert found.positive_agreement == pytest.approx(0.842105, abs=1e-6)
    assert (found.both, found.only_first, found.only_second, found.neither) == (8, 2, 1, 39)
    assert krippendorff_alpha(list(zip(a, b, strict=True)), nominal) == pytest.approx(0.807018, abs=1e-6)


def test_agreement_on_absence_is_not_agreement() -> None:
    a, b = answers(0, 5, 2, 118)
    found = pairwise(a, b)
    assert found.kappa == pytest.approx(-0.023, abs=5e-4)
    assert krippendorff_alpha(list(zip(a, b, strict=True)), nominal) == pytest.approx(-0.025, abs=5e-4)
    assert found.ac1 == pytest.approx(0.941, abs=5e-4)
    assert found.positive_agreement == 0


def test_no_variation_has_no_alpha() -> None:
    same = [(True, True)] * 9
    assert krippendorff_alpha(same, nominal) is None and bootstrap(same, nominal) is None
    assert krippendorff_alpha([], nominal) is None
    assert krippendorff_alpha([(1, None), (None, 2)], nominal) is None, "nothing was read twice"
    found = pairwise([False] * 9, [False] * 9)
    assert found.kappa is None and found.positive_agreement is None and found.ac1 == 1
    assert pairwise([], []).ac1 is None


def test_the_interval_of_alpha_holds_it_and_forgets_resamples_without_variation() -> None:
    found = bootstrap(KRIPPENDORFF, nominal)
    assert found is not None and found[0] < 0.691358 < found[1] <= 1
    rare = [(False, False)] * 30 + [(True, True)]
    low, high = bootstrap(rare, nominal) or (None, None)
    assert low == high == 1.0, "where the one yes was left out there is no alpha"


def test_who_is_stricter() -> None:
    assert mcnemar(12, 4) == mcnemar(4, 12) == pytest.approx(0.076813, abs=1e-6)
    assert mcnemar(0, 0) == mcnemar(5, 5) == 1.0
    assert mcnemar(5, 0) > 0.05 > mcnemar(6, 0), "five to none is no proof yet"


@given(st.integers(0, 12), st.integers(0, 12))
def test_who_is_stricter_by_all_falls_of_the_coins(one: int, other: int) -> None:
    falls = [comb(one + other, k) for k in range(one + other + 1)]
    as_uneven = sum(n for k, n in enumerate(falls) if abs(2 * k - one - other) >= abs(one - other))
    assert mcnemar(one, other) == pytest.approx(as_uneven / sum(falls))


def _by_definition(units: Sequence[Sequence[frozenset[int]]]) -> float:
    """Over all ordered pairs of values, straight from the definition."""
    paired = [unit for unit in units if len(unit) > 1]
    values = [value for unit in paired for value in unit]
    n = len(values)
    within = sum(sum(masi(a, b) for a, b in permutations(u, 2)) / (len(u) - 1) for u in paired) / n
    between = sum(masi(a, b) for a, b in permutations(values, 2)) / (n * (n - 1))
    return 1 - within / between


sets = st.frozensets(st.integers(0, 3), max_size=2)


@given(st.lists(st.lists(sets, min_size=1, max_size=4), min_size=2, max_size=8))
def test_alpha_by_definition(units: list[list[frozenset[int]]]) -> None:
    found = krippendorff_alpha(units, masi)
    if found is not None:
        assert found == pytest.approx(_by_definition(units)) and found <= 1 + 1e-9


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_two_readers_are_symmetric_and_within_bounds(told: list[tuple[bool, bool]]) -> None:
    a, b = zip(*told, strict=True)
    one, other = pairwise(a, b), pairwise(b, a)
    assert (one.both, one.only_first) == (other.both, other.only_second)
    if one.kappa is not None and one.low is not None and one.high is not None:
        assert -1 <= one.low <= one.kappa + 1e-12 and one.kappa <= one.high + 1e-12 and one.high <= 1
        assert one.kappa == pytest.approx(other.kappa)
    assert one.ac1 is None or -1 <= one.ac1 <= 1
    assert np.isclose(one.both + one.only_first + one.only_second + one.neither, len(told))
