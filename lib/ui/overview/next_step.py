"""The project's one next step in words and a button: the same on every page that has nothing else to show."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.model import Person, Role
from lib.store.batches import batches
from lib.store.batches.batches import BatchSummary
from lib.store.counts import counts
from lib.store.counts.counts import Funnel
from lib.store.rules import events
from lib.ui.findings import scope as scopes
from lib.ui.findings import to_look_at
from lib.ui.shell import links
from lib.ui.shell.shell import Visit
from lib.words import guide
from lib.words.guide import Loop
from lib.words.text import count, md_escape


@st.cache_data(max_entries=100, show_spinner=False)
def progress(
    who: Person, project_id: int, version: int, annotates: bool = False
) -> tuple[Funnel, list[BatchSummary], Loop]:
    """Return the funnel, the batches and what is left of closing the loop, as at this version.

    What is left to do is so of invented traces, too.
    """
    found = counts.failure_counts(project_id, whole=True)
    funnel = found.funnel
    recode = max((row.recode for row in found.modes), default=0)
    lists = to_look_at.worklists(who, project_id, version) if annotates and found.modes else []
    again = next((one for one in lists if one.waiting), None)
    loop = Loop(
        found.unlabelled if found.modes else 0,
        recode,
        again.mode if again else None,
        again.left if again else 0,
    )
    return funnel, batches.summaries(project_id), loop


@st.cache_data(max_entries=100, show_spinner=False)
def standing(project_id: int, version: int) -> Funnel:
    """Return how far the project is at this version: of the traces that are spoken of unless asked."""
    return counts.funnel(project_id)


@st.cache_data(max_entries=100, show_spinner=False)
def _waiting(who: Person, project_id: int, version: int) -> int | None:
    return counts.without_note(who, project_id)


def _now(visit: Visit) -> tuple[Funnel, list[BatchSummary], Loop]:
    annotates = visit.project.role.covers(Role.ANNOTATOR)
    found = progress(visit.person, visit.project.id, events.version(visit.project.id), annotates)
    funnel, drawn, loop = found
    # Where all traces are drawn, or none is, no import can have outrun the draws.
    if not 0 < funnel.drawn < funnel.traces:
        return found
    return funnel, drawn, replace(loop, unsampled=scopes.whole(visit).analysis.findings.unsampled)


def without_note(visit: Visit) -> int | None:
    """Return the failed trace that waits for this person's note, if they may write one."""
    if not visit.project.role.covers(Role.ANNOTATOR):
        return None
    return _waiting(visit.person, visit.project.id, events.version(visit.project.id))


def loop_links(visit: Visit) -> None:
    """Draw links to the label pass and to looking again, where something is left to do there."""
    _, _, loop = _now(visit)
    with st.container(horizontal=True):
        if loop.unlabelled:
            links.link(f"Label pass: {count(loop.unlabelled, 'failed trace')} left", "label", visit.project)
        if loop.again:
            words = f"Check older traces: {md_escape(loop.again.name)}"
            links.link(words, "drift", visit.project, mode=loop.again.id)


def show(visit: Visit, here: str) -> None:
    """Draw the step; without its button where that would lead to this page, ``here``."""
    project = visit.project
    funnel, drawn, loop = _now(visit)
    step = guide.next_step(funnel, drawn, project.role, without_note(visit), loop)
    st.write(step.why)
    if step.page not in ("", here):
        links.button(step.label, step.page, project, **step.params)
