"""How common a failure is: rates with their intervals, differences of rates, and the honest design of both.

The estimator goes by the order of drawing (Des Raj 1956), because a targeted draw learns from what was read
before it: pooling all random picks would then be wrong. Only the random picks have to be random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

_RESAMPLES = 1_000

LEAST_IN_STRATUM = 10
"""A part of a population of which fewer random picks were read has no rate of its own."""

UNCOVERED_AT_MOST = 0.05
"""Parts without a rate that weigh more than this are no part of what the rate of all speaks of."""

TOO_FEW_OF_EACH = f"Of no group of traces were {LEAST_IN_STRATUM} random ones read."


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of random picks with no targeted reading between, of one population.

    Before it, ``known`` positive traces were among those read and ``unreviewed`` traces were not read.
    ``drawn`` random picks were read in it, ``positive`` of them positive. Where a pick stands for several
    identical traces, ``positive`` is ``drawn`` times the positive share of the traces: it may be a fraction.
    """

    known: float
    unreviewed: float
    drawn: float
    positive: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate with its interval, and what it rests on: numbers of traces positive, reviewed, read at random.

    ``value`` is None where nothing can be said of all traces; ``reason`` then says why, and ``low`` and
    ``high`` are what is certain.
    """

    value: float | None
    low: float
    high: float
    positives: float
    reviewed: float
    random: float
    reason: str = ""


def wilson(positive: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Wilson interval for a rate of which ``positive`` of ``n`` random traces show it.

    The values of p with |x/n - p| <= z sqrt(p (1 - p) / n), so it stays in [0, 1] and does not shrink to
    nothing where x is 0 (Wilson 1927). 6 of 50: .056176 to .238048; 20 of 100: .133367 to .288829.
    ``positive`` may be a fraction: an expected count. Nothing drawn: 0 to 1.
    """
    if n == 0:
        return 0.0, 1.0
    z = _z(confidence)
    share = positive / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(positive: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval for a rate (Clopper & Pearson 1934): never below its confidence.

    0 of 50: 0 to .071122. Nothing drawn: 0 to 1.
    """
    tail = (1 - confidence) / 2
    low = float(betaincinv(positive, n - positive + 1, tail)) if positive > 0 else 0.0
    high = float(betaincinv(positive + 1, n - positive, 1 - tail)) if positive < n else 1.0
    return low, high


def half_width(rate: float, n: int, confidence: float = 0.95) -> float:
    """Return how far, to either side, the rate will be known after ``n`` random traces if it is ``rate``.

    30 random traces on a failure of 15 %: .127, "± 13 points".
    """
    low, high = wilson(rate * n, n, confidence)
    return (high - low) / 2


def estimate(
    segments: Sequence[Segment],
    population: int,
    known_positive: float,
    known_negative: float,
    confidence: float = 0.95,
    *,
    effective: float | None = None,
) -> Estimate:
    """Return the share of ``population`` traces that are positive, from segments in the order of drawing.

        p = sum_b (r_b / R) (K_b + U_b x_b / r_b) / N,   R = sum r_b

    Each bracket is unbiased given all that was read before, whatever the targeting did; a mean of them with
    weights that do not depend on the labels stays so. The interval is that of Wilson for sum x_b of R,
    scaled to the part not known: [known + scale lo, known + scale hi], known = sum (r_b / R) K_b / N and
    scale = sum (r_b / R) U_b / N. All random is one segment and plain Wilson. ``effective`` is how many
    independent picks the R are worth (``effective_picks``), R by default.

    Value and interval are clipped to what is certain, [known_positive / N, 1 - known_negative / N]; then
    the interval is widened to hold the value. Everything read: all three are known_positive / N. In a small
    population of which most was read because it was targeted, the clipping biases the estimate.

    N = 1,000, (0, 1000, 30, 5), (40, 900, 20, 2), 42 and 78 known: .152 (.082728 to .267387).
    Raises ``ValueError`` for more traces known than there are.
    """
    reviewed = known_positive + known_negative
    if population < reviewed - 1e-9:
        raise ValueError("More traces are known than the population has.")
    drawn = sum(one.drawn for one in segments)
    least = known_positive / population if population else 0.0
    most = max(least, (population - known_negative) / population) if population else 1.0
    if drawn == 0 or population == 0:
        reason = (
            "There are no such traces."
            if population == 0
            else "Counts only. None of the traces read was picked at random, so no percentage of traffic can "
            "be computed."
        )
        return Estimate(None, least, most, known_positive, reviewed, 0, reason)
    value = sum(one.drawn * one.known + one.unreviewed * one.positive for one in segments)
    value = min(max(value / (drawn * population), least), most)
    low, high = _scaled(segments, population, drawn if effective is None else effective, confidence)
    low, high = min(max(low, least), value), max(min(high, most), value)
    return Estimate(value, low, high, known_positive, reviewed, drawn)


def _scaled(
    segments: Sequence[Segment], population: int, worth: float, confidence: float
) -> tuple[float, float]:
    """Wilson's interval for the picks, scaled to the part of the population that was not known."""
    drawn = sum(one.drawn for one in segments)
    known = sum(one.drawn * one.known for one in segments) / (drawn * population)
    scale = sum(one.drawn * one.unreviewed for one in segments) / (drawn * population)
    found = sum(one.positive for one in segments)
    low, high = wilson(found / drawn * worth, worth, confidence)
    return known + scale * low, known + scale * high


def traffic(
    segments: Sequence[Segment],
    population: int,
    known_positive: float,
    known_negative: float,
    confidence: float = 0.95,
    *,
    effective: float | None = None,
) -> Estimate:
    """Return the rate of what the application does, of which the ``population`` traces are a sample.

    Value and arguments are those of ``estimate``. Its interval (l, h), not clipped to what is known, is the
    error of reading a part; Wilson's for all N = ``population``, (l_N, h_N), that of having N traces and no
    more. The two are independent and are joined as MOVER does (Donner & Zou 2012):

        v - sqrt((v - l)^2 phi + (v - l_N)^2)  to  v + sqrt((h - v)^2 phi + (h_N - v)^2)

    where phi = sum a_b (1 - r_b / U_b) / sum a_b, a_b = (r_b U_b / R)^2 / r_b, is what reading has left open.
    ``effective`` picks for R make N as many times fewer. Everything read: Wilson's for N alone.

    4 of 60, all read: .026229 to .159254. N = 100, 9 of 60 random: .15 (.078250 to .258642). No value, and
    0 to 1, where nothing was picked at random. Raises ``ValueError`` for more traces known than there are.
    """
    found = estimate(segments, population, known_positive, known_negative, confidence, effective=effective)
    if found.value is None:
        return replace(found, low=0.0, high=1.0)
    worth = found.random if effective is None else effective
    unread = population - known_positive - known_negative > 1e-9
    part = _scaled(segments, population, worth, confidence)
    return as_traffic(
        found, part, _left_open(segments) if unread else 0.0, population * worth / found.random, confidence
    )


def _left_open(segments: Sequence[Segment]) -> float:
    """The finite-population factor of the variance: 1 where a small part was read, 0 where all was."""
    a = [one.drawn * one.unreviewed**2 for one in segments]
    read = [min(1.0, one.drawn / one.unreviewed) if one.drawn else 0.0 for one in segments]
    total = sum(a)
    return sum(each * (1 - share) for each, share in zip(a, read, strict=True)) / total if total else 0.0


def as_traffic(
    found: Estimate,
    part: tuple[float, float],
    left_open: float,
    independent: float,
    confidence: float = 0.95,
) -> Estimate:
    """Return an estimate of some traces as one of the traffic they are a sample of: see ``traffic``.

    ``part`` is its interval for reading a part of them, of whose variance ``left_open`` counts, as some are
    read; ``independent`` is how many independent traces they are worth.
    """
    value = found.value or 0.0
    low, high = wilson(value * independent, independent, confidence)
    down = sqrt(max(0.0, value - part[0]) ** 2 * left_open + (value - low) ** 2)
    up = sqrt(max(0.0, part[1] - value) ** 2 * left_open + (high - value) ** 2)
    return replace(found, low=max(0.0, value - down), high=min(1.0, value + up))


def over_strata(weights: Sequence[float], estimates: Sequence[Estimate]) -> Estimate:
    """Return the rate of all from the rates of parts that are the shares ``weights`` of it.

    v = sum W_h v_h, from v - sqrt(sum W_h^2 (v_h - low_h)^2) to the like: independent errors joined as MOVER
    does. A part with fewer than ``LEAST_IN_STRATUM`` random picks is uncovered. Uncovered parts of together
    at most ``UNCOVERED_AT_MOST`` of the weight widen the interval, as if none of theirs or all were positive;
    where they weigh more, the rate speaks of the covered parts alone. Without a covered part: no value.

    7 of 110 random picks of 600 traces and 2 of 50 of 300: .055758 (.030874 to .106107).
    Raises ``ValueError`` where the weights do not sum to one.
    """
    if abs(sum(weights) - 1) > 1e-6:
        raise ValueError("The strata do not make up the whole population.")
    together = (
        sum(one.positives for one in estimates),
        sum(one.reviewed for one in estimates),
        sum(one.random for one in estimates),
    )
    covered = [(w, one) for w, one in zip(weights, estimates, strict=True) if is_covered(one)]
    if not covered:
        reason = next((one.reason for one in estimates if one.reason), TOO_FEW_OF_EACH)
        return Estimate(None, 0.0, 1.0, *together, reason)
    total = sum(w for w, _ in covered)
    value = sum(w * (one.value or 0.0) for w, one in covered) / total
    down = sqrt(sum((w * ((one.value or 0.0) - one.low)) ** 2 for w, one in covered)) / total
    up = sqrt(sum((w * (one.high - (one.value or 0.0))) ** 2 for w, one in covered)) / total
    low, high = max(0.0, value - down), min(1.0, value + up)
    if total >= 1 - UNCOVERED_AT_MOST:
        low, high = low * total, high * total + 1 - total
    return Estimate(value, low, high, *together)


def is_covered(stratum: Estimate) -> bool:
    """Return whether enough random picks of a stratum were read for it to have a rate."""
    return stratum.value is not None and stratum.random >= LEAST_IN_STRATUM


def effective_picks(
    segments: Sequence[Segment],
    segment: NDArray[np.intp],
    positive: NDArray[np.bool_] | NDArray[np.float64],
    group: NDArray[np.intp],
    weight: NDArray[np.float64] | None = None,
    *,
    seed: int = 0,
) -> float:
    """Return how many independent picks the random ones are worth, where some share a session or user.

    Per random pick: the place of its segment, whether it is positive (of identical traces read differently
    the share of them), the code of its group, and the number of identical traces it stands for.
    Whole groups are resampled 1,000 times; the variance of the estimate over that of as many independent
    picks is the design effect (Kish 1965), never taken below 1. Where no pick or every pick is positive
    nothing varies, and each group counts once.
    """
    picks = len(positive)
    _, group = np.unique(group, return_inverse=True)
    groups = int(group.max(initial=-1)) + 1
    alone = weight is None or bool((weight == 1).all())
    if picks == 0 or (groups == picks and alone):
        return float(picks)
    heavy = np.ones(picks) if weight is None else weight
    heavy = heavy * picks / heavy.sum()
    share = float((heavy * positive).sum() / picks)
    if share in (0.0, 1.0):
        return float(groups)
    # Most groups look alike, so groups of the same make are resampled as one number.
    made = np.zeros((groups, 2 * len(segments)))
    np.add.at(made, (group, segment), heavy)
    np.add.at(made, (group, len(segments) + segment), heavy * positive)
    makes, many = np.unique(made, axis=0, return_counts=True)
    times = np.random.default_rng(seed).multinomial(groups, many / groups, size=_RESAMPLES)
    read, found = np.split(times @ makes, 2, axis=1)
    known = np.array([one.known for one in segments])
    unread = np.array([one.unreviewed for one in segments])
    total = read.sum(axis=1)
    resampled = (read @ known + found @ unread) / np.where(total, total, 1)
    scale = float(makes[:, : len(segments)].T @ many @ unread) / picks
    plain = scale * scale * share * (1 - share) / picks
    if plain == 0:
        return float(groups)
    return float(picks / max(1.0, resampled[total > 0].var() / plain))


def effective_n(weights: Sequence[float], positives: Sequence[float], sizes: Sequence[int]) -> float:
    """Return how many plain random picks a stratified sample is worth for this rate.

    n = p (1 - p) / v, v = sum W_h^2 p_h (1 - p_h) / n_h, with p_h = (x_h + .5) / (n_h + 1) so that a stratum
    without a positive is not taken for certain. W = (.1, .9), 25 of 50 and 2 of 50: 105.887.
    """
    share = [(x + 0.5) / (n + 1) for x, n in zip(positives, sizes, strict=True)]
    rate = sum(w * p for w, p in zip(weights, share, strict=True))
    spread = sum(w * w * p * (1 - p) / n for w, p, n in zip(weights, share, sizes, strict=True))
    return rate * (1 - rate) / spread


def stratified(
    weights: Sequence[float], positives: Sequence[float], sizes: Sequence[int], confidence: float = 0.95
) -> Estimate:
    """Return the rate from random picks within strata that make up the shares ``weights`` of all traces.

    p = sum W_h x_h / n_h, with a Wilson interval on ``effective_n`` picks; never Wald, which covers half of
    what it says where failures are rare. W = (.1, .9), 25 of 50 and 2 of 50: .086 (.046070 to .154917).
    Raises ``ValueError`` where the weights do not sum to one.
    """
    if abs(sum(weights) - 1) > 1e-6:
        raise ValueError("The strata do not make up the whole population.")
    found, read = sum(positives), sum(sizes)
    kept = [(w, x, n) for w, x, n in zip(weights, positives, sizes, strict=True) if w > 0]
    if any(n == 0 for _, _, n in kept):
        reason = "Of one group of traces none was read, so nothing can be said of all."
        return Estimate(None, 0.0, 1.0, found, read, read, reason)
    value = sum(w * x / n for w, x, n in kept)
    worth = effective_n(*zip(*kept, strict=True))
    low, high = wilson(value * worth, worth, confidence)
    return Estimate(value, low, high, found, read, read)


def difference(first: Estimate, second: Estimate) -> Estimate:
    """Return ``first`` minus ``second``, in [-1, 1], with the MOVER interval of two independent estimates.

    d - sqrt((p1 - l1)^2 + (u2 - p2)^2) to d + sqrt((u1 - p1)^2 + (p2 - l2)^2) (Donner & Zou 2012; Newcombe
    1998 for two plain samples), at the confidence of the two. The counts are those of both together. Its
    value is None where one of the two has none.
    """
    together = (
        first.positives + second.positives,
        first.reviewed + second.reviewed,
        first.random + second.random,
    )
    if first.value is None or second.value is None:
        reason = "No difference can be given: one side has no random traces read."
        return Estimate(None, -1.0, 1.0, *together, reason)
    value = first.value - second.value
    down = sqrt((first.value - first.low) ** 2 + (second.high - second.value) ** 2)
    up = sqrt((first.high - first.value) ** 2 + (second.value - second.low) ** 2)
    return Estimate(value, max(-1.0, value - down), min(1.0, value + up), *together)


def p_of_difference(of: Estimate, confidence: float = 0.95) -> float | None:
    """Return the two-sided p-value of a difference: how far its interval would reach before it holds zero.

    The half width towards zero is z times a standard error. None where there is no difference to judge.
    18 of 100 against 7 of 100: .0195 (score test .0187, Fisher .0309).
    """
    if of.value is None:
        return None
    half = of.value - of.low if of.value > 0 else of.high - of.value
    if half == 0:
        return 1.0 if of.value == 0 else 0.0
    return 2 * (1 - NormalDist().cdf(abs(of.value) / half * _z(confidence)))


def newcombe(x1: int, n1: int, x2: int, n2: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval for the difference of two plain random samples (Newcombe 1998, method 10).

    56 of 70 against 48 of 80: .052431 to .333873.
    """
    sides = [
        Estimate(x / n if n else None, *wilson(x, n, confidence), x, n, n) for x, n in ((x1, n1), (x2, n2))
    ]
    found = difference(sides[0], sides[1])
    return found.low, found.high


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for looking at many at once (Benjamini & Hochberg 1995), in the same order.

    Calling all below .05 a change, at most 5 % of those called are expected to be none.
    """
    count = len(p_values)
    order = np.argsort(np.asarray(p_values, dtype=np.float64), kind="stable")[::-1]
    scaled = np.asarray(p_values, dtype=np.float64)[order] * (count / np.arange(count, 0, -1))
    adjusted = np.empty(count)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled))
    return [float(value) for value in adjusted]


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)
