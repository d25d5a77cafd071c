"""The chart of agreement draws no figure that rests on too few traces to mean anything."""

from __future__ import annotations

from lib.charts.agreement import alphas
from lib.stats.agreement import LEAST_DOUBLE
from lib.stats.double_reading import Score


def score(of: int, alpha: float | None = 0.7) -> Score:
    return Score(of - 1, of, alpha, 0.5, 0.9)


def test_an_alpha_of_few_traces_is_not_drawn() -> None:
    assert alphas({"failed or not": score(LEAST_DOUBLE - 1)}) is None
    assert alphas({"failed or not": score(LEAST_DOUBLE, None)}) is None
    both = alphas({"failed or not": score(LEAST_DOUBLE), "failure modes": score(LEAST_DOUBLE - 1)})
    names = {row["name"] for rows in both.to_dict()["datasets"].values() for row in rows if "name" in row}
    assert names == {"failed or not"}
