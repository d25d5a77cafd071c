"""How few make up most."""

from __future__ import annotations

import pytest

from lib.stats.pareto import vital_few


def test_the_worked_example() -> None:
    counts = [1, 31, 18, 12, 9, 7, 5, 4, 3, 2, 2, 2, 1, 1, 1]
    assert vital_few(counts) == (6, pytest.approx(82 / 99))


def test_nothing_found_and_one_alone() -> None:
    assert vital_few([]) == vital_few([0, 0]) == (0, 0.0)
    assert vital_few([0, 3]) == (1, 1.0)
    assert vital_few([1, 1, 1, 1, 1]) == (4, 0.8)
