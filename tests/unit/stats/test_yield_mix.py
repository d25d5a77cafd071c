"""The proposed next mix: always some random, the rest where modes were found, not by one lucky trace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.model import StrategyYield
from lib.stats.yields import Basis, next_mix, per_hour, per_ten


def brought(
    strategy: str | None,
    read: int,
    new_modes: int = 0,
    failed: int = 0,
    *,
    random: bool = False,
    seconds: float = 60.0,
) -> StrategyYield:
    return StrategyYield(strategy, random, read, failed, 0, new_modes, seconds)


def test_with_nothing_read_all_is_random() -> None:
    assert next_mix([]).draws == (("random", 100),)
    assert next_mix([brought("feedback", 0)]).random == 1.0


def test_with_only_random_read_the_rest_goes_to_the_default() -> None:
    mix = next_mix([brought("random", 40, 5, 12, random=True)])
    assert (mix.random, mix.draws, mix.basis) == (0.3, (("smart mix", 100),), Basis.NOTHING_TARGETED)


def test_sizes_follow_the_smoothed_new_modes_per_trace() -> None:
    # r = 10/100. Feedback (4 + 2) / 40 = .15, outlier (0 + 2) / 40 = .05, smart mix, not tried, .1.
    mix = next_mix(
        [brought("random", 60, 6, random=True), brought("feedback", 20, 4), brought("outlier", 20)]
    )
    assert mix.draws == (("feedback", 50), ("smart mix", 35), ("outlier", 15))
    assert mix.basis is Basis.NEW_MODES


def test_one_lucky_trace_does_not_take_everything() -> None:
    mix = next_mix(
        [brought("random", 100, 10, random=True), brought("outlier", 1, 1), brought("feedback", 30, 3)]
    )
    sizes = dict(mix.draws)
    assert sizes["outlier"] <= 1.5 * sizes["feedback"]


def test_without_new_modes_failures_decide() -> None:
    mix = next_mix([brought("feedback", 80, failed=40), brought("outlier", 80, failed=8)])
    assert mix.basis is Basis.FAILURES
    sizes = dict(mix.draws)
    assert sizes["feedback"] > 2 * sizes["outlier"]


def test_modes_met_by_random_picks_alone_do_not_rank_the_others() -> None:
    mix = next_mix([brought("random", 90, 9, 30, random=True), brought("feedback", 80, 0, 60)])
    assert mix.basis is Basis.FAILURES and mix.draws[0][0] == "feedback"


def test_without_failures_all_get_the_same() -> None:
    mix = next_mix([brought("feedback", 50), brought("outlier", 10)])
    assert mix.basis is Basis.NO_FAILURES
    assert sorted(dict(mix.draws).values()) == [30, 35, 35]


def test_a_random_share_says_nothing_about_the_strategy_it_came_with() -> None:
    own = [brought("feedback", 40, 2), brought("outlier", 40, 2)]
    with_share = next_mix([*own, brought("outlier", 40, 30, random=True)])
    sizes = dict(with_share.draws)
    assert sizes["feedback"] == sizes["outlier"]


def test_traces_opened_in_no_batch_are_no_strategy() -> None:
    mix = next_mix([brought(None, 40, 9), brought("random", 10, random=True)])
    assert mix.basis is Basis.NOTHING_TARGETED


@pytest.mark.parametrize("share", [0.0, 0.19, 1.01])
def test_a_mix_without_enough_random_is_refused(share: float) -> None:
    with pytest.raises(ValueError):
        next_mix([brought("feedback", 10)], random=share)


ONE = st.builds(
    brought,
    st.sampled_from([None, "random", "smart mix", "feedback", "outlier", "clustered", "stratified"]),
    st.integers(0, 3000),
    st.integers(0, 40),
    st.integers(0, 500),
    random=st.booleans(),
)


@given(st.lists(ONE, max_size=12, unique_by=lambda one: (one.strategy, one.random)))
def test_a_mix_is_whole_and_keeps_its_random_share(yields: list[StrategyYield]) -> None:
    mix = next_mix(yields)
    sizes = [size for _, size in mix.draws]
    assert sum(sizes) == 100 and all(size > 0 and size % 5 == 0 for size in sizes)
    assert sizes == sorted(sizes, reverse=True)
    assert mix.random >= 0.2 and len(dict(mix.draws)) == len(sizes)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 200))
def test_more_new_modes_never_get_less(few: int, more: int, read: int) -> None:
    low, high = sorted((few, more))
    base = [brought("random", 50, 5, random=True), brought("outlier", 40, 3)]
    sizes = [
        dict(next_mix([*base, brought("feedback", read, found)]).draws).get("feedback", 0)
        for found in (low, high)
    ]
    assert sizes[0] <= sizes[1]


def test_few_traces_are_not_compared() -> None:
    assert per_ten(9, 19) is None and per_ten(9, 20) == 4.5
    assert per_hour(9, brought("random", 19)) is None
    assert per_hour(3, brought("random", 20, seconds=1800)) == 6.0
    assert per_hour(3, brought("random", 20, seconds=0)) is None
