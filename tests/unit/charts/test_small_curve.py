"""The curve of the card: the same figures as the chart in full, and nothing of a person's in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pandas as pd
import pytest

from lib.charts import small_curve

FRAME = pd.DataFrame(
    {
        "traces": [0, 50, 100, 150],
        "modes": [0.0, 30.0, 40.0, 42.0],
        "low": [0.0, 25.0, 36.0, 38.0],
        "high": [0.0, 35.0, 44.0, 46.0],
    }
)


def points(made: str) -> list[list[tuple[float, float]]]:
    """The lines of it, the first the band, in traces and failure modes."""
    top = 1.05 * FRAME["high"].max()
    return [
        [
            (float(x) * 1.5, (100 - float(y)) * top / 100)
            for x, y in (one.split(",") for one in said.split(" "))
        ]
        for said in re.findall(r'points="([^"]+)"', unquote(made))
    ]


def test_what_was_read_is_a_line_and_what_is_expected_goes_on_from_it_broken() -> None:
    made = small_curve.drawn(FRAME, 100, "Found")
    band, known, expected = points(made)
    assert known == [(0, 0), pytest.approx((50, 30), abs=0.1), pytest.approx((100, 40), abs=0.1)]
    assert expected == [known[-1], pytest.approx((150, 42), abs=0.1)]
    assert band[:4] == [pytest.approx(one, abs=0.1) for one in ((0, 0), (50, 25), (100, 36), (150, 38))]
    assert band[4:] == [pytest.approx(one, abs=0.1) for one in ((150, 46), (100, 44), (50, 35), (0, 0))]
    assert re.findall(r'stroke-dasharray="([^"]*)"', unquote(made)) == ["", "4 4"]


def test_its_scales_say_whole_numbers_at_their_places() -> None:
    made = small_curve.drawn(FRAME, 100, "Found")
    beside = re.findall(r"top:([\d.]+)%;transform:translateY\(-50%\)\">(\d+)<", made)
    assert {said: float(at) for at, said in beside} == {
        str(n): pytest.approx(100 - 100 * n / (1.05 * 46), abs=0.01) for n in (0, 20, 40)
    }
    below = re.findall(r"left:([\d.]+)%;transform:translateX\(-50%\)\">(\d+)<", made)
    assert {said: float(at) for at, said in below} == {
        str(n): pytest.approx(n / 1.5, abs=0.01) for n in (0, 50, 100, 150)
    }


def test_one_random_trace_that_showed_nothing_is_drawn_too() -> None:
    one = pd.DataFrame({"traces": [0, 1], "modes": [0.0, 0.0], "low": [0.0, 0.0], "high": [0.0, 0.0]})
    assert "nan" not in small_curve.drawn(one, 1, "Found")


def test_what_it_shows_is_told_and_stays_text() -> None:
    labels: list[str] = []

    class Told(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            labels.extend(said for name, said in attrs if name == "alt" and said)

    Told().feed(small_curve.drawn(FRAME, 100, '"><img src=x>'))
    assert labels == ['"><img src=x>']
