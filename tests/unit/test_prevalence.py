"""Rates and their intervals."""

from __future__ import annotations

import pytest

from lib.stats.prevalence import half_width, wilson


@pytest.mark.parametrize(
    ("positive", "n", "expected"),
    [
        (6, 50, (0.056176, 0.238048)),
        (20, 100, (0.133367, 0.288829)),
        (0, 50, (0.0, 0.071348)),
        (0, 0, (0.0, 1.0)),
    ],
)
def test_wilson(positive: int, n: int, expected: tuple[float, float]) -> None:
    assert wilson(positive, n) == pytest.approx(expected, abs=1e-6)


def test_wilson_of_another_confidence_and_at_the_end() -> None:
    assert wilson(50, 50)[1] == 1.0
    wide, narrow = wilson(6, 50, 0.99), wilson(6, 50, 0.8)
    assert wide[0] < narrow[0] < 0.12 < narrow[1] < wide[1]


def test_half_width_before_reading() -> None:
    assert half_width(0.15, 30) == pytest.approx(0.1267, abs=1e-4)
    assert half_width(0.12, 50) == pytest.approx(0.09, abs=0.003)
    assert half_width(0.12, 100) == pytest.approx(0.065, abs=0.002)
