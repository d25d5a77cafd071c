"""How far people who read the same traces agree: the one source of what pages and the report say of it."""

from __future__ import annotations

from dataclasses import dataclass

from lib.model import Reading
from lib.services.findings.analysis import Analysis
from lib.stats import double_reading
from lib.stats.double_reading import Figures
from lib.store.counts import agreement


@dataclass(frozen=True, slots=True)
class Readers:
    """What is known of a project's readers, as one person may see it.

    ``readings`` are what several people said first of the same traces and ``figures`` how far they agree.
    ``unread`` more traces were read by several people and are for this person to read first, ``outside`` are
    those of other traces than these. ``names`` are those of all who read anything, by id.
    """

    readings: tuple[Reading, ...]
    figures: Figures
    unread: int
    names: dict[int, str]
    outside: int = 0

    @property
    def compared(self) -> list[str]:
        """The names of those whose readings are compared."""
        return [self.names[one] for one in dict.fromkeys(each.person_id for each in self.readings)]


def known(analysis: Analysis, hidden: frozenset[int]) -> Readers:
    """Return what is known of the readers of these traces, without the ``hidden`` ones.

    Of few traces the figures would tell who is still to read them what others said.
    """
    every, here = agreement.readings(analysis.project_id), analysis.trace_ids
    twice = double_reading.doubly_read(every).keys()
    seen = tuple(one for one in every if one.trace_id in here and one.trace_id not in hidden)
    return Readers(
        seen,
        double_reading.figures(seen),
        unread=len(twice & hidden & here),
        names=agreement.names(analysis.project_id),
        outside=len(twice - hidden - here),
    )
