"""What a draw will be able to say."""

import pytest

from lib.stats import planning


def test_picks_in_proportion_are_worth_as_many_random_ones() -> None:
    assert planning.effective_size([900, 100], [90, 10]) == pytest.approx(100)
    assert planning.effective_size([900, 100], [50, 50]) == pytest.approx(60.9756, abs=1e-4)
    assert planning.effective_size([900, 100, 0], [100, 0, 0]) == 0
    assert planning.effective_size([], []) == 0


def test_a_failure_of_three_percent_is_met_by_a_hundred() -> None:
    assert planning.meets(100) == pytest.approx(0.02951, abs=1e-5)
    assert planning.meets(30) == pytest.approx(0.09503, abs=1e-5)
    assert planning.meets(0) == 1


def test_the_chance_to_miss_one_failure_in_a_hundred() -> None:
    assert planning.misses(1, 10, 0.1) == pytest.approx(0.9)
    # 990! / 900! * 910! / 1000!, by hand; with putting back it would be .405.
    assert planning.misses(90, 1_000, 0.01) == pytest.approx(0.3877, abs=1e-4)
    assert planning.misses(1_000, 1_000, 0.01) == 0
    assert planning.misses(10, 40, 0.01) == pytest.approx(0.75)
