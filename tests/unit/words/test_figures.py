"""Shares as words: never without their interval, never rounded to nothing."""

from __future__ import annotations

import pytest

from lib.stats.prevalence import Estimate
from lib.ui.shell.chart_with_table import as_csv
from lib.ui.shell.pick_table import Column, Row
from lib.words.figures import percent, points, rate


def of(value: float | None, low: float = 0.0, high: float = 1.0) -> Estimate:
    return Estimate(value, low, high, 1, 10, 10)


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "0 %"), (0.004, "0.4 %"), (0.0095, "1 %"), (0.16, "16 %"), (1.0, "100 %")]
)
def test_percent(share: float, said: str) -> None:
    assert percent(share) == said


def test_a_rate_has_its_interval_or_is_a_dash() -> None:
    assert rate(of(0.16, 0.09, 0.26)) == "16 % (9 to 26 %)"
    assert rate(of(0.026, 0.021, 0.032)) == "2.6 % (2.1 to 3.2 %)"
    assert rate(of(0.2, 0.2, 0.2)) == "20 % (20 to 20 %)", "everything was read"
    assert rate(of(None)) == points(of(None)) == "–"
    assert points(of(0.04, -0.06, 0.14)) == "+4 (−6 to +14) points"


def test_a_cell_that_is_a_formula_is_text_in_the_csv() -> None:
    made = as_csv([Column("=A"), Column("b")], [Row("1", "=HYPERLINK(1)", ("+4", "-1", "@x", "a,b"))])
    assert made.splitlines() == ["\ufeff'=A,b", "'=HYPERLINK(1),+4,-1,'@x,\"a,b\""]
