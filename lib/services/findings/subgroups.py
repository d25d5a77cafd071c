"""The same failure in parts of a population: by a field, by week, by batch; and two parts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from lib.services.findings.population import Findings, findings
from lib.stats.designs import Mask
from lib.stats.prevalence import (
    LEAST_IN_STRATUM,
    Estimate,
    benjamini_hochberg,
    difference,
    p_of_difference,
)
from lib.store.batches.designs import Serials
from lib.store.counts.coded_traces import SIDES
from lib.text.natural import natural

_BATCH = "batch "

CLEAR = 0.05
"""A difference is called one where its p-value, adjusted for all that were looked at, is below."""

OTHERS = "others"
"""The key of the smaller groups taken together."""


@dataclass(frozen=True, eq=False)
class Subgroup:
    """One part of a population: its traces, what was read of it, found in it, and the estimated share."""

    key: str
    name: str
    of: Findings
    sides: dict[str, int]
    estimate: Estimate

    @property
    def found(self) -> int:
        """In how many traces read."""
        return sum(self.sides.values())

    @property
    def is_others(self) -> bool:
        """Whether it is the smaller groups taken together."""
        return self.key == OTHERS

    @property
    def is_small(self) -> bool:
        """Whether it holds too few random picks to say much."""
        return self.of.random < LEAST_IN_STRATUM

    def reviews(self, which: Mask) -> list[int]:
        """Return the reviews of these traces that are counted here; of a batch those of its random picks."""
        if not self.key.startswith(_BATCH):
            return self.of.reviews(which)
        picked = np.zeros(len(which), dtype=np.bool_)
        picked[self.of.picks] = True
        return self.of.reviews(which & picked)

    @property
    def out_of(self) -> int:
        """Out of how many traces it was found: of a batch its random picks, else all that was read."""
        return self.of.random if self.key.startswith(_BATCH) else self.of.read


def subgroup(of: Findings, serials: Serials, positive: Mask, key: str, name: str) -> Subgroup:
    """Return these traces of the population as a part of it."""
    inside = of.within(serials)
    return Subgroup(key, name, inside, inside.sides(positive), inside.rate(positive))


def by_value(of: Findings, values: NDArray[np.object_], positive: Mask, most: int) -> list[Subgroup]:
    """Return one part per value of a field, the largest first, and with more than ``most`` the others as one.

    ``values`` are by ``Fixed``, "" where absent.
    """
    mine = np.isin(of.material.base.serials, of.serials)
    serials, said = of.material.base.serials[mine], values[mine]
    names, where, many = np.unique(said.astype(str), return_inverse=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda place: (-many[place], natural(str(names[place]))))
    parts = [
        subgroup(of, serials[where == place], positive, str(names[place]), str(names[place]) or "none given")
        for place in order[:most]
    ]
    if len(order) > most:
        rest = np.sort(serials[np.isin(where, order[most:])])
        parts.append(subgroup(of, rest, positive, OTHERS, f"{len(order) - most} others"))
    return parts


def against_rest(of: Findings, parts: Sequence[Subgroup], positive: Mask) -> list[Changed | None]:
    """Return for each part how its share differs from that of all others: None where either has few picks.

    Each is a difference of two rates of traffic, p adjusted after Benjamini & Hochberg over the parts shown.
    """
    rest = [of.within(np.setdiff1d(of.covered, part.of.serials)) for part in parts]
    told = [
        None if part.is_small or one.random < LEAST_IN_STRATUM else (one.rate(positive), part.estimate)
        for part, one in zip(parts, rest, strict=True)
    ]
    judged = iter(_judged([sides for sides in told if sides]))
    return [next(judged) if sides else None for sides in told]


def by_week(of: Findings, positive: Mask) -> list[Subgroup]:
    """Return one part per week, from Monday, in their order; weeks without a trace are left out."""
    base, moments = of.material.base, of.material.moments
    mine = np.isin(base.serials, of.serials) & ~np.isnat(moments)
    day = moments[mine].astype("datetime64[D]")
    # The first day of numpy's count was a Thursday.
    mondays = day - (day.astype(np.int64) + 3) % 7
    found = []
    for start in np.unique(mondays):
        monday, serials = start.astype(date), np.sort(base.serials[mine][mondays == start])
        found.append(subgroup(of, serials, positive, monday.isoformat(), f"{monday.day} {monday:%b}"))
    return found


def by_batch(of: Findings, positive: Mask) -> list[Subgroup]:
    """Return one part per batch whose random picks the rates rest on: the whole population as it measures it.

    Counts are of those picks alone.
    """
    found = []
    on = of.material
    for draw, before in zip(on.draws, on.units_before, strict=True):
        one = of.by_draw(before)
        if not one.random:
            continue
        picked = np.zeros(len(on.read), dtype=np.bool_)
        picked[one.picks] = True
        sides = dict.fromkeys(SIDES, 0) | {"random": int((positive & picked).sum())}
        found.append(Subgroup(f"{_BATCH}{draw.batch_id}", draw.name, one, sides, one.rate(positive)))
    return found


def by_round(of: Findings, ends: Sequence[tuple[str, datetime]]) -> list[Subgroup]:
    """Return one part per round: what the batches drawn until its end, and after the one before, measure.

    ``ends`` are the rounds' names and ends in their order; what was drawn since the last is a round, too. Its
    traces are those its batches were drawn from; all are coded alike. Rounds without a random pick read are
    left out.
    """
    on, found, before = of.material, [], 0
    names = [name for name, _ in ends] + [f"what came after {ends[-1][0]}"] if ends else []
    for place, name in enumerate(names):
        after = (
            sum(draw.drawn_at <= ends[place][1] for draw in on.draws) if place < len(ends) else len(on.draws)
        )
        draws = range(before, after)
        before = after
        frames = [on.draws[number].frame for number in draws]
        serials = np.intersect1d(np.unique(np.concatenate(frames)), of.serials) if frames else of.serials[:0]
        one = findings(on, serials.astype(np.int64), draws)
        if one.random:
            found.append(Subgroup(name, name, one, one.sides(on.failed), one.rate(on.failed)))
    return found


@dataclass(frozen=True, slots=True)
class Changed:
    """By how much a share differs between two parts: second minus first.

    ``p`` is adjusted for all differences looked at, None where there is none to judge.
    """

    first: Estimate
    second: Estimate
    difference: Estimate
    p: float | None

    @property
    def is_clear(self) -> bool:
        """Whether it is called a change."""
        return self.p is not None and self.p < CLEAR


def changes(first: Findings, second: Findings, wanted: Sequence[Mask]) -> list[Changed]:
    """Return the change of each from the first part to the second, p adjusted after Benjamini & Hochberg."""
    return _judged([(first.rate(which), second.rate(which)) for which in wanted])


def _judged(sides: Sequence[tuple[Estimate, Estimate]]) -> list[Changed]:
    found = [difference(after, before) for before, after in sides]
    raw = [p_of_difference(one) for one in found]
    judged = iter(benjamini_hochberg([p for p in raw if p is not None]))
    adjusted = [None if p is None else next(judged) for p in raw]
    return [
        Changed(before, after, one, p) for (before, after), one, p in zip(sides, found, adjusted, strict=True)
    ]
