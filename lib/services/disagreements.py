"""The traces whose readers differ by now, and on which of them is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.model import Person, Reading
from lib.stats import double_reading
from lib.stats.double_reading import Differs
from lib.store.reviews import adjudication
from lib.store.rules import visibility


@dataclass(frozen=True, slots=True)
class Differing:
    """The traces in the order to decide them, the gravest difference first.

    ``several`` are all read by several people that this person may see. ``unread`` are those read by several
    that are for this person to read first: whether anybody differs on them is not for them to know.
    """

    traces: dict[int, Differs]
    decided: frozenset[int]
    several: int
    unread: int

    @property
    def left(self) -> list[int]:
        """The traces nobody has decided on yet."""
        return [trace_id for trace_id in self.traces if trace_id not in self.decided]


def of(who: Person, project_id: int, standing: Sequence[Reading]) -> Differing:
    """Return where readers of the project differ by its ``standing`` readings, as ``who`` may see it."""
    hidden = visibility.hidden_ids(who, project_id)
    shown = {one: differs for one, differs in double_reading.to_discuss(standing) if one not in hidden}
    several = double_reading.doubly_read(standing).keys()
    return Differing(shown, adjudication.decided(project_id), len(several - hidden), len(several & hidden))
