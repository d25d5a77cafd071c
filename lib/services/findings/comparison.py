"""Two versions, periods or rounds of the same population side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import numpy as np

from lib.services.findings.modes import ModeFinding
from lib.services.findings.population import Findings
from lib.services.findings.subgroups import Changed, by_round, changes
from lib.store.traces import traces
from lib.text.natural import natural

if TYPE_CHECKING:
    from lib.services.findings.analysis import Analysis


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two that are compared; ``whose`` are its traces: ``of version 2``, ``before 1 Jun 2026``."""

    name: str
    whose: str
    of: Findings


def of_version(version: str, of: Findings) -> Side:
    """Return the traces of this version as one side."""
    return Side(f"version {version}", f"of version {version}", of)


def last_versions(analysis: Analysis, narrowed: Callable[..., Analysis]) -> tuple[Side, Side] | None:
    """Return the last two of these versions, None where not of both random traces were read.

    ``narrowed`` is that of the analysis, or one that keeps what it found.
    """
    known = sorted(analysis.wanted.versions or traces.versions(analysis.project_id), key=natural)[-2:]
    every = [of_version(one, narrowed(versions=(one,)).findings) for one in known]
    sides = [side for side in every if side.of.random]
    return (sides[0], sides[1]) if len(sides) == 2 else None


def of_day(day: date, narrowed: Callable[..., Analysis]) -> tuple[Side, Side]:
    """Return the traces from before this day as one side, and those since as the other."""
    at, name = datetime.combine(day, time(), UTC), f"{day.day} {day:%b %Y}"
    return (
        Side(f"before {name}", f"before {name}", narrowed(until=at).findings),
        Side(f"from {name}", f"from {name}", narrowed(since=at).findings),
    )


def middle(analysis: Analysis) -> date | None:
    """Return the day in the middle of the time of these traces, None where none has a time."""
    first, last = analysis.span.first, analysis.span.last
    return (first + (last - first) / 2).date() if first and last else None


def latest(analysis: Analysis, narrowed: Callable[..., Analysis]) -> tuple[Side, Side] | None:
    """Return the last two versions, where none is named the halves of the time; None as ``last_versions``."""
    if analysis.wanted.versions or traces.versions(analysis.project_id):
        return last_versions(analysis, narrowed)
    day = middle(analysis)
    sides = of_day(day, narrowed) if day else None
    return sides if sides and all(side.of.random for side in sides) else None


def of_rounds(of: Findings, ends: Sequence[tuple[str, datetime]]) -> dict[str, Side]:
    """Return each round that random traces were read of as a side, by its name; ``ends`` as ``by_round``."""
    return {part.name: Side(part.name, f"of {part.name}", part.of) for part in by_round(of, ends)}


def shared(first: Side, second: Side) -> int:
    """Return how many traces the rates of both speak of: what differs there is the reading alone."""
    return len(np.intersect1d(first.of.covered, second.of.covered))


def compared(
    analysis: Analysis, first: Side, second: Side
) -> tuple[Changed, list[tuple[ModeFinding, Changed]]]:
    """Return how the share of failing traces and that of each failure mode differ, the largest first."""
    rows = [row for row in analysis.modes if row.mode]
    on = analysis.material
    masks = [on.failed, *(on.positive(int(row.key)) for row in rows)]
    found = changes(first.of, second.of, masks)
    modes = list(zip(rows, found[1:], strict=True))
    modes.sort(key=lambda pair: -abs(pair[1].difference.value or 0))
    return found[0], modes
