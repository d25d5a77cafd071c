"""The traces whose readers differ by now, and on which of them is decided."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib.model import Reading
from lib.stats import double_reading
from lib.stats.double_reading import Differs
from lib.store.counts import agreement
from lib.store.reviews import adjudication
from lib.store.rules import events, visibility
from lib.ui.shell.shell import Visit
from lib.words.text import count


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


@st.cache_data(max_entries=50, show_spinner=False)
def _standing(project_id: int, version: int) -> list[Reading]:
    return agreement.standing(project_id)


def of(visit: Visit) -> Differing:
    """Return where readers of the project differ now."""
    project_id = visit.project.id
    found = _standing(project_id, events.version(project_id))
    hidden = visibility.hidden_ids(visit.person, project_id)
    shown = {one: differs for one, differs in double_reading.to_discuss(found) if one not in hidden}
    several = double_reading.doubly_read(found).keys()
    return Differing(shown, adjudication.decided(project_id), len(several - hidden), len(several & hidden))


def still_to_read(unread: int) -> str:
    """Return that so many traces are for this person to read first, without a word on what others said."""
    be, them = ("is", "it") if unread == 1 else ("are", "them")
    return (
        f"{count(unread, 'trace')} read by several people {be} for you to read too. What the others said, "
        f"and whether they differ, is shown once you have read {them} yourself."
    )
