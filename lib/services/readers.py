"""How far people who read the same traces agree: the one source of what pages and the report say of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lib.model import Reading
from lib.stats import double_reading
from lib.stats.double_reading import Figures
from lib.store.counts import agreement


@dataclass(frozen=True, slots=True)
class Readers:
    """What is known of a project's readers, as one person may see it.

    ``readings`` are what several people said first of the same traces and ``figures`` how far they agree.
    ``unread`` more traces were read by several people and are for this person to read first. ``names`` are
    those of all who read anything, by id.
    """

    readings: tuple[Reading, ...]
    figures: Figures
    unread: int
    names: dict[int, str]

    @property
    def compared(self) -> list[str]:
        """The names of those whose readings are compared."""
        return [self.names[one] for one in dict.fromkeys(each.person_id for each in self.readings)]


def known(project_id: int, hidden: Collection[int]) -> Readers:
    """Return what is known of the project's readers without the ``hidden`` traces.

    Of few traces the figures would tell who is still to read them what others said.
    """
    every = agreement.readings(project_id)
    seen = tuple(reading for reading in every if reading.trace_id not in hidden)
    unread = len(double_reading.doubly_read(every).keys() & set(hidden))
    return Readers(seen, double_reading.figures(seen), unread, agreement.names(project_id))
