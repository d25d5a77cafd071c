"""What could be better about a taxonomy."""

from __future__ import annotations

import pytest

from lib.failure_modes import FailureMode
from lib.stats.taxonomy_quality import (
    GroupedNote,
    Pair,
    effective_number,
    falls_apart,
    nearly_always_together,
    nearly_same_names,
    quality,
)


def test_a_mode_nearly_always_with_another_may_be_the_same() -> None:
    one, two, three = FailureMode(1, "One"), FailureMode(2, "Two"), FailureMode(3, "Three")
    traces_of = {1: range(20), 2: [*range(12), 50, 51, 52], 3: range(4)}
    assert nearly_always_together([one, two, three], traces_of) == [Pair(2, 1, 12, 15)]
    traces_of[2] = [*range(11), 50, 51, 52]  # 11 of 14 are 78.6 %
    assert nearly_always_together([one, two, three], traces_of) == []


def test_a_child_is_not_said_to_come_with_its_parent() -> None:
    parent, child = FailureMode(1, "Money"), FailureMode(2, "Fee", parent_id=1)
    assert nearly_always_together([parent, child], {1: range(9), 2: range(6)}) == []


def test_names_that_differ_in_a_letter_or_the_order_of_words() -> None:
    names = ["Wrong price", "Wrong prices", "Price wrong", "No hand-off", "Wrong address", "Step 1", "Step 2"]
    modes = [FailureMode(number, name) for number, name in enumerate(names)]
    assert {(pair.other_id, pair.mode_id) for pair in nearly_same_names(modes)} == {(0, 1), (0, 2)} | {(1, 2)}


def notes(*texts: str, mode: int | None = 1) -> list[GroupedNote]:
    return [GroupedNote(number, text, number, mode) for number, text in enumerate(texts)]


def test_a_large_mode_of_two_subjects_falls_apart_and_one_subject_does_not() -> None:
    prices = [f"quoted the wrong price for unit {unit}" for unit in ("A1", "B2", "C3", "D4", "E5")]
    people = [f"never handed over to a person, {why}" for why in ("angry", "legal", "lost", "late")]
    found = falls_apart(1, notes(*prices, *people), 12)
    assert found is not None
    assert (found.held, found.grouped, found.parts) == (9, 12, 2)
    assert set(found.note_ids) in (set(range(5)), set(range(5, 9)))
    assert falls_apart(1, notes(*prices, *people), 30) is None
    assert falls_apart(1, notes(*["quoted the wrong price"] * 9), 9) is None
    assert falls_apart(1, notes("", " ", "!", "", "", ""), 6) is None


def test_what_is_missing_is_named() -> None:
    modes = [
        FailureMode(1, "One", "Said.", examples=(0,)),
        FailureMode(2, "Two"),
        FailureMode(3, "Three", "Said.", examples=(0,)),
    ]
    held = [*notes("a", "b"), GroupedNote(7, "c", 7, 2), GroupedNote(8, "d", 8, None)]
    found = quality(modes, held, {1: [0, 1], 2: [7], 3: []})
    assert (found.notes, found.not_grouped) == (4, 1)
    assert (found.empty, found.single, found.undefined) == ((3,), (2,), (2,))
    assert found.without_example == (2, 3)
    assert (found.shown, found.several) == (3, 0)


def test_how_varied_and_how_often_together() -> None:
    counts = [31, 18, 12, 9, 7, 5, 4, 3, 2, 2, 2, 1, 1, 1, 1]
    assert effective_number(counts) == pytest.approx(8.526456, abs=5e-7)
    assert effective_number([5, 5, 0]) == pytest.approx(2)
    assert effective_number([0]) == effective_number([]) == 0
    under = [FailureMode(1, "Upper"), FailureMode(2, "Lower", parent_id=1), FailureMode(3, "Other")]
    # A trace with the lower one has the upper one too, and that is one failure.
    found = quality(under, [], {1: [0, 1], 2: [0, 1], 3: [1, 2]})
    assert (found.shown, found.several, found.effective) == (3, 1, pytest.approx(2))
