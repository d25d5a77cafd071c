"""Modes that come together."""

from __future__ import annotations

import pytest

from lib.stats.cooccurrence import pairs


def test_the_worked_example() -> None:
    sets = [{"a", "b"}] * 12 + [{"a"}] * 8 + [{"b"}] * 3 + [set()] * 77
    [row] = pairs(sets).to_dict("records")
    assert (row["a"], row["b"], row["in_a"], row["in_b"], row["both"]) == ("a", "b", 20, 15, 12)
    assert row["jaccard"] == pytest.approx(0.521739, abs=1e-6)
    assert (row["a_given_b"], row["b_given_a"], row["lift"]) == pytest.approx((0.8, 0.6, 4.0))
    assert row["phi"] == pytest.approx(0.630126, abs=1e-6)
    assert row["p"] == row["p_adjusted"] == pytest.approx(4.2e-8, rel=0.01)


def test_every_pair_once_the_most_often_together_first() -> None:
    found = pairs([{1, 2, 3}, {1, 2}, {3}, set()])
    assert list(zip(found["a"], found["b"], found["both"], strict=True)) == [(1, 2, 2), (1, 3, 1), (2, 3, 1)]
    assert (found["p_adjusted"] >= found["p"]).all()


def test_nothing_to_pair() -> None:
    assert len(pairs([])) == len(pairs([{1}, set()])) == 0
    assert list(pairs([{1, 2}] * 3)["phi"]) == [0.0], "both in every trace: nothing varies"
