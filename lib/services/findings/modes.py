"""How often each failure mode was found, how common it is, and whether there are more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from lib.failure_modes import FailureMode
from lib.services.findings.population import Findings
from lib.stats import saturation
from lib.stats.designs import Mask
from lib.stats.prevalence import Estimate
from lib.stats.ranks import Chances, rank_chances
from lib.stats.saturation import Incidence
from lib.store.counts import coding
from lib.store.traces import populations
from lib.store.traces.populations import VERSION
from lib.text.natural import natural

NOT_GROUPED = "none"
"""What stands in URLs and charts for the failed traces that are in no failure mode."""


@dataclass(frozen=True, slots=True)
class ModeFinding:
    """One failure mode in one population, or the failed traces not grouped yet (``mode`` is None).

    ``sides`` are traces by how they were picked; ``unknown`` of the failed traces are not labelled for it.
    ``last`` is the largest place in time of a trace that shows it, for sorting by recency. ``since`` is the
    first version of those traces, else the first month; "" where nobody said.
    """

    mode: FailureMode | None
    sides: dict[str, int]
    estimate: Estimate
    unknown: int
    last: float
    since: str = ""

    @property
    def traces(self) -> int:
        """In how many traces read it was found."""
        return sum(self.sides.values())

    @property
    def key(self) -> str:
        """What stands for it in the URL and in charts."""
        return str(self.mode.id) if self.mode else NOT_GROUPED

    @property
    def name(self) -> str:
        """What it is called."""
        return self.mode.name if self.mode else "Not grouped"

    @property
    def severity(self) -> int | None:
        """How grave it is, 1 to 4; None where nobody said."""
        return self.mode.severity if self.mode else None


def by_mode(of: Findings) -> list[ModeFinding]:
    """Return every failure mode with its count and rate, the most often found first; last what is loose."""
    when = of.material.when.astype(np.int64)
    versions = populations.field(of.material.project_id, of.material.base, VERSION)[of.material.place]

    def found(mode: FailureMode | None, which: Mask, unknown: Mask) -> ModeFinding:
        mine = which & of.judged
        last = float(when[mine].max(initial=0))
        since = _since(of, mine, versions)
        return ModeFinding(mode, of.sides(which), of.rate(which), of.count(unknown), last, since)

    of_material = of.material
    rows = [
        found(mode, of_material.positive(mode.id), of_material.unknown(mode.id))
        for mode in of_material.coding.modes
    ]
    rows.sort(key=lambda row: (-row.traces, row.name.casefold()))
    loose = found(None, of_material.loose, np.zeros_like(of_material.loose))
    return [*rows, loose] if loose.traces else rows


def _since(of: Findings, which: Mask, versions: NDArray[np.object_]) -> str:
    """The first version of these traces, or where none names one the month of the first."""
    named = {version for version in versions[which].tolist() if version}
    if named:
        return str(min(named, key=natural))
    moments = of.material.moments[of.material.place][which]
    known = moments[~np.isnat(moments)]
    return f"{known.min().astype(datetime):%b %Y}" if len(known) else ""


def overall(of: Findings) -> tuple[dict[str, int], Estimate]:
    """Return the failed traces by how they were picked, and the estimated share of traces that fail."""
    return of.sides(of.material.failed), of.rate(of.material.failed)


def chances(of: Findings, rows: Sequence[ModeFinding]) -> list[Chances]:
    """Return how often each of these failure modes comes first, or among the first, in a bootstrap."""
    has = [of.material.positive(int(row.key)) for row in rows]
    return rank_chances(
        [
            (part.share, part.sample, np.column_stack([part.sample.share(one) for one in has]))
            for part in of.parts
        ]
    )


@dataclass(frozen=True, slots=True, eq=False)
class Discovery:
    """What saturation rests on. ``order`` are the sets of codes in the random picks, in order of drawing.

    ``informed`` takes what targeted traces showed for known, ``plain`` is of the random picks alone.
    ``loose`` of the random picks show something not grouped yet: each counts as a failure mode of its own.
    ``listed`` failure modes were found in any trace, and ``reviewed`` traces were read in all.
    """

    plain: Incidence
    informed: Incidence
    order: tuple[frozenset[str], ...]
    loose: int
    listed: int
    reviewed: int

    @property
    def has_curve(self) -> bool:
        """Whether there is enough to draw a discovery curve of."""
        return self.plain.traces >= saturation.LEAST and bool(self.plain.frequencies)


def discovery(of: Findings) -> Discovery:
    """Return what the random picks showed, and in which order, by today's taxonomy."""
    on, rows = of.material, of.picks
    own, ids = on.coding.own == coding.YES, [str(mode.id) for mode in on.coding.modes]
    found: list[set[str]] = [set() for _ in rows]
    for place, mode in np.argwhere(own[rows]).tolist():
        found[place].add(ids[mode])
    loose = np.flatnonzero(on.loose[rows]).tolist()
    for place in loose:
        found[place].add(f"loose {rows[place]}")
    elsewhere = own.copy()
    elsewhere[rows] = False
    drawn_in = on.drawn_in[: len(own)]
    known = {
        ids[mode]: int(drawn_in[elsewhere[:, mode]].min()) for mode in np.flatnonzero(elsewhere.any(axis=0))
    }
    order = tuple(frozenset(codes) for codes in found)
    listed = int(own[of.judged[: len(own)]].any(axis=0).sum())
    return Discovery(
        Incidence.from_sets(order), _informed(of, order, known, rows), order, len(loose), listed, of.read
    )


def open_codes(of: Findings, texts: Mapping[int, Sequence[str]]) -> Incidence:
    """Return the same a level below, before any grouping: what failed traces were noted for, in words.

    ``texts`` are the notes by review. Notes that differ in nothing but case and spaces are one code.
    """
    on, rows = of.material, of.picks
    codes = [
        frozenset(" ".join(text.casefold().split()) for text in texts.get(review_id, ()))
        if failed
        else frozenset()
        for review_id, failed in zip(on.read.review_id.tolist(), on.failed.tolist(), strict=True)
    ]
    random, known = set(rows), dict[str, int]()
    for row, found in enumerate(codes):
        for code in found if row not in random else ():
            known[code] = min(known.get(code, len(on.draws)), int(on.drawn_in[row]))
    return _informed(of, [codes[row] for row in rows], known, rows)


def _informed(
    of: Findings, codes: Sequence[frozenset[str]], known: Mapping[str, int], rows: Sequence[int]
) -> Incidence:
    """What the random picks ``rows`` show, where codes of the other traces count as known.

    ``known`` is the draw that first found each in another trace. One not grouped yet is known from nowhere.
    """
    when = {int(row): number for number, picks in enumerate(of.material.picks) for row in picks}
    return Incidence.from_sets(codes, known, [when[row] for row in rows])
