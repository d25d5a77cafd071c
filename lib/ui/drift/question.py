"""One trace to look at again: what was said of it, the question, and its answers."""

from __future__ import annotations

import streamlit as st

from lib.failure_modes import FailureMode
from lib.model import Role, Verdict
from lib.store.recoding import criteria_drift
from lib.store.recoding.criteria_drift import Candidate
from lib.store.recoding.drift_lists import ModeList
from lib.store.traces import traces
from lib.ui.drift import worklists
from lib.ui.shell import kept_text, shell
from lib.ui.shell.local_time import when
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_view
from lib.words import criteria_drift as drift_words
from lib.words.text import md_escape, shorten

NOTE = "drift_note"
HEIGHT = 610


def ask(visit: Visit, one: ModeList, seen: Candidate) -> None:
    """Show the trace, what was said of it, and the question."""
    trace = traces.body(visit.person, visit.project.id, seen.trace_id)
    # Called asked_…: on a phone the question stands above the trace (widths.css)
    told, asked = st.container(key="asked_drift").columns([65, 35], gap="medium")
    if trace:
        with told.container(height=HEIGHT, border=False, key="pane_trace"):
            trace_view.show(trace, visit.project.display, key="drift_trace")
    with asked:
        read = "a pass" if seen.verdict is Verdict.PASS else "a fail"
        st.markdown(f"You read this as **{read}** on {when(seen.read_at)}.")
        for text in seen.notes:
            st.text(text)
        st.markdown(f"**{md_escape(one.mode.name)}**  \n:small[{md_escape(one.mode.definition)}]")
        if seen.verdict is Verdict.PASS:
            kept_text.area(
                "What went wrong, if it fails now", key=f"{NOTE}_{one.mode.id}_{seen.trace_id}", height=90
            )
        # Beside the field it may ask for, in sight however long the column is.
        worklists.tell()
        for key, (label, verdict, has, other) in enumerate(drift_words.ANSWERS[seen.verdict], start=1):
            st.button(
                label,
                shortcut=str(key),  # key 1 … 3: the answers from the top
                key=f"drift_answer_{key}",
                width="stretch",
                on_click=answer,
                args=(seen, one.mode.id, verdict, has, other),
            )
        with st.container(horizontal=True):
            st.button("Later", shortcut="l", on_click=skip, args=(seen, one.mode.id))
            undo_button(visit, one.mode)
        st.markdown(f":small[{drift_words.left(one)}]")


def answer(seen: Candidate, mode_id: int, verdict: Verdict, has: bool, other: bool = False) -> None:
    """The trace was looked at again."""
    visit = shell.require(Role.ANNOTATOR)
    note = st.session_state.get(f"{NOTE}_{mode_id}_{seen.trace_id}", "")
    if other and not note.strip():
        st.session_state[worklists.PROBLEM] = "Say in a few words what went wrong, then choose again."
        return

    def write() -> None:
        criteria_drift.look(visit.person, visit.project.id, seen, mode_id, verdict, has=has, note=note)
        kept_text.stored(f"{NOTE}_{mode_id}_{seen.trace_id}")
        worklists.queue(visit, mode_id).remove(seen)

    worklists.attempt(write)


def skip(seen: Candidate, mode_id: int) -> None:
    """Put the trace at the end of the list."""
    visit = shell.require(Role.ANNOTATOR)
    found = worklists.queue(visit, mode_id)
    found.remove(seen)
    found.append(seen)


def undo(event_id: int) -> None:
    """The last look of this list is taken back."""
    visit = shell.require(Role.ANNOTATOR)
    worklists.attempt(lambda: criteria_drift.undo(visit.person, visit.project.id, event_id))
    worklists.forget()


def undo_button(visit: Visit, mode: FailureMode) -> None:
    """Offer to take back the last look for this failure mode."""
    last = criteria_drift.last(visit.person, visit.project.id, mode.id)
    if last:
        what = f"{shorten(last.external_id, 24)} for {shorten(mode.name, 30)}"
        st.button(f"Undo: {md_escape(what)}", shortcut="u", key="undo", on_click=undo, args=(last.event_id,))
