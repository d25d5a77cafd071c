"""What two or more people said of the same traces, compared: verdicts, first failing steps, failure modes.

All of it is of first submissions, made before anybody talked about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from lib.failure_modes import FailureMode
from lib.model import Reading
from lib.stats.agreement import (
    LEAST_DOUBLE,
    Distance,
    Pairwise,
    bootstrap,
    krippendorff_alpha,
    masi,
    nominal,
    pairwise,
)

RARE = 0.1
"""Below this share of traces with a failure mode, kappa is low for that alone; AC1 is shown beside it."""

LOW = 0.7
"""A positive agreement below this says that two people do not mean the same by a failure mode."""

LEAST_SEEN = 5
"""In fewer traces than this, who saw a failure mode where is mostly chance."""


@dataclass(frozen=True, slots=True)
class Score:
    """In ``same`` of ``of`` traces all readers said the same; Krippendorff's alpha with its 95 % interval.

    ``alpha`` is None where nothing varies, ``low`` and ``high`` where it has no interval.
    """

    same: int
    of: int
    alpha: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Steps:
    """Of ``of`` pairs of readings that both name a first failing step: the same, and at most one apart."""

    exact: int
    near: int
    of: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How far readers of the same traces agree.

    ``traces`` were read by two or more, ``random`` of them picked at random. The scores are of the random
    ones alone where ``only_random``, else of all. ``modes`` is of the traces whose failure modes are known
    for two readers; ``unknown`` are the others. ``modes_failed`` says the same of those somebody failed.
    """

    traces: int
    random: int
    only_random: bool
    verdict: Score
    steps: Steps
    modes: Score
    modes_failed: tuple[int, int]
    unknown: int


@dataclass(frozen=True, slots=True)
class ModeAgreement:
    """Two readers on one failure mode.

    Where one of them alone saw it, the other most often saw ``instead`` (a failure mode's id), in
    ``times`` traces, or no failure at all, in ``unseen`` traces.
    """

    mode_id: int
    table: Pairwise
    instead: int | None
    times: int
    unseen: int

    @property
    def seen(self) -> int:
        """In how many traces either saw it."""
        return self.table.both + self.apart

    @property
    def apart(self) -> int:
        """In how many traces one of them alone saw it."""
        return self.table.only_first + self.table.only_second

    @property
    def is_rare(self) -> bool:
        """Whether so few traces have it that kappa says little."""
        n = self.seen + self.table.neither
        return n > 0 and (2 * self.table.both + self.apart) / (2 * n) < RARE

    @property
    def is_sparse(self) -> bool:
        """Whether they differ in too few traces to say anything of the failure mode."""
        return self.apart > 0 and self.seen < LEAST_SEEN

    @property
    def is_low(self) -> bool:
        """Whether they seem to mean different things by it."""
        agreement = self.table.positive_agreement
        return self.seen >= LEAST_SEEN and agreement is not None and agreement < LOW


class Differs(IntEnum):
    """In what two readers differ, the gravest first."""

    VERDICT = 1
    MODES = 2
    STEP = 3


def doubly_read(readings: Iterable[Reading]) -> dict[int, list[Reading]]:
    """Return the readings that say pass or fail, by trace, of those traces that have two or more."""
    by_trace: dict[int, list[Reading]] = {}
    for reading in readings:
        if reading.failed is not None:
            by_trace.setdefault(reading.trace_id, []).append(reading)
    return {trace_id: found for trace_id, found in by_trace.items() if len(found) > 1}


def figures(readings: Iterable[Reading]) -> Figures:
    """Return how far readers agree: on the random picks where 20 or more were read twice, else on all.

    Agreement hangs on how common failures are, and targeted picks fail more often than traffic does.
    """
    every = doubly_read(readings)
    random = {trace_id: found for trace_id, found in every.items() if found[0].random}
    only_random = len(random) >= LEAST_DOUBLE
    of = list((random if only_random else every).values())
    return _figures(of, traces=len(every), random=len(random), only_random=only_random)


def own_figures(again: Iterable[tuple[Reading, Reading]]) -> Figures:
    """Return how far people agree with what they said of the same traces before, on all of them."""
    of = [pair for pair in again if all(reading.failed is not None for reading in pair)]
    return _figures(of, traces=len(of), random=sum(pair[0].random for pair in of), only_random=False)


def pairs(readings: Iterable[Reading]) -> list[tuple[int, int, int]]:
    """Return the pairs of people who read the same traces, with how many; the most traces first."""
    found: Counter[tuple[int, int]] = Counter()
    for of_trace in doubly_read(readings).values():
        found.update(combinations(sorted(reading.person_id for reading in of_trace), 2))
    return [
        (one, two, many) for (one, two), many in sorted(found.items(), key=lambda each: (-each[1], each[0]))
    ]


def by_verdict(readings: Iterable[Reading], first: int, second: int) -> Pairwise:
    """Return how these two people agree on failed or not, on all traces both have read."""
    both = _of_both(readings, first, second)
    return pairwise([bool(one.failed) for one, _ in both], [bool(two.failed) for _, two in both])


def by_mode(
    readings: Iterable[Reading], modes: Sequence[FailureMode], first: int, second: int
) -> list[ModeAgreement]:
    """Return how these two people agree on each failure mode that either saw, the least agreement first.

    On the traces both have read and whose failure modes are known for both, whatever picked them: the 2 x 2
    tables are of single traces to talk about. A parent mode is seen where one of its children is.
    """
    parent = {mode.id: mode.parent_id for mode in modes}
    both = [
        (one.failed, _with_parents(one.modes, parent), two.failed, _with_parents(two.modes, parent))
        for one, two in _of_both(readings, first, second)
        if one.modes is not None and two.modes is not None
    ]
    out: list[ModeAgreement] = []
    for mode in modes:
        table = pairwise([mode.id in one for _, one, _, _ in both], [mode.id in two for _, _, _, two in both])
        instead: Counter[int] = Counter()
        unseen = 0
        for one_failed, one, two_failed, two in both:
            if (mode.id in one) == (mode.id in two):
                continue
            saw, other, other_failed = (one, two, two_failed) if mode.id in one else (two, one, one_failed)
            instead.update(other - saw - _with_parents({mode.id}, parent))
            unseen += not other_failed
        likeliest = min(instead, key=lambda each: (-instead[each], each), default=None)
        made = ModeAgreement(mode.id, table, likeliest, instead[likeliest] if likeliest else 0, unseen)
        if made.seen:
            out.append(made)
    return sorted(out, key=lambda each: (each.table.positive_agreement or 0.0, -each.apart))


def to_discuss(readings: Iterable[Reading]) -> list[tuple[int, Differs]]:
    """Return the traces whose readers differ, and in what, the gravest first.

    Another verdict; other failure modes, where they are known; a first failing step more than one apart.
    """
    found: list[tuple[int, Differs]] = []
    for trace_id, of_trace in doubly_read(readings).items():
        steps = [reading.step for reading in of_trace if reading.failed and reading.step is not None]
        if len({reading.failed for reading in of_trace}) > 1:
            found.append((trace_id, Differs.VERDICT))
        elif len({reading.modes for reading in of_trace if reading.modes is not None}) > 1:
            found.append((trace_id, Differs.MODES))
        elif steps and max(steps) - min(steps) > 1:
            found.append((trace_id, Differs.STEP))
    return sorted(found, key=lambda each: (each[1], each[0]))


def _figures(of: Sequence[Sequence[Reading]], *, traces: int, random: int, only_random: bool) -> Figures:
    known = [
        [reading for reading in found if reading.modes is not None]
        for found in of
        if sum(reading.modes is not None for reading in found) > 1
    ]
    failed = [found for found in known if any(reading.failed for reading in found)]
    return Figures(
        traces=traces,
        random=random,
        only_random=only_random,
        verdict=_score([[reading.failed for reading in found] for found in of], nominal),
        steps=_steps(of),
        modes=_score([[reading.modes for reading in found] for found in known], masi),
        modes_failed=(sum(len({reading.modes for reading in found}) == 1 for found in failed), len(failed)),
        unknown=len(of) - len(known),
    )


def _of_both(readings: Iterable[Reading], first: int, second: int) -> list[tuple[Reading, Reading]]:
    by_person = ({r.person_id: r for r in found} for found in doubly_read(readings).values())
    return [(of[first], of[second]) for of in by_person if first in of and second in of]


def _with_parents(modes: Collection[int], parent: Mapping[int, int | None]) -> set[int]:
    out: set[int] = set()
    for mode in modes:
        above: int | None = mode
        while above is not None and above not in out:
            out.add(above)
            above = parent.get(above)
    return out


def _score(units: Sequence[Sequence[Hashable]], distance: Distance) -> Score:
    same = sum(len(set(unit)) == 1 for unit in units)
    alpha = krippendorff_alpha(units, distance)
    around = None if alpha is None else bootstrap(units, distance)
    low, high = around or (None, None)
    return Score(same, len(units), alpha, low, high)


def _steps(of: Sequence[Sequence[Reading]]) -> Steps:
    apart = [
        abs(one - two)
        for found in of
        for one, two in combinations([r.step for r in found if r.failed and r.step is not None], 2)
    ]
    return Steps(apart.count(0), sum(gap <= 1 for gap in apart), len(apart))
