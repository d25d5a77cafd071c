"""What an alpha is said to be good for goes by what its interval leaves open."""

from __future__ import annotations

import pytest

from lib.stats.agreement import LEAST_DOUBLE
from lib.stats.double_reading import Score
from lib.words.reliability import alpha

OPEN = "Could be reliable or not: more traces read twice would tell."


@pytest.mark.parametrize(
    ("middle", "low", "high", "said"),
    [
        (0.81, 0.49, 1.0, OPEN),
        (0.95, 0.6, 1.0, OPEN),
        (0.6, 0.5, 0.7, OPEN),
        (0.5, 0.2, 0.667, OPEN),
        (0.9, 0.8, 1.0, "Reliable."),
        (1.0, 1.0, 1.0, "Reliable."),
        (0.9, 0.79, 1.0, "Good enough for tentative conclusions."),
        (0.7, 0.667, 0.75, "Good enough for tentative conclusions."),
        (0.5, 0.2, 0.66, "Not reliable yet."),
        (-0.2, -0.5, 0.1, "Not reliable yet."),
        (0.9, None, None, "How sure that is cannot be told."),
    ],
)
def test_the_word_for_an_alpha_goes_by_the_ends_of_its_interval(
    middle: float, low: float | None, high: float | None, said: str
) -> None:
    assert alpha(Score(40, 50, middle, low, high)).endswith(said)


def test_of_few_traces_nothing_is_said() -> None:
    words = alpha(Score(1, LEAST_DOUBLE - 1, 0.9, 0.85, 1.0))
    assert f"it takes {LEAST_DOUBLE}" in words and "eliable" not in words
