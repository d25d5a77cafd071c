"""What a person has to look at again, kept for their session as it was when the page was opened."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.store.recoding import criteria_drift, drift_lists
from lib.store.recoding.criteria_drift import Candidate
from lib.store.recoding.drift_lists import ModeList
from lib.store.rules import events
from lib.store.taxonomy import labels
from lib.ui.findings import to_look_at
from lib.ui.shell.shell import Visit
from lib.words.text import md_escape

LISTS, QUEUE, PROBLEM = "drift_lists", "drift_queue", "drift_problem"


def lists(visit: Visit) -> dict[int, ModeList]:
    """Return what there is to look at for each failure mode, as it was when the page was opened."""
    if st.session_state.get(LISTS, (None,))[0] != visit.project.id:
        version = events.version(visit.project.id)
        found = to_look_at.worklists(visit.person, visit.project.id, version)
        st.session_state[LISTS] = visit.project.id, {one.mode.id: one for one in found}
    made: dict[int, ModeList] = st.session_state.get(LISTS, (None, {}))[1]
    return made


def forget() -> None:
    """Have the lists read again."""
    st.session_state.pop(LISTS, None)
    st.session_state.pop(QUEUE, None)


def queue(visit: Visit, mode_id: int) -> list[Candidate]:
    """Return what is left to look at for this mode, in the order made when the list was opened."""
    key = (visit.project.id, mode_id)
    if st.session_state.get(QUEUE, (None,))[0] != key:
        st.session_state[QUEUE] = key, drift_lists.candidates(visit.person, visit.project.id, mode_id)
    found: list[Candidate] = st.session_state.get(QUEUE, (None, []))[1]
    return found


def attempt(write: Callable[[], object]) -> None:
    """Do it; where that is refused, say why and read the list again."""
    try:
        write()
    except (ValueError, LookupError, criteria_drift.Changed, labels.Changed) as problem:
        st.session_state[PROBLEM] = str(problem)
        forget()


def tell() -> None:
    """Say what went wrong, where something did."""
    problem = st.session_state.pop(PROBLEM, None)
    if problem:
        st.warning(md_escape(problem))
