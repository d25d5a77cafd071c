"""Answers that may have been meant for another failure mode, for whoever gave them to settle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lib.model import Role
from lib.store.recoding import stray_looks
from lib.store.recoding.stray_looks import Stray
from lib.ui.shell import links, shell
from lib.ui.shell.local_time import when
from lib.ui.shell.shell import Visit
from lib.words import criteria_drift as drift_words
from lib.words.text import count, md_escape

_PROBLEM = "stray_problem"
_HEIGHT, _ROW = 320, 76


def show(visit: Visit, on_change: Callable[[], None]) -> None:
    """Draw what is to be settled; nothing where nothing is. ``on_change`` is called after a change."""
    found = stray_looks.found(visit.person, visit.project.id)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.warning(md_escape(problem))
    if not found:
        return
    every = [one.event_id for one in found]
    with st.container(border=True):
        many = count(len(found), "answer")
        st.markdown(
            f"**{many} of yours may be stored for another failure mode than you meant.** This page once went "
            "to the first failure mode of its box by itself, and only the question on the right changed."
        )
        st.markdown(
            ":small[Known is which failure mode each answer is stored for, and what came right before it. "
            "Not known is whether you saw the question change or chose that failure mode yourself. Nothing "
            "is changed until you say so. What is taken back is on its list again.]"
        )
        with st.container(horizontal=True):
            st.button("All are right", key="stray_all_right", on_click=_keep, args=(every,))
            words = f"Take {'it' if len(every) == 1 else f'all {len(every):,}'} back"
            st.button(words, key="stray_all_back", on_click=_take_back, args=(every, on_change))
        with st.expander("One by one"):
            tall = _ROW * len(found) > _HEIGHT
            with st.container(height=_HEIGHT if tall else "content", border=False):
                for one in found:
                    _row(visit, one, on_change)


def _row(visit: Visit, one: Stray, on_change: Callable[[], None]) -> None:
    said = drift_words.answered(one.before, one.verdict, one.has)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"“{md_escape(said)}” for **{md_escape(one.mode)}**  \n"
            f":small[{when(one.at)}: {md_escape(drift_words.doubt(one))}]",
            width="stretch",
        )
        links.link(md_escape(one.external_id), "traces", visit.project, trace=one.trace_id)
        st.button("Right", key=f"stray_right_{one.event_id}", on_click=_keep, args=([one.event_id],))
        args = ([one.event_id], on_change)
        st.button("Take back", key=f"stray_back_{one.event_id}", on_click=_take_back, args=args)


def _keep(event_ids: Sequence[int]) -> None:
    visit = shell.require(Role.ANNOTATOR)
    try:
        stray_looks.confirm(visit.person, visit.project.id, event_ids)
    except stray_looks.Changed as problem:
        st.session_state[_PROBLEM] = str(problem)


def _take_back(event_ids: Sequence[int], on_change: Callable[[], None]) -> None:
    visit = shell.require(Role.ANNOTATOR)
    problems = stray_looks.take_back(visit.person, visit.project.id, event_ids)
    if problems:
        kept = f"{len(problems):,} of {count(len(event_ids), 'answer')} stayed as they are. "
        st.session_state[_PROBLEM] = kept + " ".join(dict.fromkeys(problems))
    on_change()
