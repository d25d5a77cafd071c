"""The one door to what was found: everything that is known of one population of a project's traces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lib.failure_modes import FailureMode
from lib.model import Origin, TraceFilter
from lib.services.findings import material as reading
from lib.services.findings import modes
from lib.services.findings.material import Material
from lib.services.findings.modes import Discovery, ModeFinding
from lib.services.findings.population import Findings, findings
from lib.services.findings.subgroups import Subgroup, by_value
from lib.stats.designs import Mask
from lib.stats.prevalence import Estimate
from lib.stats.ranks import Chances
from lib.stats.saturation import Incidence
from lib.store.batches import designs
from lib.store.batches.designs import Span
from lib.store.counts import coding, evidence
from lib.store.recoding.criteria_drift import Flips
from lib.store.taxonomy.past import Snapshot
from lib.store.traces import populations
from lib.store.traces.populations import VERSION
from lib.text.natural import natural
from lib.words import rates as rate_words
from lib.words.rates import Reach

if TYPE_CHECKING:
    from lib.services.findings.together import Pair

ANY = "any"
"""What stands in URLs for any failure."""


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """A failure, or any (``mode`` is None): which of the traces read have it, and whose notes show it.

    ``modes`` are the ids of the failure modes whose notes show it, None where all do or nobody can tell.
    """

    mode: FailureMode | None
    which: Mask
    modes: set[int] | None

    @property
    def key(self) -> str:
        """What stands for it in URLs."""
        return str(self.mode.id) if self.mode else ANY

    @property
    def name(self) -> str:
        """What it is called."""
        return self.mode.name if self.mode else "Any failure"


@dataclass(frozen=True, eq=False)
class Analysis:
    """What is known of the traces of one population, each figure worked out when it is first asked for.

    ``wanted`` is its filter and ``kept`` are the origins of its traces. ``taxonomy`` is an earlier state of
    the failure modes, None for today's.
    """

    project_id: int
    wanted: TraceFilter
    kept: tuple[Origin, ...]
    taxonomy: Snapshot | None
    findings: Findings

    @property
    def material(self) -> Material:
        """What was read of the whole project: shared by all populations of it."""
        return self.findings.material

    @property
    def is_real(self) -> bool:
        """Whether rates are of real traffic."""
        return self.kept == (Origin.REAL,)

    @property
    def left_out(self) -> int:
        """How many traces are of other origins."""
        return sum(number for origin, number in self.material.origins.items() if origin not in self.kept)

    @cached_property
    def trace_ids(self) -> frozenset[int]:
        """The ids of these traces."""
        base = self.material.base
        return frozenset(base.ids[np.isin(base.serials, self.findings.serials)].tolist())

    @cached_property
    def reach(self) -> Reach:
        """Of which of these traces rates speak."""
        of = self.findings
        since = bool(of.is_outrun and of.material.draws)
        if since:
            last = max(draw.drawn_at for draw in of.material.draws)
            since = bool(np.isin(of.outside, designs.imported_since(self.project_id, last)).all())
        return rate_words.reach(of, since=since, kind="" if self.is_real else "invented")

    @property
    def share_of(self) -> str:
        """What a rate is a share of, in words."""
        return self.reach.share_of

    @cached_property
    def modes(self) -> list[ModeFinding]:
        """Every failure mode with its count and rate, the most often found first; last what is loose."""
        return modes.by_mode(self.findings)

    @property
    def found(self) -> list[ModeFinding]:
        """The failure modes that were found in a trace, the most often first."""
        return [row for row in self.modes if row.mode and row.traces]

    @property
    def never_found(self) -> list[ModeFinding]:
        """The failure modes that no trace of the project that counts has, and not every failed one lacks.

        Whatever is in them was overruled, or stands on traces that passed: 0 of those read is no finding.
        """
        said = self.material.coding
        has, unsure = (said.values == coding.YES).any(axis=0), (said.values < coding.NO).any(axis=0)
        never = {mode.id for mode, no in zip(said.modes, ~has & unsure, strict=True) if no}
        return [row for row in self.modes if row.mode and row.mode.id in never]

    @property
    def top(self) -> list[ModeFinding]:
        """The failure modes found that are under no other, the most often found first."""
        return [row for row in self.found if row.mode and row.mode.parent_id is None]

    @cached_property
    def redraws(self) -> dict[str, Chances]:
        """How often each of the ``top`` leads in redraws of the random picks, by key; empty without these.

        It takes a while.
        """
        told = modes.chances(self.findings, self.top) if self.top else []
        return {row.key: chance for row, chance in zip(self.top, told, strict=False)}

    @cached_property
    def overall(self) -> tuple[dict[str, int], Estimate]:
        """The failed traces by how they were picked, and the share of traces that fail."""
        return modes.overall(self.findings)

    @cached_property
    def span(self) -> Span:
        """When these traces happened, and the versions that made them."""
        return designs.span(self.material.base, self.material.moments, self.findings.serials)

    @cached_property
    def discovery(self) -> Discovery:
        """What saturation rests on."""
        return modes.discovery(self.findings)

    @cached_property
    def wordings(self) -> Incidence:
        """The same a level below: each different wording of a note as a code of its own."""
        failed = self.material.read.review_id[self.material.failed].tolist()
        return modes.open_codes(self.findings, evidence.noted(failed))

    @cached_property
    def pairs(self) -> list[Pair]:
        """The failure modes found in the same trace, those most often together first."""
        # It brings pandas, which nothing else here needs.
        from lib.services.findings.together import together

        return together(self.findings)

    @property
    def flips(self) -> dict[int, Flips]:
        """How looking again went, by failure mode: of all the project's traces, whatever the filter."""
        return self.material.flips

    def failure(self, mode_id: int | None = None) -> Failure:
        """Return one failure mode as what traces are looked at for; any failure without one."""
        if mode_id is None:
            return Failure(None, self.material.failed, None)
        mode = next(mode for mode in self.material.coding.modes if mode.id == mode_id)
        return Failure(mode, self.material.positive(mode_id), self.below(mode_id))

    def below(self, mode_id: int) -> set[int] | None:
        """Return the ids of a failure mode and of all below it; None by an earlier taxonomy.

        Notes are in modes of today: which of them put a trace in an earlier mode is not told.
        """
        if self.taxonomy:
            return None
        modes = self.material.coding.modes
        place = next(number for number, mode in enumerate(modes) if mode.id == mode_id)
        return {modes[number].id for number in coding.below(modes)[place]}

    def groups(self, field: str, which: Mask, most: int) -> list[Subgroup]:
        """Return the ``most`` largest parts by this field, others as one, by share; versions in order."""
        values = populations.field(self.project_id, self.material.base, field)
        parts = by_value(self.findings, values, which, most)
        if field == VERSION:
            return sorted(parts, key=lambda part: (part.is_others, natural(part.key)))
        return sorted(parts, key=lambda part: (part.is_others, part.is_small, -(part.estimate.value or 0)))

    def narrowed(self, **more: Any) -> Analysis:
        """Return the same of the part that ``more`` of the filter keeps, on the same material."""
        wanted = replace(self.wanted, **more)
        return of(self.project_id, wanted, self.taxonomy, kept=self.kept, material=self.material)


def of(
    project_id: int,
    wanted: TraceFilter | None = None,
    taxonomy: Snapshot | None = None,
    *,
    kept: tuple[Origin, ...] | None = None,
    material: Material | None = None,
) -> Analysis:
    """Return what is known of the traces of a project that a filter keeps: all without one.

    By an earlier ``taxonomy``, or by today's. ``kept`` are the origins of its traces, ``populations.usual``
    ones unless given. ``material`` is that of the project by this taxonomy, where it was read before. Raises
    ``LookupError`` where the project has no such taxonomy.
    """
    wanted = wanted or TraceFilter()
    on = material or reading.material(project_id, taxonomy.event_id if taxonomy else None)
    kept = populations.usual(on.origins) if kept is None else kept
    serials = designs.population(project_id, wanted, kept)
    return Analysis(project_id, wanted, kept, taxonomy, findings(on, serials))
