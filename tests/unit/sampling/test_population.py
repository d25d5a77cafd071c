"""The frame: who may be drawn, and identical traces as one unit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lib.sampling.population import Population


def _population(**changes: object) -> Population:
    return replace(Population.of_ids([11, 12, 13, 14, 15, 16]), **changes)  # type: ignore[arg-type]


def test_columns_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError):
        _population(feedback=np.zeros(5))


def test_identical_traces_are_one_unit_with_their_number_and_their_worst_feedback() -> None:
    frame = _population(
        duplicate_of=np.array([7, 8, 7, 9, 7, 8]), feedback=np.array([np.nan, 1.0, -0.5, np.nan, 0.5, np.nan])
    ).frame()
    assert frame.rows.tolist() == [0, 1, 3]
    assert frame.multiplicity.tolist() == [3, 2, 1]
    np.testing.assert_array_equal(frame.feedback, [-0.5, 1.0, np.nan])


def test_a_group_is_read_when_one_of_it_is_read_even_outside_the_filter() -> None:
    same = np.array([0, 1, 0, 3, 4, 5])
    verdict = np.array(["defer", "", "", "pass", "", ""])
    wanted = np.array([False, True, True, True, True, False])
    frame = _population(duplicate_of=same, verdict=verdict, wanted=wanted).frame()
    assert frame.rows.tolist() == [1, 4]


def test_the_member_that_waits_in_a_batch_stands_for_its_group() -> None:
    drawn = np.array([False, False, True, False, False, False])
    frame = _population(duplicate_of=np.array([0, 1, 0, 3, 4, 5]), drawn=drawn).frame()
    assert frame.rows.tolist() == [1, 2, 3, 4, 5]
    assert frame.waiting.tolist() == [False, True, False, False, False]
    assert frame.multiplicity.tolist() == [1, 2, 1, 1, 1]


def test_verdicts_of_identical_traces_count_once_and_deferred_ones_not_at_all() -> None:
    verdict = np.array(["pass", "fail", "pass", "defer", "", "fail"])
    rows, fails = _population(duplicate_of=np.array([0, 1, 0, 3, 4, 0]), verdict=verdict).labelled()
    assert rows.tolist() == [0, 1]
    assert fails.tolist() == [True, True]


def test_what_was_drawn_waits_and_no_copy_of_it_can_be_drawn_again() -> None:
    after = _population(duplicate_of=np.array([0, 1, 0, 3, 4, 5])).after_drawing([13, 15])
    assert after.drawn.tolist() == [False, False, True, False, True, False]
    assert after.frame().rows.tolist() == [1, 3, 5]


def test_nothing_is_left_of_an_empty_population() -> None:
    frame = Population.of_ids([]).frame()
    assert len(frame) == 0
    assert len(frame.multiplicity) == len(frame.feedback) == 0
