"""Which failure to mend first, and what it hits: versions, and steps and tools as far as notes name them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from lib.model import Person
from lib.services.findings.analysis import Analysis
from lib.services.findings.failing_steps import called, first_steps
from lib.services.findings.modes import ModeFinding
from lib.store.counts import evidence
from lib.store.traces import populations
from lib.store.traces.populations import VERSION
from lib.text.natural import natural


@dataclass(frozen=True, slots=True)
class Hits:
    """What one failure mode hits, in traces read that have it.

    ``versions`` are in their order, each with how many traces have it and how many were read; ``places`` are
    the first failing steps with their traces, the most often first. Of ``located`` a note says the step.
    """

    versions: tuple[tuple[str, int, int], ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    located: int = 0


def first_to_mend(analysis: Analysis) -> ModeFinding | None:
    """Return the failure mode with the largest severity × low end of its share; None where none has both.

    The low end, so that what was seen once by chance does not lead.
    """
    rated = [row for row in analysis.found if row.severity and row.estimate.value is not None]
    return max(rated, key=lambda row: (row.severity or 0) * row.estimate.low, default=None)


def hits(who: Person, analysis: Analysis, mode_id: int) -> Hits:
    """Return what this failure mode hits. ``who`` needs the role viewer."""
    of, which = analysis.findings, analysis.material.positive(mode_id)
    values = populations.field(analysis.project_id, of.material.base, VERSION)[of.material.place]
    found, read = (Counter(values[some & of.judged].tolist()) for some in (which, np.ones_like(which)))
    at = evidence.steps_at(who, analysis.project_id, first_steps(of, which))
    places = Counter(called(step) for step, _ in at.values())
    return Hits(
        tuple((one, found[one], read[one]) for one in sorted(filter(None, found), key=natural)),
        tuple(sorted(places.items(), key=lambda one: (-one[1], one[0]))),
        len(at),
    )
