"""Shares as words: never without their interval, never rounded to nothing."""

from __future__ import annotations

import ast
import re

import pytest

from lib.stats.prevalence import Estimate
from lib.ui.shell.chart_with_table import as_csv
from lib.ui.shell.pick_table import Column, Row
from lib.words.figures import bold, decimal, percent, points, rate
from tests.conftest import ROOT


def of(value: float | None, low: float = 0.0, high: float = 1.0) -> Estimate:
    return Estimate(value, low, high, 1, 10, 10)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0\u00a0%"),
        (0.004, "0.4\u00a0%"),
        (0.0095, "1\u00a0%"),
        (0.16, "16\u00a0%"),
        (1.0, "100\u00a0%"),
    ],
)
def test_percent(share: float, said: str) -> None:
    assert percent(share) == said


def test_a_rate_has_its_interval_or_is_a_dash() -> None:
    assert rate(of(0.16, 0.09, 0.26)) == "16\u00a0% (9 to 26\u00a0%)"
    assert rate(of(0.026, 0.021, 0.032)) == "2.6\u00a0% (2.1 to 3.2\u00a0%)"
    assert rate(of(0.2, 0.2, 0.2)) == "20\u00a0% (20 to 20\u00a0%)", "everything was read"
    assert rate(of(0.0, 0.0, 0.31)) == "at most 31\u00a0%", "found, but in no random trace"
    assert rate(Estimate(0.0, 0.0, 0.31, 0, 10, 10)) == "0\u00a0% (0 to 31\u00a0%)"
    assert bold(of(0.16, 0.09, 0.26)) == "**16\u00a0%** (9 to 26\u00a0%)"
    assert bold(of(0.0, 0.0, 0.31)) == "**at most 31\u00a0%**"
    assert rate(of(None)) == points(of(None)) == "–"
    assert points(of(0.04, -0.06, 0.14)) == "+4 (−6 to +14) points"


def test_a_cell_that_is_a_formula_is_text_in_the_csv() -> None:
    made = as_csv([Column("=A"), Column("b")], [Row("1", "=HYPERLINK(1)", ("+4", "-1", "@x", "a,b"))])
    assert made.splitlines() == ["\ufeff'=A,b", "'=HYPERLINK(1),+4,-1,'@x,\"a,b\""]


def test_no_line_breaks_between_a_number_and_its_sign() -> None:
    """Nowhere in what is shown: the demo's people and the prompts for a model write as they like."""
    own = [path for room in ("lib", "pages") for path in (ROOT / room).rglob("*.py")]
    own = [path for path in own if not {"demo", "assist"} & set(path.relative_to(ROOT).parts)]
    breaks = [f"{path.relative_to(ROOT)}: {said}" for path in own for said in _with_a_break(path.read_text())]
    assert not breaks, "write \\u00a0 before the sign"


def _with_a_break(source: str) -> list[str]:
    tree = ast.parse(source)
    # Docstrings, and strings that stand for what follows them.
    unsaid = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    words = [
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in unsaid
    ]
    return [said for said in words if re.search(r"(^|\d) %(?!\w)", said)]


def test_a_file_has_plain_spaces_in_its_titles() -> None:
    assert as_csv([Column("Share, 95\u00a0%")], []).lstrip("\ufeff").splitlines()[0] == '"Share, 95 %"'


@pytest.mark.parametrize(
    ("value", "said"), [(-0.127, "−0.13"), (-0.001, "0.00"), (0.666, "0.67"), (None, "–")]
)
def test_a_decimal_has_a_true_minus_and_no_negative_zero(value: float | None, said: str) -> None:
    assert decimal(value) == said
