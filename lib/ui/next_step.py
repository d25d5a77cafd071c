"""The project's one next step in words and a button: the same on every page that has nothing else to show."""

from __future__ import annotations

import streamlit as st

from lib.model import Person, Role
from lib.store import batches, counts, events
from lib.store.batches import BatchSummary
from lib.store.counts import Funnel
from lib.ui import go, guide
from lib.ui.shell import Visit


@st.cache_data(max_entries=100, show_spinner=False)
def counted(who: Person, project_id: int, version: int) -> tuple[Funnel, list[BatchSummary], int | None]:
    """Return the funnel, the batches, and the failed trace that waits for this person's note.

    As they were at this version of the project.
    """
    funnel = counts.funnel(project_id)
    waiting = counts.without_note(who, project_id) if funnel.failed > funnel.noted else None
    return funnel, batches.summaries(project_id), waiting


def without_note(visit: Visit) -> int | None:
    """Return the failed trace that waits for this person's note, if they may write one."""
    *_, waiting = counted(visit.person, visit.project.id, events.version(visit.project.id))
    return waiting if visit.project.role.covers(Role.ANNOTATOR) else None


def show(visit: Visit, here: str) -> None:
    """Draw the step; without its button where that would lead to this page, ``here``."""
    project = visit.project
    funnel, drawn, _ = counted(visit.person, project.id, events.version(project.id))
    step = guide.next_step(funnel, drawn, project.role, without_note(visit))
    st.write(step.why)
    if step.page not in ("", here):
        go.button(step.label, step.page, project, **step.params)
