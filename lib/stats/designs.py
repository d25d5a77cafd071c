"""From how traces were drawn and what was found in them to segments and rates. Arrays in, estimates out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lib.stats.prevalence import Estimate, Segment, as_traffic, effective_picks, stratified, traffic

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
Shares = NDArray[np.float64] | Mask

DEFERRED_AT_MOST = 0.05
"""With a larger share of the random picks deferred, intervals show what those could change."""

FEW = 20
"""A part of a population with fewer random picks than this says little, and the page says so."""


class Why(StrEnum):
    """Why a random pick that was read does not count in a rate."""

    GAP = "read ahead of others in its batch"
    TWICE = "drawn or read before"
    OUTSIDE = "outside of what the rate speaks of"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The random picks of one batch that count. Rows are those of the traces read.

    ``before`` marks the traces read before it was drawn, ``picks`` are its random picks read without a gap.
    """

    before: Mask
    picks: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """A batch that gives a rate on its own: random within strata, every pick read.

    ``before`` as in ``Run``; ``picks`` and, aligned, the place of each one's ``stratum`` in ``sizes``, which
    are how many units each stratum had: of identical traces one. Without copies the rate is that of Horvitz
    & Thompson (1952) over the picks' probabilities; with copies that of Hájek (1971), as how many traces a
    stratum has is known of its picks alone.
    """

    before: Mask
    picks: Rows
    stratum: Rows
    sizes: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sample:
    """What is known of a population of ``size`` traces: who was read, and which of it was random.

    Per unit read, a trace or several identical ones: ``weight``, how many traces of the population it stands
    for (0 for one outside of it), and ``group``, the code of its session or user. ``strata`` are used only
    where no random pick was read. What is ``positive`` is given per unit, below: 0 or 1, or of identical
    traces that were read differently the share of them.
    """

    size: int
    weight: NDArray[np.float64]
    group: Rows
    runs: tuple[Run, ...]
    strata: Strata | None = None

    @cached_property
    def random(self) -> int:
        """How many random picks the rates rest on, one drawn in two batches once."""
        return len({row for run in self.runs for row in run.picks.tolist()})

    @cached_property
    def stretches(self) -> tuple[Run, ...]:
        """The runs, as one where nothing but random picks was read between them.

        Several random samples, each of what the ones before left unread, are one random sample.
        """
        found: list[Run] = []
        for run in self.runs:
            if found and self._follows(found[-1], run):
                picks = np.array([*dict.fromkeys([*found[-1].picks.tolist(), *run.picks.tolist()])], np.intp)
                found[-1] = Run(found[-1].before, picks)
            else:
                found.append(run)
        return tuple(found)

    def _follows(self, first: Run, second: Run) -> bool:
        between = (self.weight > 0) & second.before & ~first.before
        between[first.picks] = False
        return not between.any()

    @cached_property
    def unread(self) -> tuple[float, ...]:
        """For each stretch, how many traces of the population nobody had read when it was drawn."""
        # A product and its sum, not `@`, whose threads two pages at once would wait for; here and below.
        return tuple(self.size - float((self.weight * run.before).sum()) for run in self.stretches)

    @property
    def shares_groups(self) -> bool:
        """Whether several random picks come from one session or user, so that intervals are widened."""
        picks = [row for run in self.runs for row in run.picks.tolist()]
        return len({int(self.group[row]) for row in set(picks)}) < len(set(picks))


def prefix(is_read: Mask) -> int:
    """Return how many random picks of a batch count, given which were read or deferred, in their order.

    Only those before the first gap: whoever jumps about may choose what to read by what it looks like.
    """
    gaps = np.flatnonzero(~is_read)
    return int(gaps[0]) if len(gaps) else len(is_read)


def segments(sample: Sample, positive: Shares) -> list[Segment]:
    """Return one segment per stretch for what is ``positive``, in the order of drawing."""
    held = sample.weight * positive
    found = []
    for run, unread in zip(sample.stretches, sample.unread, strict=True):
        total = sample.weight[run.picks].sum()
        share = float(held[run.picks].sum() / total) if total else 0.0
        drawn = len(run.picks)
        found.append(Segment(float((held * run.before).sum()), unread, drawn, drawn * share))
    return found


def rate(sample: Sample, positive: Shares, confidence: float = 0.95) -> Estimate:
    """Return the rate of the traffic that the population is a sample of; see ``prevalence.traffic``.

    By the batch-ordered estimator; with no random pick read, by
    the strata of a batch if there are such.
    """
    known = float((sample.weight * positive).sum())
    others = float(sample.weight.sum()) - known
    parts = segments(sample, positive)
    if sample.random == 0:
        by_strata = _by_strata(sample, positive, confidence)
        return by_strata or traffic(parts, sample.size, known, others, confidence)
    worth = _worth(sample, parts, positive)
    found = traffic(parts, sample.size, known, others, confidence, effective=worth)
    return replace(found, random=sample.random)


def bounded(
    sample: Sample, wide: Sample, positive: Shares, least: Shares, most: Shares, confidence: float = 0.95
) -> Estimate:
    """Return ``rate`` of ``sample`` with the interval that its deferred random picks leave open.

    ``wide`` is the same sample with the deferred traces among its picks: for the low end none of them counts
    as positive (``least``), for the high end all do (``most``).
    """
    found = rate(sample, positive, confidence)
    low = rate(wide, least, confidence)
    high = rate(wide, most, confidence)
    if found.value is None or low.value is None or high.value is None:
        return found
    return replace(found, low=min(low.low, found.value), high=max(high.high, found.value))


def _worth(sample: Sample, parts: Sequence[Segment], positive: Shares) -> float:
    runs = sample.stretches
    picks = np.concatenate([run.picks for run in runs])
    segment = np.repeat(np.arange(len(runs)), [len(run.picks) for run in runs])
    return effective_picks(parts, segment, positive[picks], sample.group[picks], sample.weight[picks])


def _by_strata(sample: Sample, positive: Shares, confidence: float) -> Estimate | None:
    if sample.strata is None:
        return None
    own = sample.strata
    read = np.bincount(own.stratum, minlength=len(own.sizes))
    heavy = sample.weight[own.picks]
    share = np.bincount(own.stratum, heavy * positive[own.picks], len(own.sizes))
    total = np.bincount(own.stratum, heavy, len(own.sizes))
    positives = np.divide(share, total, out=np.zeros(len(total)), where=total > 0) * read
    # A stratum weighs as many traces as its units stand for: where some are there several times, more.
    copies = np.divide(total, read, out=np.ones(len(total)), where=read > 0)
    shares = own.sizes * copies / (own.sizes * copies).sum()
    unread = stratified(shares.tolist(), positives.tolist(), read.tolist(), confidence)
    if unread.value is None:
        return None
    held = sample.weight * positive
    known = float(held[own.before].sum()) / sample.size
    scale = 1 - float(sample.weight[own.before].sum()) / sample.size
    least = float(held.sum()) / sample.size
    most = 1 - float((sample.weight - held).sum()) / sample.size
    value = min(max(known + scale * unread.value, least), most)
    reviewed = float(sample.weight.sum())
    found = Estimate(value, 0.0, 1.0, float(held.sum()), reviewed, len(own.picks))
    a = shares**2 / np.maximum(read, 1)
    left_open = float((a * (1 - np.minimum(1, read / own.sizes))).sum() / a.sum())
    part = known + scale * unread.low, known + scale * unread.high
    return as_traffic(found, part, left_open, sample.size, confidence)
