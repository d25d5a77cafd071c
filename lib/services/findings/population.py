"""What is known of one population of traces: who was read, how it was picked, and what its rates rest on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lib.services.findings.material import Material
from lib.stats import designs as stats
from lib.stats.designs import DEFERRED_AT_MOST, Mask, Run, Sample, Strata
from lib.stats.prevalence import Estimate
from lib.store.batches.designs import Serials
from lib.store.counts.coded_traces import SIDES

OUTSIDE_AT_MOST = 0.05
"""With a larger share of the traces outside of what the rates speak of, every sentence about them says so."""

LEAST_RANDOM = 30
"""A population of which fewer random picks were read gives way to the largest part that has more."""


@dataclass(frozen=True, eq=False)
class Findings:
    """What is known of one population: ``serials`` of its traces.

    ``covered`` are those that its rates speak of: all, or where no batch with random picks was drawn from
    all of them (as after an import), those that one was. ``strata`` names the batch whose strata the rates
    rest on, where no random pick was read.
    """

    material: Material
    serials: Serials
    covered: Serials
    sample: Sample
    wide: Sample
    strata: str | None

    @cached_property
    def weight(self) -> NDArray[np.float64]:
        """How many traces of the population each trace read stands for."""
        return self.material.sizes(self.serials)

    @cached_property
    def judged(self) -> NDArray[np.float64]:
        """As ``weight``, and zero for deferred traces: what raw counts are made of."""
        return np.where(self.material.deferred, 0.0, self.weight)

    def count(self, which: Mask) -> int:
        """Return how many judged traces of the population these are."""
        # Not `@`: that takes the threads of the linear algebra, and two pages waited for each other.
        return int((self.judged * which).sum())

    def sides(self, which: Mask) -> dict[str, int]:
        """Return the same by how they were picked."""
        return {side: int((judged * which).sum()) for side, judged in self._by_side.items()}

    @cached_property
    def _by_side(self) -> dict[str, NDArray[np.float64]]:
        return {side: np.where(self.material.read.picked == side, self.judged, 0.0) for side in SIDES}

    def reviews(self, which: Mask) -> list[int]:
        """Return the reviews of these traces, as far as they are of the population, by serial."""
        found: list[int] = self.material.read.review_id[which & (self.judged > 0)].tolist()
        return found

    @cached_property
    def read(self) -> int:
        """How many traces were judged."""
        return int(self.judged.sum())

    @cached_property
    def deferred(self) -> int:
        """How many were deferred."""
        return int(self.weight[self.material.deferred].sum())

    @property
    def random(self) -> int:
        """How many random picks the rates rest on."""
        return self.sample.random or (len(self.sample.strata.picks) if self.sample.strata else 0)

    @cached_property
    def missing(self) -> int:
        """How many random picks were deferred, and so are missing from the rates."""
        return self.wide.random - self.sample.random

    @property
    def shows_bounds(self) -> bool:
        """Whether so many are missing that the intervals include what they could change."""
        return self.wide.random > 0 and self.missing / self.wide.random > DEFERRED_AT_MOST

    @cached_property
    def opened(self) -> int:
        """How many of the covered traces were read, the deferred included."""
        return int(self.material.sizes(self.covered).sum())

    @cached_property
    def undrawn(self) -> Serials:
        """The traces in no draw's frame; none where nothing was drawn yet."""
        if not self.material.draws:
            return self.serials[:0]
        missed = np.ones(self.material.serials + 1, dtype=np.bool_)
        for reach in self.material.reach:
            missed &= ~reach
        return self.serials[missed[self.serials]]

    @property
    def unsampled(self) -> int:
        """How many traces are in no draw's frame, where that is so many that another draw is due; else 0."""
        return len(self.undrawn) if len(self.undrawn) > OUTSIDE_AT_MOST * len(self.serials) else 0

    @cached_property
    def outside(self) -> Serials:
        """The traces its rates do not speak of; without a rate, those in no draw's frame."""
        return np.setdiff1d(self.serials, self.covered) if self.random else self.undrawn

    @property
    def is_outrun(self) -> bool:
        """Whether so many are outside that no sentence may speak of all."""
        return len(self.outside) > OUTSIDE_AT_MOST * len(self.serials)

    def rate(self, positive: Mask) -> Estimate:
        """Return the estimated share of the traffic that the covered traces are a sample of."""
        if self.shows_bounds:
            return stats.bounded(self.sample, self.wide, self.material.deferred, positive)
        return stats.rate(self.sample, positive)

    def within(self, serials: Serials) -> Findings:
        """Return the findings of a part of this population, by the same draws."""
        return findings(self.material, np.intersect1d(self.covered, serials))


def findings(of: Material, serials: Serials, only: Collection[int] | None = None) -> Findings:
    """Return what is known of the traces with these serials, from all draws or from ``only`` these places."""
    # Masks by serial, here and below: to sort and intersect took seconds at 100,000 traces and ten batches.
    every = np.zeros(of.serials + 1, dtype=np.bool_)
    every[serials] = True
    kept = every & ~of.gone
    wanted = range(len(of.draws)) if only is None else sorted(only)
    found = [number for number in wanted if len(of.picks[number])]
    usable = [number for number in found if _reaches(of, number, kept)]
    covered = kept
    if sum(len(of.picks[number]) for number in usable) < LEAST_RANDOM and len(usable) < len(found):
        best = _best_part(of, kept, found, usable)
        if best is not None:
            covered, usable = best
    strata = None
    if not usable:
        strata = next(((d, s) for d in reversed(wanted) if (s := _strata(of, d, kept))), None)
    ours = np.flatnonzero(covered)
    sample, wide = (_sample(of, ours, usable, strata and strata[1], deferred=d) for d in (False, True))
    name = of.draws[strata[0]].name if strata else None
    return Findings(of, serials, np.flatnonzero(covered | (every & of.gone)), sample, wide, name)


def _reaches(of: Material, draw: int, serials: Mask) -> bool:
    """Whether a draw could have picked each of these traces that nobody had read."""
    return not (serials & ~of.reach[draw]).any()


def _best_part(
    of: Material, serials: Mask, draws: Sequence[int], usable: list[int]
) -> tuple[Mask, list[int]] | None:
    """The part of a population that the most random picks speak of, where it is more than speak of all."""
    best: tuple[int, int, Mask, list[int]] | None = None
    for draw in draws:
        part = serials & of.reach[draw]
        mine = [number for number in draws if _reaches(of, number, part)]
        inside = of.sizes(np.flatnonzero(part)) > 0
        random = sum(int(inside[of.picks[number]].sum()) for number in mine)
        size = int(part.sum())
        if best is None or (random, size) > best[:2]:
            best = (random, size, part, mine)
    before = sum(len(of.picks[number]) for number in usable)
    return (best[2], best[3]) if best and best[0] > before else None


def _sample(
    of: Material, serials: Serials, draws: Sequence[int], strata: Strata | None, *, deferred: bool
) -> Sample:
    """The sample of a population; deferred traces are no part of it unless asked for."""
    weight = of.sizes(serials)
    left_out = 0 if deferred else int(weight[of.deferred].sum())
    if not deferred:
        weight = np.where(of.deferred, 0.0, weight)
    runs = [Run(of.before[number], of.picks[number][weight[of.picks[number]] > 0]) for number in draws]
    runs = [run for run in runs if len(run.picks)]
    return Sample(len(serials) - left_out, weight, of.group, tuple(runs), strata)


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
    return Strata(of.before[draw], rows[judged], stratum[judged].astype(np.intp), sizes)
