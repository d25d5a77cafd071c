"""From draws to segments, against a slow count trace by trace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.stats.designs import Run, Sample, Strata, bounded, prefix, rate, segments
from lib.stats.prevalence import Segment, stratified, traffic


def sample(size: int, weight: list[int], runs: list[tuple[list[int], list[int]]], **more: object) -> Sample:
    """A sample of traces read, each run given as the rows read before and the rows picked."""
    rows = len(weight)
    made = tuple(
        Run(np.isin(np.arange(rows), before), np.array(picks, dtype=np.intp)) for before, picks in runs
    )
    group = more.pop("group", np.arange(rows))
    return Sample(size, np.array(weight, dtype=np.float64), np.asarray(group), made, **more)  # type: ignore[arg-type]


def test_the_worked_example_from_its_traces() -> None:
    positive = np.array([True] * 5 + [False] * 25 + [True] * 35 + [False] * 35 + [True] * 2 + [False] * 18)
    found = sample(1000, [1] * 120, [([], list(range(30))), (list(range(100)), list(range(100, 120)))])
    assert segments(found, positive) == [Segment(0, 1000, 30, 5), Segment(40, 900, 20, 2)]
    assert rate(found, positive).value == pytest.approx(0.152)


@pytest.mark.parametrize(
    ("is_read", "expected"), [([], 0), ([True] * 3, 3), ([True, False, True], 1), ([False, True], 0)]
)
def test_only_what_was_read_without_a_gap_counts(is_read: list[bool], expected: int) -> None:
    assert prefix(np.array(is_read, dtype=bool)) == expected


def test_identical_traces_count_with_their_number() -> None:
    positive = np.array([True, False, False, True, True])
    found = sample(21, [3, 1, 1, 2, 1], [([], [0, 1, 2]), ([0, 1, 2, 4], [3])])
    # Three of the five traces that the first three picks stand for are positive.
    assert segments(found, positive) == [
        Segment(0, 21, 3, pytest.approx(1.8)),
        Segment(4, 15, 1, 1),
    ]
    assert rate(found, positive).positives == 6


def test_random_batches_in_a_row_are_one_sample() -> None:
    """240 picks in two batches, 122 of them positive, as if they had been drawn at once."""
    positive = np.arange(240) % 240 < 122
    positive = np.random.default_rng(3).permutation(positive)
    first, second = list(range(120)), list(range(120, 240))
    found = sample(600, [1] * 240, [([], first), (first, second)])
    at_once = sample(600, [1] * 240, [([], first + second)])
    assert segments(found, positive) == [Segment(0, 600, 240, 122)]
    assert rate(found, positive) == rate(at_once, positive)
    assert rate(found, positive).value == pytest.approx(122 / 240)


def test_one_drawn_in_two_batches_counts_once() -> None:
    # The second batch was drawn while 2 and 3 of the first were still unread, and drew 3 again.
    found = sample(50, [1] * 6, [([], [0, 1, 2, 3]), ([0, 1], [3, 4, 5])])
    assert found.random == 6
    assert segments(found, np.ones(6, dtype=bool)) == [Segment(0, 50, 6, 6)]


def test_what_was_read_between_two_batches_parts_them() -> None:
    found = sample(50, [1] * 5, [([], [0, 1]), ([0, 1, 2], [3, 4])])
    assert [one.unreviewed for one in segments(found, np.ones(5, dtype=bool))] == [50, 47]
    # Read elsewhere, it is no part of this population.
    outside = sample(50, [1, 1, 0, 1, 1], [([], [0, 1]), ([0, 1, 2], [3, 4])])
    assert len(segments(outside, np.ones(5, dtype=bool))) == 1


def test_one_session_alone_widens_the_interval() -> None:
    positive = np.arange(60) < 20
    apart = sample(1000, [1] * 60, [([], list(range(60)))])
    together = sample(1000, [1] * 60, [([], list(range(60)))], group=np.arange(60) // 5)
    assert not apart.shares_groups and together.shares_groups
    one, other = rate(apart, positive), rate(together, positive)
    assert one.value == other.value and other.low < one.low < one.high < other.high


def test_a_subgroup_takes_only_its_own() -> None:
    positive = np.array([True, True, False, True])
    found = sample(50, [1, 0, 1, 0], [([], [0, 2])])
    assert segments(found, positive) == [Segment(0, 50, 2, 1)]
    assert rate(found, positive).reviewed == 2


def test_deferred_picks_leave_a_wider_interval() -> None:
    positive = np.array([True] * 10 + [False] * 80 + [False] * 10)
    deferred = np.arange(100) >= 90
    kept = sample(1000, [1] * 90 + [0] * 10, [([], list(range(90)))])
    wide = sample(1010, [1] * 100, [([], list(range(100)))])
    plain, found = rate(kept, positive), bounded(kept, wide, positive, positive, positive | deferred)
    assert found.value == plain.value == pytest.approx(10 / 90)
    assert found.low < plain.low and found.high > plain.high
    assert found.high == pytest.approx(traffic([Segment(0, 1010, 100, 20)], 1010, 20, 80).high)


def test_a_stratified_batch_gives_a_rate_on_its_own() -> None:
    positive = np.array([True] * 25 + [False] * 25 + [True] * 2 + [False] * 48)
    strata = Strata(
        np.zeros(100, dtype=bool), np.arange(100), np.repeat([0, 1], 50), np.array([100.0, 900.0])
    )
    plain = sample(1000, [1] * 100, [], strata=strata)
    found, expected = rate(plain, positive), stratified((0.1, 0.9), (25, 2), (50, 50))
    assert (found.value, found.low, found.high) == pytest.approx(
        (0.086, expected.low, expected.high), abs=0.004
    )
    assert positive.mean() == 0.27, "what pooling everything would have said"
    mixed = sample(1000, [1] * 100, [([], [0, 50])], strata=strata)
    assert rate(mixed, positive).random == 2, "in a mix only the random picks count"
    assert rate(sample(1000, [1] * 100, []), positive).value is None


@st.composite
def readings(draw: st.DrawFn) -> tuple[Sample, np.ndarray]:
    rows = draw(st.integers(1, 30))
    weight = draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows))
    size = sum(weight) + draw(st.integers(0, 30))
    order = draw(st.permutations(range(rows)))
    runs, read = [], 0
    for _ in range(draw(st.integers(0, 3))):
        drawn = draw(st.integers(0, rows - read))
        picks = [row for row in order[read : read + drawn] if weight[row]]
        if picks:
            runs.append((list(order[:read]), picks))
        read += drawn
    group = draw(st.lists(st.integers(0, 9), min_size=rows, max_size=rows))
    positive = np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)))
    return sample(max(size, 1), weight, runs, group=np.array(group)), positive


@given(readings())
def test_a_rate_holds_what_is_certain(given_one: tuple[Sample, np.ndarray]) -> None:
    one, positive = given_one
    found = rate(one, positive)
    known = float((one.weight * positive).sum())
    assert 0 <= found.low <= found.high <= 1 and found.positives == known
    if found.value is not None:
        assert found.low <= found.value <= found.high and found.value >= known / one.size - 1e-9


@given(readings())
def test_segments_are_what_counting_one_by_one_gives(given_one: tuple[Sample, np.ndarray]) -> None:
    one, positive = given_one
    for run, segment in zip(one.stretches, segments(one, positive), strict=True):
        before = [row for row in range(len(positive)) if run.before[row]]
        assert segment.known == sum(one.weight[row] for row in before if positive[row])
        assert segment.unreviewed == one.size - sum(one.weight[row] for row in before)
        stands = sum(one.weight[row] for row in run.picks)
        fails = sum(one.weight[row] for row in run.picks if positive[row])
        assert segment.positive == pytest.approx(len(run.picks) * fails / stands)
