"""The traces whose readers differ by now, and on which of them is decided."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib.model import Reading
from lib.stats import double_reading
from lib.stats.double_reading import Differs
from lib.store import adjudication, agreement, events, visible
from lib.ui.shell import Visit


@dataclass(frozen=True, slots=True)
class Differing:
    """The traces in the order to decide them, the gravest difference first. ``several``: all read by several
    people; ``hidden`` of those that differ are for this person to read first."""

    traces: dict[int, Differs]
    decided: frozenset[int]
    several: int
    hidden: int

    @property
    def left(self) -> list[int]:
        """The traces nobody has decided on yet."""
        return [trace_id for trace_id in self.traces if trace_id not in self.decided]


@st.cache_data(max_entries=50, show_spinner=False)
def _standing(project_id: int, version: int) -> list[Reading]:
    return agreement.standing(project_id)


def of(visit: Visit) -> Differing:
    """Return where readers of the project differ now."""
    project_id = visit.project.id
    found = _standing(project_id, events.version(project_id))
    every = double_reading.to_discuss(found)
    hidden = visible.hidden_ids(visit.person, project_id)
    shown = {trace_id: differs for trace_id, differs in every if trace_id not in hidden}
    several = len(double_reading.doubly_read(found))
    return Differing(shown, adjudication.decided(project_id), several, len(every) - len(shown))
