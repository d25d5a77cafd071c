"""Rates and their intervals, differences, and many at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from lib.stats.prevalence import (
    Estimate,
    Segment,
    benjamini_hochberg,
    clopper_pearson,
    difference,
    effective_n,
    effective_picks,
    estimate,
    half_width,
    newcombe,
    p_of_difference,
    stratified,
    wilson,
)


def plain(positive: int, n: int) -> Estimate:
    return estimate([Segment(0, 10_000, n, positive)], 10_000, positive, n - positive)


@pytest.mark.parametrize(
    ("positive", "n", "expected"),
    [
        (6, 50, (0.056176, 0.238048)),
        (20, 100, (0.133367, 0.288829)),
        (0, 50, (0.0, 0.071348)),
        (0, 0, (0.0, 1.0)),
    ],
)
def test_wilson(positive: int, n: int, expected: tuple[float, float]) -> None:
    assert wilson(positive, n) == pytest.approx(expected, abs=1e-6)


def test_wilson_of_another_confidence_and_at_the_end() -> None:
    assert wilson(50, 50)[1] == 1.0
    wide, narrow = wilson(6, 50, 0.99), wilson(6, 50, 0.8)
    assert wide[0] < narrow[0] < 0.12 < narrow[1] < wide[1]


def test_clopper_pearson() -> None:
    assert clopper_pearson(0, 50) == pytest.approx((0.0, 0.071122), abs=1e-6)
    assert clopper_pearson(4, 100, 0.9)[1] == pytest.approx(0.089196, abs=1e-6)
    assert clopper_pearson(50, 50)[1] == 1.0
    assert clopper_pearson(0, 0) == (0.0, 1.0)


def test_half_width_before_reading() -> None:
    assert half_width(0.15, 30) == pytest.approx(0.1267, abs=1e-4)
    assert half_width(0.12, 50) == pytest.approx(0.09, abs=0.003)
    assert half_width(0.12, 100) == pytest.approx(0.065, abs=0.002)


def test_the_order_of_drawing_is_heeded() -> None:
    found = estimate([Segment(0, 1000, 30, 5), Segment(40, 900, 20, 2)], 1000, 42, 78)
    assert found.value == pytest.approx(0.152, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((0.082728, 0.267387), abs=1e-6)
    assert (found.positives, found.reviewed, found.random) == (42, 120, 50)
    assert 42 / 120 == 0.35, "what pooling everything would have said"


def test_all_random_is_plain_wilson() -> None:
    found = estimate([Segment(0, 1000, 50, 6)], 1000, 6, 44)
    assert (found.value, found.low, found.high) == pytest.approx((0.12, 0.056176, 0.238048), abs=1e-6)


def test_without_a_random_trace_there_is_no_rate_but_what_is_certain() -> None:
    found = estimate([], 1000, 30, 10)
    assert found.value is None and found.reason
    assert (found.low, found.high) == (0.03, 0.99)
    assert estimate([], 0, 0, 0).value is None


def test_more_known_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="More traces"):
        estimate([], 10, 8, 3)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Segment], int, int, int]:
    """Batches of random and targeted reading of a small population, as segments."""
    population = draw(st.integers(1, 60))
    positive = draw(st.lists(st.booleans(), min_size=population, max_size=population))
    segments, read, known = [], 0, 0
    for _ in range(draw(st.integers(1, 4))):
        drawn = draw(st.integers(0, population - read))
        found = sum(positive[read : read + drawn])
        if drawn:
            segments.append(Segment(known, population - read, drawn, found))
        targeted = draw(st.integers(0, population - read - drawn))
        known += found + sum(positive[read + drawn : read + drawn + targeted])
        read += drawn + targeted
    return segments, population, known, read - known


@given(histories(), st.floats(0.5, 0.99))
def test_an_estimate_stays_within_what_is_certain(
    history: tuple[list[Segment], int, int, int], confidence: float
) -> None:
    segments, population, positive, negative = history
    found = estimate(segments, population, positive, negative, confidence)
    least, most = positive / population, 1 - negative / population
    assert 0 <= found.low <= found.high <= 1
    if found.value is None:
        assert not segments
    else:
        assert least - 1e-9 <= found.low <= found.value <= found.high <= most + 1e-9
        if positive + negative == population:
            assert found.low == found.value == found.high == pytest.approx(least)


def test_the_estimate_is_unbiased_whatever_the_targeting_learns() -> None:
    chance = np.random.default_rng(3)
    positive = np.zeros(200, dtype=bool)
    positive[:30] = True
    said = []
    for _ in range(4_000):
        order = list(chance.permutation(200))
        first = order[:10]
        # Reads the neighbours of a failing trace: they fail too. Nothing is read where none was found.
        targeted = [row for row in range(30) if row not in first][:15] if positive[first].any() else []
        left = [row for row in order[10:] if row not in targeted]
        second = [left[place] for place in chance.permutation(len(left))[:10]]
        known = int(positive[first].sum() + positive[targeted].sum())
        segments = [
            Segment(0, 200, 10, int(positive[first].sum())),
            Segment(known, len(left), 10, int(positive[second].sum())),
        ]
        # The certain bounds are left out: clipping is what biases small populations.
        said.append(estimate(segments, 200, 0, 0).value)
    assert np.mean(said) == pytest.approx(0.15, abs=3 * np.std(said) / np.sqrt(len(said)))


def test_picks_that_share_a_session_are_worth_less() -> None:
    one = [Segment(0, 1000, 60, 20)]
    place, alone = np.zeros(60, dtype=np.intp), np.arange(60)
    alike = np.repeat(np.arange(20), 3)
    positive = np.arange(60) < 20
    assert effective_picks(one, place, positive, alone) == 60
    # Whole sessions of three fail together: sixty picks are worth about the twenty sessions.
    assert effective_picks(one, place, np.repeat(np.arange(20) < 7, 3), alike) == pytest.approx(20, rel=0.2)
    assert effective_picks(one, place, np.zeros(60, dtype=bool), alike) == 20
    mixed = np.tile([True, False, False], 20)
    assert effective_picks(one, place, mixed, alike) == 60, (
        "no fewer variance than independent picks is claimed"
    )
    heavy = np.where(np.arange(60) < 2, 30.0, 1.0)
    assert effective_picks(one, place, positive, alone, heavy) < 20
    wide = estimate(one, 1000, 20, 40, effective=20)
    narrow = estimate(one, 1000, 20, 40)
    assert wide.value == narrow.value and wide.low < narrow.low and narrow.high < wide.high


def test_the_grouped_bootstrap_agrees_with_resampling_group_by_group() -> None:
    chance = np.random.default_rng(5)
    group = np.sort(chance.integers(0, 40, 120))
    positive = chance.random(120) < np.where(chance.random(40) < 0.4, 0.8, 0.05)[group]
    segment = (np.arange(120) % 2).astype(np.intp)
    drawn = [int((segment == b).sum()) for b in (0, 1)]
    segments = [
        Segment(k, u, n, int(positive[segment == b].sum()))
        for b, (k, u, n) in enumerate(zip((0, 30), (900, 800), drawn, strict=True))
    ]
    names, said = np.unique(group), []
    for _ in range(3_000):
        rows = np.concatenate([np.flatnonzero(group == name) for name in chance.choice(names, len(names))])
        again = [
            Segment(
                s.known,
                s.unreviewed,
                int((segment[rows] == b).sum()),
                int(positive[rows][segment[rows] == b].sum()),
            )
            for b, s in enumerate(segments)
        ]
        said.append(estimate(again, 900, 0, 0).value)
    share = positive.mean()
    scale = sum(s.drawn * s.unreviewed for s in segments) / 120 / 900
    worth = scale**2 * share * (1 - share) / np.var(said)
    assert effective_picks(segments, segment, positive, group) == pytest.approx(worth, rel=0.12)


def test_stratified() -> None:
    found = stratified((0.1, 0.9), (25, 2), (50, 50))
    assert (found.value, found.low, found.high) == pytest.approx((0.086, 0.046070, 0.154917), abs=1e-6)
    assert effective_n((0.1, 0.9), (25, 2), (50, 50)) == pytest.approx(105.887, abs=1e-3)


def rogan_gladen(flagged: float, found: float, cleared: float) -> float:
    """The rate behind a judge's, if it errs everywhere as where it was checked (Rogan & Gladen 1978)."""
    assert found + cleared > 1, "a judge no better than chance tells nothing"
    return (flagged + cleared - 1) / (found + cleared - 1)


def test_a_judge_that_labelled_everything_is_checked_by_strata_and_not_inverted() -> None:
    """Of 22 % flagged, 17 of 25 read failed; of the others 3 of 75."""
    found, cleared = 17 / (17 + 3), 72 / (72 + 8)
    assert (found, cleared) == pytest.approx((0.85, 0.90))
    assert rogan_gladen(0.22, found, cleared) == pytest.approx(0.16)
    judged = stratified((0.22, 0.78), (17, 3), (25, 75))
    assert (judged.value, judged.low, judged.high) == pytest.approx((0.1808, 0.132788, 0.241340), abs=1e-6)
    assert effective_n((0.22, 0.78), (17, 3), (25, 75)) == pytest.approx(191.905, abs=1e-3)
    low, high = wilson(20, 100)
    assert judged.high - judged.low < high - low, "narrower than the hundred read alone"


def test_a_stratum_without_a_trace_read_leaves_no_estimate() -> None:
    assert stratified((0.5, 0.5), (3, 0), (10, 0)).value is None
    assert stratified((1.0, 0.0), (3, 0), (10, 0)).value == pytest.approx(0.3)
    with pytest.raises(ValueError, match="whole population"):
        stratified((0.5, 0.4), (1, 1), (2, 2))


def test_newcombe_and_mover_agree_for_plain_samples() -> None:
    assert newcombe(18, 100, 7, 100) == pytest.approx((0.017673, 0.203731), abs=1e-6)
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.052431, 0.333873), abs=1e-6)
    found = difference(plain(18, 100), plain(7, 100))
    assert found.value == pytest.approx(0.11)
    assert (found.low, found.high) == pytest.approx((0.017673, 0.203731), abs=1e-6)


def test_the_p_value_of_a_difference_is_between_the_score_test_and_fishers() -> None:
    table = [[18, 82], [7, 93]]
    score, fisher = chi2_contingency(table, correction=False).pvalue, fisher_exact(table).pvalue
    assert (score, fisher) == pytest.approx((0.018678, 0.030886), abs=1e-6)
    found = p_of_difference(difference(plain(18, 100), plain(7, 100)))
    assert found is not None and score < found < fisher and found == pytest.approx(0.0195, abs=1e-4)


def test_a_difference_needs_both_sides() -> None:
    found = difference(plain(3, 40), estimate([], 100, 2, 3))
    assert found.value is None and found.reason and p_of_difference(found) is None
    assert p_of_difference(difference(plain(3, 40), plain(3, 40))) == pytest.approx(1.0)


def test_the_p_value_falls_below_five_percent_where_the_interval_leaves_zero_out() -> None:
    for other in range(40):
        found = difference(plain(18, 100), plain(other, 100))
        p = p_of_difference(found)
        assert p is not None and (p < 0.05) == (found.low > 0 or found.high < 0)


def test_benjamini_hochberg() -> None:
    given_p = (0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205)
    expected = [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.084571, 0.205]
    assert benjamini_hochberg(given_p) == pytest.approx(expected, abs=1e-6)
    assert benjamini_hochberg(given_p[::-1]) == pytest.approx(expected[::-1], abs=1e-6)
    assert benjamini_hochberg([]) == []


@given(st.lists(st.floats(0, 1), max_size=20))
def test_adjusted_p_values_are_never_smaller_and_keep_their_order(p_values: list[float]) -> None:
    adjusted = benjamini_hochberg(p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    assert sorted(adjusted) == [q for _, q in sorted(zip(p_values, adjusted, strict=True))]
