"""The dialogs that name, define, merge and remove failure modes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lib.model import FailureMode, Role
from lib.store import taxonomy
from lib.ui import shell
from lib.ui.text import count, md_escape


def _done(write: Callable[[], object]) -> None:
    """Write and close the dialog, or say inline why not."""
    try:
        write()
    except (ValueError, taxonomy.Changed) as problem:
        st.error(md_escape(str(problem)))
    else:
        st.rerun()


def _words(name: str = "", definition: str = "") -> tuple[str, str]:
    return (
        st.text_input("Name", name, max_chars=taxonomy.LONGEST_NAME, placeholder="Ignored the calendar"),
        st.text_area(
            "Definition",
            definition,
            max_chars=taxonomy.LONGEST_DEFINITION,
            height=90,
            placeholder="Offers or books a time that the calendar tool did not return.",
            help="One sentence that lets someone else decide the same way.",
        ),
    )


@st.dialog("New failure mode")
def new(note_ids: Sequence[int]) -> None:
    """Name a failure mode and put these notes in it."""
    visit = shell.require(Role.ANNOTATOR)
    st.caption(f"{count(len(note_ids), 'note')} will go in it." if note_ids else "It starts without notes.")
    with st.form("new_mode", border=False):
        name, definition = _words()
        if st.form_submit_button("Make failure mode", type="primary"):
            _done(lambda: taxonomy.create_mode(visit.person, visit.project.id, name, definition, note_ids))


@st.dialog("Failure mode")
def edit(mode: FailureMode, notes: int) -> None:
    """Rename and define a failure mode, or remove it where it holds no notes."""
    visit = shell.require(Role.ANNOTATOR)
    with st.form("edit_mode", border=False):
        name, definition = _words(mode.name, mode.definition)
        if st.form_submit_button("Save", type="primary"):
            _done(
                lambda: taxonomy.edit_mode(
                    visit.person, visit.project.id, mode.id, name=name, definition=definition
                )
            )
    if notes:
        st.caption(f"It holds {count(notes, 'note')}. To end it, merge it or move its notes first.")
    elif st.button("Remove this failure mode"):
        _done(lambda: taxonomy.retire(visit.person, visit.project.id, mode.id))


@st.dialog("Merge failure modes")
def merge(mode: FailureMode, board: taxonomy.Board) -> None:
    """Show what merging would give, and merge."""
    visit = shell.require(Role.ANNOTATOR)
    others = {other.id: other for other in board.modes if other.id != mode.id}
    if not others:
        st.write("There is no other failure mode to merge it into.")
        return
    notes, traces = board.within([mode.id])
    st.write(
        f"Every note of **{md_escape(mode.name)}** ({count(notes, 'note')}, {count(traces, 'trace')}) moves, "
        "and this failure mode ends. It can be undone."
    )
    into = st.selectbox("Into", list(others), format_func=lambda key: others[key].name, index=None)
    if into is None:
        return
    (_, now), (_, then) = board.within([into]), board.within([mode.id, into])
    st.write(f"**{md_escape(others[into].name)}**: {now:,} → {count(then, 'trace')}")
    if both := now + traces - then:
        st.caption(f"{count(both, 'trace')} had both, and count once.")
    if st.button("Merge", type="primary"):
        _done(lambda: taxonomy.merge(visit.person, visit.project.id, mode.id, into))
