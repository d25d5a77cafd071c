"""Two states of a taxonomy, compared."""

from __future__ import annotations

import pytest

from lib.failure_modes import FailureMode, Taxonomy
from lib.stats.taxonomy_diff import Difference, differences, likeness

TONE, PRICE = FailureMode(1, "Tone"), FailureMode(2, "Price")


def state(modes: list[FailureMode], placed: dict[int, int]) -> Taxonomy:
    return Taxonomy(1, tuple(modes), placed)


def test_the_same_state_differs_in_nothing() -> None:
    same = state([TONE, PRICE], {1: 1, 2: 2})
    assert differences(same, same) == []


def test_a_mode_split_off_and_one_split_in_two() -> None:
    before = state([TONE], dict.fromkeys(range(10), 1))
    rude, cold = FailureMode(3, "Rude"), FailureMode(4, "Cold")
    off = state([TONE, rude], dict.fromkeys(range(6), 1) | dict.fromkeys(range(6, 10), 3))
    assert differences(before, off) == [Difference("split", "Tone", ("Tone", "Rude"), 4)]
    two = state([rude, cold], dict.fromkeys(range(7), 3) | dict.fromkeys(range(7, 10), 4))
    assert differences(before, two)[0] == Difference("split", "Tone", ("Rude", "Cold"), 10)


def test_merged_retired_new_and_moved() -> None:
    extra, odd = FailureMode(3, "Fee"), FailureMode(4, "Odd")
    before = state([TONE, PRICE, extra, odd], {1: 1, 2: 1, 3: 2, 4: 3, 5: 3, 6: 3, 7: 4})
    fresh = FailureMode(5, "Fresh")
    after = state([TONE, PRICE, fresh], {1: 1, 2: 2, 4: 2, 5: 2, 6: 2, 8: 5, 9: 1})
    [merged, *others] = differences(before, after)
    assert merged == Difference("merged", "Fee", ("Price",), 3)
    assert set(others) == {
        Difference("retired", "Odd", notes=1),
        Difference("new", "Fresh", notes=1),
        Difference("moved", "Tone", ("Price",), 1),
        Difference("ungrouped", "Price", notes=1),
        Difference("grouped", "Tone", notes=1),
    }
    assert len(others) == 5


def test_renamed_nested_and_redefined() -> None:
    now = FailureMode(1, "Manner", "How it speaks.", parent_id=2, severity=3)
    assert differences(state([TONE, PRICE], {}), state([now, PRICE], {})) == [
        Difference("renamed", "Tone", ("Manner",)),
        Difference("nested", "Tone", ("Price",)),
        Difference("redefined", "Tone", ("definition", "severity")),
    ]


def test_a_split_keeps_homogeneity_and_a_merge_completeness() -> None:
    before = state([], dict(enumerate([1, 1, 1, 2, 2, 2])) | {6: 1})
    after = state([], dict(enumerate([3, 3, 4, 5, 5, 5])) | {7: 3})
    alike = likeness(before, after)
    assert alike is not None and alike.notes == 6
    figures = (alike.homogeneity, alike.completeness, alike.v, alike.rand, alike.mutual)
    assert figures == pytest.approx((1.0, 0.685331, 0.813290, 0.705882, 0.727608), abs=5e-7)
    back = likeness(after, before)
    assert back is not None and (back.homogeneity, back.completeness) == pytest.approx(
        (0.685331, 1), abs=5e-7
    )
    assert likeness(before, state([], {1: 3})) is None
