"""How a batch is shared out among strata."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.sampling.allocation import Allocation, allocate

PROPORTIONAL, EQUAL, SMALL_MORE = Allocation


@pytest.mark.parametrize(
    ("how", "sizes", "size", "expected"),
    [
        (PROPORTIONAL, [60, 30, 10], 10, [6, 3, 1]),
        (PROPORTIONAL, [47, 16, 16, 21], 10, [5, 2, 1, 2]),  # 4.7 1.6 1.6 2.1: two of three remainders
        (EQUAL, [60, 30, 10], 9, [3, 3, 3]),
        (EQUAL, [60, 30, 2], 10, [4, 4, 2]),  # what the small one cannot take goes to the others
        (EQUAL, [6, 3, 2], 100, [6, 3, 2]),
        (SMALL_MORE, [10_000, 100, 1], 22, [20, 2, 0]),
        (PROPORTIONAL, [], 5, []),
        (EQUAL, [5, 0, 5], 4, [2, 0, 2]),
    ],
)
def test_worked_examples(how: Allocation, sizes: list[int], size: int, expected: list[int]) -> None:
    given_out = allocate(how, sizes, size, seed=3).tolist()
    tied = how is PROPORTIONAL and len(sizes) == 4
    assert (sorted(given_out) if tied else given_out) == (sorted(expected) if tied else expected)


@given(
    st.sampled_from(list(Allocation)),
    st.lists(st.integers(0, 50), max_size=12),
    st.integers(0, 200),
    st.integers(0),
)
def test_the_whole_batch_is_given_out_and_never_more_than_there_is(
    how: Allocation, sizes: list[int], size: int, seed: int
) -> None:
    given_out = allocate(how, sizes, size, seed)
    assert given_out.sum() == min(size, sum(sizes))
    assert (given_out >= 0).all() and (given_out <= np.array(sizes, dtype=int)).all()


def test_the_remainder_of_equal_shares_goes_to_any_stratum_alike() -> None:
    extra = np.mean([allocate(EQUAL, [9, 9, 9], 4, seed) for seed in range(3_000)], axis=0) - 1
    np.testing.assert_allclose(extra, 1 / 3, atol=0.035)
