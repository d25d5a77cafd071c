"""What an alpha is said to be good for goes by what its interval leaves open."""

from __future__ import annotations

import pytest

from lib.model import Reading
from lib.services.readers import Readers
from lib.stats.agreement import LEAST_DOUBLE
from lib.stats.double_reading import Figures, Score, Steps
from lib.words import saturation
from lib.words.reliability import alpha, labels
from lib.words.text import plain

AT_MOST = "Good enough for tentative conclusions at most."
OPEN = "Could be reliable or not: more traces read twice would tell."


@pytest.mark.parametrize(
    ("middle", "low", "high", "said"),
    [
        (0.81, 0.49, 1.0, OPEN),
        (0.95, 0.6, 1.0, OPEN),
        (0.6, 0.5, 0.7, AT_MOST),
        (0.5, 0.2, 0.667, AT_MOST),
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


def known(people: int, traces: int = 0, unread: int = 0) -> Readers:
    score = Score(33, 40, 0.82, 0.71, 0.9)
    figures = Figures(traces, traces, True, score, Steps(0, 0, 0), score, (0, 0), 0)
    readings = tuple(Reading(1, person, True, None, None, True) for person in range(people) if traces)
    return Readers(readings, figures, unread, {person: f"P{person}" for person in range(people)})


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (known(0), ""),
        (known(1), "one person has read everything, so nobody can say"),
        (known(3), "3 people have read, no trace twice, so nobody can say"),
        (known(2, unread=4), "is told once you have read"),
        (
            known(2, 40),
            "two people read 40 of the same random traces and say the same of 33, failed or not. "
            "Alpha 0.82 (0.71 to 0.90). Good enough for tentative conclusions.",
        ),
    ],
)
def test_one_sentence_says_whether_the_labels_can_be_trusted(who: Readers, said: str) -> None:
    assert said in plain(labels(who)) and bool(labels(who)) == bool(said)


@pytest.mark.parametrize(
    ("score", "is_told"),
    [
        (Score(10, 40, 0.4, 0.2, 0.6), True),
        (Score(10, 40, 0.6, 0.4, 0.7), False),  # it may be reliable
        (Score(10, LEAST_DOUBLE - 1, 0.4, 0.2, 0.6), False),
        (Score(10, 40, None, None, None), False),
    ],
)
def test_a_light_says_where_readers_do_not_agree_on_failure_modes(score: Score, is_told: bool) -> None:
    figures = Figures(40, 40, True, score, Steps(0, 0, 0), score, (0, 0), 0)
    told = saturation.not_agreed(Readers((), figures, 0, {}))
    assert told.startswith("Readers do not agree yet") if is_told else told == ""
