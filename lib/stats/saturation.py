"""Whether reading more would show anything new: the theory of unseen species, on random traces.

A trace read is a sampling unit with a set of codes, most often an empty one; codes are failure modes. All of
it speaks of random picks only. What targeted picks found counts as known (``Incidence.from_sets``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, exp, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from lib.stats.prevalence import clopper_pearson

LEAST, ENOUGH = 30, 100
"""Fewer random traces than the first say nothing; fewer traces read than the second are never saturated."""

NEARLY, SATURATED = 0.10, 0.05
"""Bounds on the chance that the next trace shows an unlisted mode."""

_CONFIDENCE = 0.95
_ONE_SIDED, _TWO_SIDED = NormalDist().inv_cdf(0.95), NormalDist().inv_cdf(0.975)
_RESAMPLES = 200


class Level(StrEnum):
    """Where the reading stands."""

    TOO_FEW = "too few random traces"
    OUTRUN = "not all traces are sampled"
    UNSURE = "too few read to call it saturated"
    FINDING = "still finding new failures"
    NEARLY = "nearly saturated"
    SATURATED = "saturated"


@dataclass(frozen=True, slots=True)
class Status:
    """A level and the sentence that says what it rests on."""

    level: Level
    sentence: str


@dataclass(frozen=True, slots=True)
class Richness:
    """How many codes were seen, and at least how many there are: classic and bias-corrected Chao2.

    ``low`` and ``high`` are the log-normal 95 % interval of the classic one; where that is the number seen,
    one by how rare these were. A lower bound, and a rough one.
    """

    seen: int
    chao2: float
    chao2_corrected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Incidence:
    """What was found in ``traces`` random traces read.

    ``frequencies``: for each code found in them, in how many. ``fresh``: the same for those codes not known
    from elsewhere. ``unique``: traces holding at least one code that is known from no other trace (U1).
    ``elsewhere``: codes known that no random trace showed.
    """

    traces: int
    frequencies: tuple[int, ...]
    fresh: tuple[int, ...]
    unique: int
    elsewhere: int = 0

    @classmethod
    def from_sets(
        cls,
        codes_per_trace: Sequence[Collection[Hashable]],
        known: Collection[Hashable] | Mapping[Hashable, int] = (),
        drawn: Sequence[int] | None = None,
    ) -> Incidence:
        """Return the incidence of one set of codes per random trace READ, empty sets included.

        ``known`` are codes found elsewhere, in targeted traces. Targeting that learns from labels finds
        look-alikes of what a random trace has just shown; taking those for known would be circular. So
        where ``known`` maps a code to when the draw that found it was made, and ``drawn`` gives when each
        random trace's draw was, a code is known for a trace only if found by a draw no later than its own.
        """
        sets = [frozenset(codes) for codes in codes_per_trace]
        found = Counter(code for codes in sets for code in codes)
        when: Mapping[Hashable, int] = known if isinstance(known, Mapping) and drawn else {}

        def is_known(code: Hashable, place: int) -> bool:
            if code not in known:
                return False
            return code not in when or drawn is None or when[code] <= drawn[place]

        unknown = {code for place, codes in enumerate(sets) for code in codes if not is_known(code, place)}
        unique = sum(
            any(found[code] == 1 and not is_known(code, place) for code in codes)
            for place, codes in enumerate(sets)
        )
        return cls(
            traces=len(sets),
            frequencies=tuple(sorted(found.values(), reverse=True)),
            fresh=tuple(sorted((found[code] for code in unknown), reverse=True)),
            unique=unique,
            elsewhere=len(set(known) - set(found)),
        )

    @property
    def q1(self) -> int:
        """How many codes one trace alone showed."""
        return self.fresh.count(1)

    @property
    def q2(self) -> int:
        """How many codes exactly two traces showed."""
        return self.fresh.count(2)

    def unseen_probability(self) -> tuple[float, float]:
        """Return the chance that the next random trace shows a code not known yet, and its 95 % bound.

        U1 / T, the leave-one-out argument of Good and Turing at the level of traces. The bound is on this
        rate, not on a count in the next traces. 1 and 1 before a trace is read.
        """
        if self.traces == 0:
            return 1.0, 1.0
        return self.unique / self.traces, upper_bound(self.unique, self.q2, self.traces)

    def richness(self) -> Richness:
        """Return how many codes were seen and at least how many there are (Chao 1987)."""
        seen = len(self.frequencies) + self.elsewhere
        k, q1, q2 = self._k, self.q1, self.q2
        unseen = self._unseen
        corrected = k * q1 * (q1 - 1) / (2 * (q2 + 1))
        if unseen == 0:
            return Richness(seen, seen, seen + corrected, seen, self._about_seen(seen))
        if q2:
            ratio = q1 / q2
            variance = q2 * (k * ratio**2 / 2 + k**2 * ratio**3 + k**2 * ratio**4 / 4)
        else:
            variance = k * q1 * (q1 - 1) / 2 + k**2 * q1 * (2 * q1 - 1) ** 2 / 4
            variance -= k**2 * q1**4 / (4 * (seen + unseen))
        spread = exp(_TWO_SIDED * sqrt(log(1 + variance / unseen**2)))
        return Richness(seen, seen + unseen, seen + corrected, seen + unseen / spread, seen + unseen * spread)

    def _about_seen(self, seen: int) -> float:
        """The high end where nothing points to codes not seen: as sure of that as the frequencies let one be.

        D / (1 - P) + z sd / (1 - P), P = sum e^-i / D (Chao 2005, as in SpadeR and iNEXT). The low end is D.
        """
        fresh = np.array(self.fresh, dtype=np.float64)
        if not len(fresh):
            return float(seen)
        rare = np.exp(-fresh)
        left = 1 - float(rare.mean())
        spread = float((rare - rare**2).sum()) - float((fresh * rare).sum()) ** 2 / self.traces
        half = _TWO_SIDED * sqrt(max(0.0, spread)) / left
        return seen - len(fresh) + len(fresh) / left + half

    def coverage(self, extra: int = 0) -> float:
        """Return the share of failure *occurrences* that the known codes cover after ``extra`` more traces.

        Fewer traces for a negative ``extra``. Chao & Jost 2012. For experts: it is not one minus the chance
        that the next trace is new. nan where nothing failed.
        """
        occurrences = sum(self.frequencies)
        if not occurrences:
            return float("nan")
        if extra >= 0:
            return 1 - self.q1 / occurrences * self._a ** (extra + 1)
        kept = self.traces + extra
        f = np.array(self.frequencies, dtype=np.float64)
        missed = _choose_ratio(self.traces - f, self.traces - 1, kept)
        return float(1 - (f / occurrences * missed).sum())

    def curve(self, sizes: Sequence[int]) -> NDArray[np.float64]:
        """Return the expected number of codes found in so many random traces.

        Up to T exact, an average over all orders (Colwell et al. 2012); beyond T extrapolated, to be
        trusted to about half as many again.
        """
        return self._curve(sizes, self._shown(sizes, np.asarray(self.frequencies)))

    def _curve(self, sizes: Sequence[int], shown: NDArray[np.float64]) -> NDArray[np.float64]:
        beyond = [self.expected_new(size - self.traces) if size > self.traces else 0.0 for size in sizes]
        return np.asarray(shown.sum(axis=1) + beyond)

    def _shown(self, sizes: Sequence[int], frequencies: NDArray[np.int64]) -> NDArray[np.float64]:
        """The chance that so many of the traces show a code of each of these frequencies (sizes × codes)."""
        inside = np.minimum(np.asarray(sizes, dtype=np.float64), self.traces)[:, None]
        without = self.traces - frequencies[None, :].astype(np.float64)
        return 1 - _choose_ratio(without, self.traces, inside)

    def expected_new(self, extra: int) -> float:
        """Return how many codes not known yet ``extra`` more random traces are expected to show.

        Q0 (1 - (1 - Q1 / (T Q0 + Q1))^m); where Q0 is zero with one code seen once, m Q1 / T (Good & Toulmin
        1956, first term). To be trusted to about as many more traces as were read.
        """
        if self.q1 == 0 or self.traces == 0:
            return 0.0
        unseen = self._unseen
        if unseen == 0:
            return extra * self.q1 / self.traces
        return float(unseen * (1 - (1 - self.q1 / (self.traces * unseen + self.q1)) ** extra))

    def extra_for_coverage(self, goal: float) -> int:
        """Return how many more random traces bring ``coverage`` to ``goal``; 0 where it is there."""
        if not self.frequencies or self.coverage() >= goal:
            return 0
        return ceil((log(sum(self.frequencies) / self.q1) + log(1 - goal)) / log(self._a) - 1)

    def extra_for_rate(self, rate: float) -> int:
        """Return how many more random traces until the next is expected to bring ``rate`` new codes."""
        if self.q1 == 0 or self.q1 / self.traces * self._a <= rate:
            return 0
        return ceil(log(rate * self.traces / self.q1) / log(self._a) - 1)

    def band(self, sizes: Sequence[int], seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the 95 % band of ``curve``: the bootstrap of Chao et al. 2014.

        Traces are resampled from a community with the seen codes, made a little rarer, and the estimated
        unseen ones. Beyond T it does not go below what was found.
        """
        middle = self.curve(sizes)
        rates = self._community()
        times = np.random.default_rng(seed).binomial(self.traces, rates, size=(_RESAMPLES, len(rates)))
        # Worked out once for each frequency there is, instead of for each code of each resample.
        shown = self._shown(sizes, np.arange(times.max(initial=0) + 1))
        again = []
        for row in times:
            f = row[row > 0]
            of = tuple(f.tolist())
            again.append(Incidence(self.traces, of, of, 0)._curve(sizes, shown[:, f]))
        half = _TWO_SIDED * np.std(again, axis=0, ddof=1)
        least = np.where(np.asarray(sizes) >= self.traces, float(len(self.frequencies)), 0.0)
        return np.maximum(middle - half, least), middle + half

    @property
    def _k(self) -> float:
        return (self.traces - 1) / self.traces if self.traces else 0.0

    @property
    def _unseen(self) -> float:
        """Q0, the classic Chao2 number of codes not seen."""
        if self.q2:
            return self._k * self.q1**2 / (2 * self.q2)
        return self._k * self.q1 * (self.q1 - 1) / 2

    @property
    def _a(self) -> float:
        unseen = self.traces * self._unseen
        return unseen / (unseen + self.q1) if self.q1 else 1.0

    def _community(self) -> NDArray[np.float64]:
        f = np.array(self.frequencies, dtype=np.float64)
        rate = f / self.traces if self.traces else f
        missed = (1 - rate) ** self.traces
        new, among = (self.q1 / self.traces * self._a if self.traces else 0.0), float((rate * missed).sum())
        rarer = rate * (1 - (new / among if among else 0.0) * missed)
        unseen = ceil(self._unseen)
        return np.concatenate([np.clip(rarer, 0, 1), np.full(unseen, new / unseen if unseen else 0.0)])


def upper_bound(unique: int, q2: int, traces: int) -> float:
    """Return the one-sided 95 % bound on the chance that the next trace shows a new code.

    The larger root M of (1 + z²/T) M² - (2p + z²/T) M + p² - 2 z² Q2 / T² = 0, p = U1 / T: the score form of
    Esty's (1983) variance [p (1 - p) + 2 Q2 / T] / T; and never below Clopper-Pearson, which alone is too
    low where rare codes are many. Validated by simulation, not by a theorem. (4, 3, 100): .104453.
    """
    p, z = unique / traces, _ONE_SIDED**2 / traces
    a, b = 1 + z, 2 * p + z
    c = p * p - 2 * z * q2 / traces
    root = (b + sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
    exact = clopper_pearson(unique, traces, 2 * _CONFIDENCE - 1)[1]
    return min(1.0, max(root, exact))


def guest(codes_per_trace: Sequence[Collection[Hashable]], base: int = 20, run: int = 10) -> float | None:
    """Return the new-information ratio of Guest, Namey & Chen 2020 for the last ``run`` traces.

    New codes in the last run over distinct codes in the first ``base`` traces, in the order of reading. A
    heuristic from interview research: traces hold no or one code, so it stops far too early. None where
    fewer than base + run traces are read or the base has no code.
    """
    if len(codes_per_trace) < base + run:
        return None
    first = {code for codes in codes_per_trace[:base] for code in codes}
    before = {code for codes in codes_per_trace[:-run] for code in codes}
    last = {code for codes in codes_per_trace[-run:] for code in codes}
    return len(last - before) / len(first) if first else None


def status(incidence: Incidence, reviewed: int, like: str = "these", outside: str = "") -> Status:
    """Return where the reading stands, for ``reviewed`` traces read in all, targeted ones included.

    ``like`` names the traces it speaks of. ``outside`` is a sentence on those it does not speak of; with one
    the reading is not called saturated, nor nearly.
    """
    traces = incidence.traces
    if traces < LEAST:
        more = LEAST - traces
        read = f"{traces} random {'trace' if traces == 1 else 'traces'} read so far"
        needed = f"{more} more {'is' if more == 1 else 'are'} needed"
        said = f"{read}; {needed} before anything can be said about what is still unseen."
        return Status(Level.TOO_FEW, f"{said} {outside}".strip())
    value, bound = incidence.unseen_probability()
    said = (
        f"About {_of_100(value)} in 100 traces like {like} would show a failure not listed yet; the rate is "
        f"below {_of_100(bound, up=True)} in 100 (95\u00a0% confidence). {outside}"
    ).strip()
    if bound > NEARLY:
        return Status(Level.FINDING if value > 0 else Level.UNSURE, said)
    if reviewed < ENOUGH:
        said += f" At least {ENOUGH} traces should be read before calling that saturated."
        return Status(Level.UNSURE, said)
    if outside:
        return Status(Level.OUTRUN, said)
    return Status(Level.SATURATED if bound <= SATURATED else Level.NEARLY, said)


def _of_100(rate: float, *, up: bool = False) -> str:
    """A rate in 100, to a half where it is small; a bound is never rounded down."""
    hundred = rate * 100
    return (
        str(ceil(hundred)) if up else f"{hundred:.0f}" if hundred >= 1 or hundred == 0 else f"{hundred:.1f}"
    )


def _choose_ratio(
    top: NDArray[np.float64], of: float, take: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """C(top, take) / C(of, take): the chance that ``take`` of ``of`` traces are all among ``top``."""
    possible = take <= top
    left = np.where(possible, top - take, 0)
    ratio = gammaln(top + 1) - gammaln(left + 1) - gammaln(of + 1) + gammaln(of - take + 1)
    return np.where(possible, np.exp(np.minimum(ratio, 0.0)), 0.0)
