"""Second readers' notes that are in no failure mode, one after the other, to be grouped as on the board."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.failure_modes import FailureMode
from lib.model import Role
from lib.store.counts import agreement
from lib.store.taxonomy import taxonomy
from lib.ui.shell import choice, links, shell
from lib.ui.shell.shell import Visit
from lib.words.text import count, md_escape


def show(visit: Visit, modes: list[FailureMode]) -> None:
    """Draw the next note of a second reader that is in no failure mode, with the modes to put it in."""
    skipped = st.session_state.get("notes_skipped", set())
    left = [note for note in agreement.not_grouped(visit.person, visit.project.id) if note.id not in skipped]
    if not left or not modes:
        return
    note, called = left[0], {mode.id: mode.name for mode in modes}
    with st.container(border=True):
        st.markdown(
            f"**{count(len(left), 'note')} of second readers not grouped yet.** Whose it is stays hidden. In "
            "which failure mode is this one?"
        )
        st.text(note.text)
        links.link(f"Read {md_escape(note.external_id)}", "traces", visit.project, trace=note.trace_id)
        choice.pills(
            "Failure mode",
            {mode_id: md_escape(name) for mode_id, name in called.items()} | {0: "None of these"},
            key=f"group_{note.id}",
            on_choice=partial(group, note.id),
            label_visibility="collapsed",
        )


def group(note_id: int, chosen: int) -> None:
    """Put a second reader's note in the failure mode that was pressed, as the board would; 0 for none."""
    visit = shell.require(Role.ANNOTATOR)
    if chosen:
        taxonomy.assign(visit.person, visit.project.id, [note_id], chosen)
    elif chosen is not None:
        st.session_state.setdefault("notes_skipped", set()).add(note_id)
