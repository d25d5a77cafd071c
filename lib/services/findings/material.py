"""All that the store knows of a project's reading, as aligned arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lib.model import Intake, IntakeKind, Origin
from lib.stats import designs as stats
from lib.stats.designs import Mask, Rows
from lib.store.batches import designs
from lib.store.batches.designs import Drawn, Serials
from lib.store.counts import coding
from lib.store.counts.coded_traces import CodedTraces
from lib.store.counts.coding import Coding
from lib.store.counts.coding_past import coded_at
from lib.store.recoding import criteria_drift
from lib.store.recoding.criteria_drift import Flips
from lib.store.traces import imports, populations
from lib.store.traces.populations import Fixed


@dataclass(frozen=True, eq=False)
class Material:
    """All that the store knows of a project's reading, as it stood at one version of the project."""

    project_id: int
    coding: Coding
    draws: tuple[Drawn, ...]
    base: Fixed
    moments: NDArray[np.datetime64]
    intakes: Mapping[int, Intake]

    @property
    def read(self) -> CodedTraces:
        """The traces judged, then the deferred ones."""
        return self.coding.read

    @cached_property
    def origins(self) -> dict[Origin, int]:
        """How many traces there are of each origin, read or not."""
        return {Origin(origin): many for origin, many in Counter(self.base.origins).items()}

    @cached_property
    def flips(self) -> dict[int, Flips]:
        """How looking again went, by failure mode."""
        return criteria_drift.flips(self.project_id)

    @cached_property
    def place(self) -> Rows:
        """The place of each in ``base`` and ``moments``."""
        return self.base.positions(self.read.trace_id)

    @cached_property
    def when(self) -> NDArray[np.datetime64]:
        """When each happened, or where nobody said, was read."""
        known = self.moments[self.place]
        return np.where(np.isnat(known), self.read.read_at, known)

    @cached_property
    def deferred(self) -> Mask:
        """Which of them were deferred."""
        return np.arange(len(self.read)) >= len(self.coding.own)

    @cached_property
    def failed(self) -> Mask:
        """Which of them failed."""
        return self.read.failed

    @cached_property
    def group(self) -> Rows:
        """A code for the session or user of each; one of its own where none is known."""
        known = self.base.group_keys[self.place].tolist()
        keys = [key or f"\0{serial}" for key, serial in zip(known, self.read.serial.tolist(), strict=True)]
        return np.unique(keys, return_inverse=True)[1].astype(np.intp) if keys else np.empty(0, np.intp)

    @cached_property
    def row_of(self) -> Rows:
        """By serial, its own position, that of the one that speaks for it, or -1 where nobody read any."""
        speaking = np.flatnonzero(self.read.speaks)
        by_code = np.full(len(self.base.alike), -1, dtype=np.intp)
        by_code[self.read.alike[speaking]] = speaking
        out = np.full(self.serials + 1, -1, dtype=np.intp)
        out[self.base.serials] = by_code[self.base.alike]
        out[self.read.serial] = np.arange(len(self.read))
        return out

    @cached_property
    def unit(self) -> Rows:
        """The unit of drawing of each: one for all that are identical, in the order of their first."""
        _, first, code = np.unique(self.read.alike, return_index=True, return_inverse=True)
        rank = np.empty(len(first), dtype=np.intp)
        rank[np.argsort(first)] = np.arange(len(first))
        return rank[code]

    @cached_property
    def units(self) -> int:
        """How many units were read: of identical traces one."""
        return int(self.unit.max(initial=-1)) + 1

    @cached_property
    def differing(self) -> list[Rows]:
        """Identical traces that passed in one and failed in another: the places of those judged, per text."""
        judged = np.flatnonzero(~self.deferred)
        many, fails = (
            np.bincount(self.unit[judged], weights, self.units) for weights in (None, self.failed[judged])
        )
        mixed = np.flatnonzero((fails > 0) & (fails < many))
        return [judged[self.unit[judged] == unit] for unit in mixed]

    @cached_property
    def first(self) -> Rows:
        """By unit, the place of its first trace read."""
        return np.unique(self.unit, return_index=True)[1].astype(np.intp)

    @cached_property
    def serials(self) -> int:
        """The largest serial there is."""
        every = [self.base.serials, *(draw.frame for draw in self.draws), *(d.serials for d in self.draws)]
        return max((int(some.max()) for some in every if len(some)), default=0)

    def positive(self, mode_id: int) -> Mask:
        """Return which of the traces read have this mode. An unknown one is not positive."""
        return self._padded(self.coding.column(mode_id) == coding.YES)

    def unknown(self, mode_id: int) -> Mask:
        """Return the failed traces of which nobody has said whether they have this mode."""
        return self._padded(self.coding.column(mode_id) < coding.NO)

    @cached_property
    def loose(self) -> Mask:
        """Failed traces with a note in no mode, or with no note and no mode: what they show is not known."""
        return (self.failed & (self.read.loose > 0)) | self.silent

    @cached_property
    def silent(self) -> Mask:
        """Failed traces without a note and without a failure mode."""
        return self.without_note & ~self._padded((self.coding.own == coding.YES).any(axis=1))

    @cached_property
    def without_note(self) -> Mask:
        """Failed traces without a note."""
        found: Mask = self.failed & (self.read.notes == 0)
        return found

    @cached_property
    def labelled(self) -> Mask:
        """Traces that passed, or failed and have a yes or no for every failure mode."""
        return self._padded(self.coding.labelled)

    def _padded(self, judged: Mask) -> Mask:
        """A mask of the traces judged as one of all traces read."""
        return np.concatenate([judged, np.zeros(len(self.read) - len(judged), dtype=np.bool_)])

    @cached_property
    def units_before(self) -> tuple[Mask, ...]:
        """For each draw, of which of the units a trace had been read when it was made."""
        found = []
        for draw in self.draws:
            mask = np.zeros(self.units, dtype=np.bool_)
            rows = self.row_of[draw.reviewed]
            mask[self.unit[rows[rows >= 0]]] = True
            found.append(mask)
        return tuple(found)

    @cached_property
    def before(self) -> tuple[Mask, ...]:
        """For each draw, which of the traces read had been read when it was made, or one alike."""
        return tuple(mask[self.unit] for mask in self.units_before)

    @cached_property
    def reach(self) -> tuple[Mask, ...]:
        """For each draw, by serial, which traces it could have picked or that had been read by then."""
        found = []
        for draw, before in zip(self.draws, self.before, strict=True):
            mask = np.zeros(self.serials + 1, dtype=np.bool_)
            mask[draw.frame] = True
            # A position of -1 is that of the False at the end.
            found.append(mask | np.append(before, False)[self.row_of])
        return tuple(found)

    @cached_property
    def import_of(self) -> Rows:
        """By serial, the import it came in with; 0 for a serial that is gone."""
        out = np.zeros(self.serials + 1, dtype=np.intp)
        out[self.base.serials] = self.base.imports
        return out

    @cached_property
    def chosen(self) -> Mask:
        """By serial, which traces were imported for what they are, and so speak of no traffic."""
        picked = [number for number, intake in self.intakes.items() if intake.kind is IntakeKind.PICKED]
        found: Mask = np.isin(self.import_of, picked)
        return found

    @cached_property
    def stands_for(self) -> dict[int, float]:
        """By import, how many traces one of it stands for where it came from."""
        many = np.bincount(self.import_of[self.base.serials])
        return {
            number: intake.total / many[number]
            for number, intake in self.intakes.items()
            if intake.total and number < len(many) and many[number]
        }

    @cached_property
    def gone(self) -> Mask:
        """By serial, which traces were read when some batch was drawn, and are not any more."""
        mask = np.zeros(self.serials + 1, dtype=np.bool_)
        for draw in self.draws:
            mask[draw.reviewed] = True
        found: Mask = mask & (self.row_of < 0)
        return found

    @cached_property
    def picks(self) -> tuple[Rows, ...]:
        """For each draw, its random picks that count, in their order: those before the first gap."""
        found = []
        for draw, before in zip(self.draws, self.before, strict=True):
            rows = self.row_of[draw.serials[draw.random]]
            kept = rows[: stats.prefix(rows >= 0)]
            found.append(kept[~before[kept]])
        return tuple(found)

    @cached_property
    def drawn_in(self) -> Rows:
        """For each trace read, the place of the draw it was found by.

        The batch it was read in, else the first that holds it. Read in none: the first draw made after it was
        read, since it may have been looked up by what had been found until then.
        """
        first = np.full(self.serials + 1, -1, dtype=np.intp)
        for number in reversed(range(len(self.draws))):
            first[self.draws[number].serials] = number
        drawn_at = [draw.drawn_at.replace(tzinfo=None) for draw in self.draws]
        at = np.array(drawn_at, dtype="datetime64[us]")
        out = first[self.read.serial]
        for number, draw in enumerate(self.draws):
            out[self.read.batch_id == draw.batch_id] = number
        return np.where(out >= 0, out, np.searchsorted(at, self.read.read_at, side="right"))

    def sizes(self, serials: Serials) -> NDArray[np.float64]:
        """Return how many of these serials each trace read speaks for."""
        rows = self.row_of[serials]
        return np.bincount(rows[rows >= 0], minlength=len(self.read)).astype(np.float64)


def material(project_id: int, taxonomy: int | None = None) -> Material:
    """Read everything that the findings of a project rest on.

    By today's taxonomy, or with ``taxonomy`` by the one that this change left. Raises ``LookupError`` where
    the project has no such change.
    """
    said = coding.coded(project_id) if taxonomy is None else coded_at(project_id, taxonomy)
    base = populations.fixed(project_id)
    moments = populations.moments(project_id, base)
    return Material(project_id, said, designs.draws(project_id), base, moments, imports.intakes(project_id))
