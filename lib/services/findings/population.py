"""What is known of one population of traces: who was read, how it was picked, and what its rates rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lib.services.findings.material import Material
from lib.stats import designs as stats
from lib.stats.designs import DEFERRED_AT_MOST, Mask, Rows, Run, Sample, Strata, Why
from lib.stats.prevalence import LEAST_IN_STRATUM, UNCOVERED_AT_MOST, Estimate, over_strata
from lib.store.batches.designs import Serials
from lib.store.counts.coded_traces import SIDES

OUTSIDE_AT_MOST = 0.05
"""With a larger share of the traces outside of what the rates speak of, every sentence about them says so."""

LEAST_RANDOM = 30
"""A population of which fewer random picks were read gives way to the largest part that has more."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Units(Sample):
    """A sample of units, of identical traces one: what was read of them may differ.

    By trace read, ``held`` is how many traces of the population it speaks for, and ``unit`` its unit.
    """

    held: NDArray[np.float64]
    unit: Rows

    def share(self, positive: Mask) -> NDArray[np.float64]:
        """Return by unit which share of its traces is positive, given for each trace read."""
        if len(self.weight) == len(self.held):
            return positive.astype(np.float64)
        found = np.bincount(self.unit, self.held * positive, len(self.weight))
        return np.divide(found, self.weight, out=np.zeros(len(self.weight)), where=self.weight > 0)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Imports that the same draws reached, as a stratum: its weight, and what is known of it.

    ``share`` is its weight where the traces came from; those of all parts sum to one. ``wide`` is ``sample``
    with the deferred traces. Samples are of units, of identical traces one.
    """

    share: float
    sample: Units
    wide: Units


@dataclass(frozen=True, eq=False)
class Findings:
    """What is known of one population: ``serials`` of its traces.

    ``covered`` are those that its rates speak of: without those picked for a reason, and without imports of
    which too few random picks were read, where these weigh more than ``UNCOVERED_AT_MOST``. ``strata`` names
    the batch whose strata the rates rest on, where no random pick was read.
    """

    material: Material
    serials: Serials
    covered: Serials
    parts: tuple[Part, ...]
    strata: str | None

    @cached_property
    def inside(self) -> Mask:
        """Which of the traces read are of the population."""
        mine = np.zeros(self.material.serials + 1, dtype=np.bool_)
        mine[self.serials] = True
        return mine[self.material.read.serial]

    @cached_property
    def judged(self) -> Mask:
        """The same without the deferred ones: what raw counts are made of."""
        return self.inside & ~self.material.deferred

    def count(self, which: Mask) -> int:
        """Return how many judged traces of the population these are."""
        return int((self.judged & which).sum())

    def sides(self, which: Mask) -> dict[str, int]:
        """Return the same by how they were picked."""
        return {side: int((judged & which).sum()) for side, judged in self._by_side.items()}

    @cached_property
    def _by_side(self) -> dict[str, Mask]:
        return {side: (self.material.read.picked == side) & self.judged for side in SIDES}

    def reviews(self, which: Mask) -> list[int]:
        """Return the reviews of these traces, as far as they are of the population, by serial."""
        found: list[int] = self.material.read.review_id[which & self.judged].tolist()
        return found

    @cached_property
    def read(self) -> int:
        """How many traces were judged."""
        return int(self.judged.sum())

    @cached_property
    def deferred(self) -> int:
        """How many were deferred."""
        return int((self.inside & self.material.deferred).sum())

    @cached_property
    def copies(self) -> int:
        """How many of the population nobody read that are identical to one that was judged."""
        held = self.material.sizes(self.serials) * ~self.material.deferred
        return int(held.sum()) - self.read

    @cached_property
    def picks(self) -> list[int]:
        """The random picks the rates rest on, each once, in their order: places among the traces read."""
        mine = {unit for part in self.parts for run in part.sample.runs for unit in run.picks.tolist()}
        unit, every = self.material.unit.tolist(), dict[int, int]()
        for picks in self.material.picks:
            for row in picks.tolist():
                every.setdefault(unit[row], row)
        return [row for one, row in every.items() if one in mine]

    @cached_property
    def random(self) -> int:
        """How many random picks the rates rest on."""
        by_strata = sum(len(part.sample.strata.picks) for part in self.parts if part.sample.strata)
        return len(self.picks) or by_strata

    @cached_property
    def uncounted(self) -> dict[Why, int]:
        """How many random picks of the population that were read do not count in its rates, by the reason."""
        on, mine, seen = self.material, {int(self.material.unit[row]) for row in self.picks}, set[int]()
        held = on.sizes(self.serials)
        spoken_of = np.zeros(on.serials + 1, dtype=np.bool_)
        spoken_of[self.covered] = True
        found: Counter[Why] = Counter()
        for draw, before in zip(on.draws, on.before, strict=True):
            rows = on.row_of[draw.serials[draw.random]]
            gap = stats.prefix(rows >= 0)
            for place, row in enumerate(rows.tolist()):
                unit = int(on.unit[row])
                if row < 0 or not held[row] or (unit in mine and unit not in seen):
                    seen.add(unit)
                elif on.deferred[row]:
                    found[Why.DEFERRED] += 1
                elif unit in mine or before[row]:
                    found[Why.TWICE] += 1
                elif place >= gap and spoken_of[on.read.serial[row]]:
                    found[Why.GAP] += 1
                else:
                    found[Why.OUTSIDE] += 1
        return dict(found)

    @cached_property
    def missing(self) -> int:
        """How many random picks were deferred, and so are missing from the rates."""
        return sum(part.wide.random - part.sample.random for part in self.parts)

    @property
    def shares_groups(self) -> bool:
        """Whether several random picks come from one session or user, so that intervals are widened."""
        return any(part.sample.shares_groups for part in self.parts)

    @property
    def shows_bounds(self) -> bool:
        """Whether so many are missing that the intervals include what they could change."""
        return self.missing > DEFERRED_AT_MOST * sum(part.wide.random for part in self.parts)

    @cached_property
    def opened(self) -> int:
        """How many of the covered traces were read, the deferred included."""
        return int((self.inside & np.isin(self.material.read.serial, self.covered)).sum())

    @cached_property
    def undrawn(self) -> Serials:
        """The traces in no draw's frame; none where nothing was drawn yet."""
        if not self.material.draws:
            return self.serials[:0]
        missed = np.ones(self.material.serials + 1, dtype=np.bool_)
        for reach in self.material.reach:
            missed &= ~reach
        return self.serials[(missed & ~self.material.chosen)[self.serials]]

    @property
    def unsampled(self) -> int:
        """How many traces are in no draw's frame, where that is so many that another draw is due; else 0."""
        return len(self.undrawn) if len(self.undrawn) > OUTSIDE_AT_MOST * len(self.serials) else 0

    @cached_property
    def outside(self) -> Serials:
        """The traces its rates do not speak of; without a rate, those in no draw's frame."""
        outside = np.setdiff1d(self.serials, self.covered) if self.random else self.undrawn
        return outside[~self.material.chosen[outside]]

    @cached_property
    def chosen(self) -> int:
        """How many traces were imported for a reason, and so enter no rate."""
        return int(self.material.chosen[self.serials].sum())

    @property
    def is_outrun(self) -> bool:
        """Whether so many are outside that no sentence may speak of all."""
        return len(self.outside) > OUTSIDE_AT_MOST * (len(self.serials) - self.chosen)

    def rate(self, positive: Mask) -> Estimate:
        """Return the estimated share of the traffic that the covered traces are a sample of."""
        rates = [self._rate(part, positive) for part in self.parts]
        return rates[0] if len(rates) == 1 else over_strata([part.share for part in self.parts], rates)

    def _rate(self, part: Part, positive: Mask) -> Estimate:
        if not self.shows_bounds:
            return stats.rate(part.sample, part.sample.share(positive))
        deferred = self.material.deferred
        least, most = part.wide.share(positive & ~deferred), part.wide.share(positive | deferred)
        return stats.bounded(part.sample, part.wide, part.sample.share(positive), least, most)

    def within(self, serials: Serials) -> Findings:
        """Return the findings of a part of this population, by the same draws."""
        return findings(self.material, np.intersect1d(self.covered, serials))

    def by_draw(self, before: Mask) -> Findings:
        """Return what the random picks of one draw alone say, given by its ``Material.units_before``."""
        told: list[_Weighed] = []
        for part in self.parts:
            runs = tuple(run for run in part.sample.runs if run.before is before)
            alone = replace(part.sample, runs=runs)
            told += [(part.share, alone, alone)] if runs else []
        return replace(self, parts=_shared(told))


def findings(of: Material, serials: Serials, only: Collection[int] | None = None) -> Findings:
    """Return what is known of the traces with these serials, from all draws or from ``only`` these places."""
    # Masks by serial, here and below: to sort and intersect took seconds at 100,000 traces and ten batches.
    every = np.zeros(of.serials + 1, dtype=np.bool_)
    every[serials] = True
    kept = every & ~of.gone & ~of.chosen
    wanted = range(len(of.draws)) if only is None else sorted(only)
    found = [number for number in wanted if len(of.picks[number])]
    reached = _by_reach(of, kept, found)
    covered, parts = _covered(of, kept, reached)
    random = sum(sample.random for _, sample, _ in parts)
    if random < LEAST_RANDOM:
        best = _best_part(of, kept, found, random)
        if best is not None:
            covered, draws = best
            parts = [(1.0, *_samples(of, covered, draws))]
    name = None
    if not any(sample.random for _, sample, _ in parts):
        covered, name, parts = _by_strata(of, kept, wanted)
    return Findings(of, serials, np.flatnonzero(covered | (every & of.gone)), _shared(parts), name)


_Weighed = tuple[float, Units, Units]


def _shared(parts: Sequence[_Weighed]) -> tuple[Part, ...]:
    total = sum(weight for weight, _, _ in parts)
    return tuple(Part(weight / total if total else 1 / len(parts), *samples) for weight, *samples in parts)


def _by_reach(of: Material, kept: Mask, draws: Sequence[int]) -> list[tuple[float, Mask, list[int]]]:
    """The population by imports: weight, traces, and the draws that could have picked each unread one.

    Two imports are one exactly if every draw reached both or neither, and if a trace of them stands for as
    many where they came from.
    """
    numbers = of.import_of
    last = int(numbers.max(initial=0)) + 1
    many = np.bincount(numbers[kept], minlength=last)
    missed = [np.bincount(numbers[kept & ~of.reach[draw]], minlength=last) > 0 for draw in draws]
    together: dict[tuple[tuple[int, ...], float], list[int]] = {}
    for number in np.flatnonzero(many).tolist():
        reaching = tuple(draw for draw, misses in zip(draws, missed, strict=True) if not misses[number])
        together.setdefault((reaching, of.stands_for.get(number, 1.0)), []).append(number)
    return [
        (each * float(many[imports].sum()), kept & np.isin(numbers, imports), list(reaching))
        for (reaching, each), imports in together.items()
    ]


def _covered(
    of: Material, kept: Mask, reached: Sequence[tuple[float, Mask, list[int]]]
) -> tuple[Mask, list[_Weighed]]:
    """The traces that rates may speak of, and the strata they are estimated by."""
    if len(reached) == 1:
        weight, part, draws = reached[0]
        return part, [(weight, *_samples(of, part, draws))]
    every = [(weight, *_samples(of, part, draws)) for weight, part, draws in reached]
    known = [place for place, (_, sample, _) in enumerate(every) if sample.random >= LEAST_IN_STRATUM]
    if not known:
        # Too few of each: of the one with the most of them is told what they say.
        known = sorted(range(len(every)), key=lambda place: -every[place][1].random)[:1]
    total = sum(weight for weight, *_ in every)
    if len(known) > 1 and sum(every[place][0] for place in known) >= (1 - UNCOVERED_AT_MOST) * total:
        return kept, every
    covered = np.zeros_like(kept)
    for place in known:
        covered |= reached[place][1]
    return covered, [every[place] for place in known]


def _by_strata(of: Material, kept: Mask, draws: Sequence[int]) -> tuple[Mask, str | None, list[_Weighed]]:
    """The newest batch that gives a rate by its own strata, or no rate."""
    found = next(((d, s) for d in reversed(draws) if (s := _strata(of, d, kept))), None)
    sample, wide = _samples(of, kept, [], found and found[1])
    return kept, of.draws[found[0]].name if found else None, [(1.0, sample, wide)]


def _samples(
    of: Material, traces: Mask, draws: Sequence[int], strata: Strata | None = None
) -> tuple[Units, Units]:
    ours = np.flatnonzero(traces)
    return (
        _sample(of, ours, draws, strata, deferred=False),
        _sample(of, ours, draws, strata, deferred=True),
    )


def _reaches(of: Material, draw: int, serials: Mask) -> bool:
    """Whether a draw could have picked each of these traces that nobody had read."""
    return not (serials & ~of.reach[draw]).any()


def _best_part(
    of: Material, serials: Mask, draws: Sequence[int], before: int
) -> tuple[Mask, list[int]] | None:
    """The part of a population that the most random picks speak of, where that is more than ``before``."""
    best: tuple[int, int, Mask, list[int]] | None = None
    for draw in draws:
        part = serials & of.reach[draw]
        mine = [number for number in draws if _reaches(of, number, part)]
        inside = of.sizes(np.flatnonzero(part)) > 0
        random = sum(int(inside[of.picks[number]].sum()) for number in mine)
        size = int(part.sum())
        if best is None or (random, size) > best[:2]:
            best = (random, size, part, mine)
    return (best[2], best[3]) if best and best[0] > before else None


def _sample(
    of: Material, serials: Serials, draws: Sequence[int], strata: Strata | None, *, deferred: bool
) -> Units:
    """The sample of a population; deferred traces are no part of it unless asked for."""
    held = of.sizes(serials)
    left_out = 0 if deferred else int(held[of.deferred].sum())
    if not deferred:
        held = np.where(of.deferred, 0.0, held)
    weight = np.bincount(of.unit, held, of.units).astype(np.float64)
    runs = []
    for number in draws:
        picks = of.unit[of.picks[number]]
        picks = np.array([*dict.fromkeys(picks[weight[picks] > 0].tolist())], dtype=np.intp)
        if len(picks):
            runs.append(Run(of.units_before[number], picks))
    size = len(serials) - left_out
    return Units(size, weight, of.group[of.first], tuple(runs), strata, held=held, unit=of.unit)


def _strata(of: Material, draw: int, serials: Mask) -> Strata | None:
    """A batch as strata: every pick random within its stratum and read, and drawn from this population."""
    drawn = of.draws[draw]
    if drawn.random.any() or np.isnan(drawn.probability).any() or not _reaches(of, draw, serials):
        return None
    if not serials[drawn.frame].all():
        return None
    rows = of.row_of[drawn.serials]
    if not len(rows) or (rows < 0).any():
        return None
    _, stratum, many = np.unique(
        [name or "" for name in drawn.stratum], return_inverse=True, return_counts=True
    )
    sizes = np.bincount(stratum, 1 / drawn.probability) / 1.0
    judged = ~of.deferred[rows]
    if (np.bincount(stratum[judged], minlength=len(many)) == 0).any():
        return None
    picks = of.unit[rows[judged]]
    return Strata(of.units_before[draw], picks, stratum[judged].astype(np.intp), sizes)
