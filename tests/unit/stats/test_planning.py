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
