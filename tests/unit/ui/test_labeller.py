"""What the label pass's browser side sends, and the order in which failure modes are listed."""

from __future__ import annotations

import pytest

from lib.failure_modes import FailureMode, LabelValue
from lib.store.recoding.criteria_drift import Flips
from lib.ui.label import labeller
from lib.words import criteria_drift as drift_words


def test_a_tick_is_read_as_it_was_sent() -> None:
    sent = {"seq": 3, "kind": "tick", "review": 7, "mode": 2, "value": "yes"}
    act = labeller.parse(sent)
    assert (act.seq, act.review_id, act.mode_id, act.value) == (3, 7, 2, LabelValue.YES)
    assert labeller.parse({**sent, "value": "no"}).value is LabelValue.NO
    assert labeller.parse({"seq": 4, "kind": "move", "review": 7, "by": -40}).by == -1


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"seq": 1, "kind": "drop", "review": 1},
        {"kind": "tick"},
        {"seq": "x", "kind": "undo", "review": 1},
    ],
)
def test_anything_else_is_refused(raw: object) -> None:
    with pytest.raises(ValueError):
        labeller.parse(raw)


def test_children_are_listed_under_their_parent_and_none_is_lost() -> None:
    modes = [
        FailureMode(1, "a", parent_id=3),
        FailureMode(2, "b"),
        FailureMode(3, "c"),
        FailureMode(4, "d", parent_id=99),
        FailureMode(5, "e", parent_id=1),
    ]
    assert [mode.name for mode in labeller.in_order(modes)] == ["b", "c", "a", "e", "d"]


def test_flips_are_never_said_without_out_of_how_many() -> None:
    assert "20 traces" in drift_words.flipped(Flips(looked=20, to_fail=3))
    assert "3 changed from pass to fail" in drift_words.flipped(Flips(looked=20, to_fail=3))
    assert "20 traces" in drift_words.flipped(Flips(looked=20))


def test_flips_of_all_failure_modes_are_one_sentence_and_silent_without_a_look() -> None:
    both = {1: Flips(looked=20, to_fail=3), 2: Flips(looked=5, to_pass=1, has=2)}
    words = "Of 25 looks again, after a failure mode was made or changed, 4 changed pass to fail or back."
    assert drift_words.in_all(both) == words
    assert drift_words.in_all({}) == ""
