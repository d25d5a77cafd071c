"""The dialogs that name, define, merge and remove failure modes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lib.model import FailureMode, Role
from lib.store import taxonomy
from lib.ui import shell
from lib.ui.text import count, md_escape

_ASKED, _PROBLEM = "mode_dialog", "mode_problem"


def ask(kind: str, mode_id: int | None, note_ids: Sequence[int]) -> None:
    """Have ``show`` open a dialog: new, edit or merge.

    no guard: the dialog asks who is here.
    """
    st.session_state[_ASKED] = (kind, mode_id, tuple(note_ids))


def show(board: taxonomy.Board) -> None:
    """Draw the dialog that was asked for, until it is done or dismissed."""
    kind, mode_id, note_ids = st.session_state.get(_ASKED, (None, None, ()))
    mode = next((mode for mode in board.modes if mode.id == mode_id), None)
    if kind == "new":
        _new(note_ids)
    elif kind == "edit" and mode:
        _edit(mode, board.within([mode.id])[0])
    elif kind == "merge" and mode:
        _merge(mode, board)


def _close() -> None:
    """no guard: it only closes the dialog."""
    st.session_state.pop(_ASKED, None)


def _do(write: Callable[[], object]) -> None:
    try:
        write()
    except (ValueError, LookupError, taxonomy.Changed) as problem:
        st.session_state[_PROBLEM] = str(problem)
    else:
        _close()


def _create(note_ids: Sequence[int]) -> None:
    visit = shell.require(Role.ANNOTATOR)
    name, definition = _typed("new")
    _do(lambda: taxonomy.create_mode(visit.person, visit.project.id, name, definition, note_ids))


def _save(mode_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    name, definition = _typed(mode_id)
    _do(lambda: taxonomy.edit_mode(visit.person, visit.project.id, mode_id, name=name, definition=definition))


def _remove(mode_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    _do(lambda: taxonomy.retire(visit.person, visit.project.id, mode_id))


def _merge_into(mode_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    into = st.session_state[f"mode_into_{mode_id}"]
    _do(lambda: taxonomy.merge(visit.person, visit.project.id, mode_id, into))


def _frame() -> None:
    """Close the dialog once it is done, or say why it is not."""
    if _ASKED not in st.session_state:
        st.rerun()
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(md_escape(problem))


def _typed(which: int | str) -> tuple[str, str]:
    return st.session_state[f"mode_name_{which}"], st.session_state[f"mode_definition_{which}"]


def _words(which: int | str, name: str = "", definition: str = "") -> None:
    st.text_input(
        "Name",
        name,
        key=f"mode_name_{which}",
        max_chars=taxonomy.LONGEST_NAME,
        placeholder="Ignored the calendar",
    )
    st.text_area(
        "Definition",
        definition,
        key=f"mode_definition_{which}",
        max_chars=taxonomy.LONGEST_TEXT["definition"],
        height=90,
        placeholder="Offers or books a time that the calendar tool did not return.",
        help="One sentence that lets someone else decide the same way.",
    )


@st.dialog("New failure mode", on_dismiss=_close)
def _new(note_ids: Sequence[int]) -> None:
    shell.require(Role.ANNOTATOR)
    _frame()
    st.caption(f"{count(len(note_ids), 'note')} will go in it." if note_ids else "It starts without notes.")
    with st.form("new_mode", border=False):
        _words("new")
        st.form_submit_button("Make failure mode", type="primary", on_click=_create, args=(note_ids,))


@st.dialog("Failure mode", on_dismiss=_close)
def _edit(mode: FailureMode, notes: int) -> None:
    shell.require(Role.ANNOTATOR)
    _frame()
    with st.form("edit_mode", border=False):
        _words(mode.id, mode.name, mode.definition)
        st.form_submit_button("Save", type="primary", on_click=_save, args=(mode.id,))
    if notes:
        st.caption(f"It holds {count(notes, 'note')}. To end it, merge it or move its notes first.")
    else:
        st.button("Remove this failure mode", on_click=_remove, args=(mode.id,))


@st.dialog("Merge failure modes", on_dismiss=_close)
def _merge(mode: FailureMode, board: taxonomy.Board) -> None:
    shell.require(Role.ANNOTATOR)
    _frame()
    others = {other.id: other.name for other in board.modes if other.id != mode.id}
    if not others:
        st.write("There is no other failure mode to merge it into.")
        return
    notes, traces = board.within([mode.id])
    st.write(
        f"Every note of **{md_escape(mode.name)}** ({count(notes, 'note')}, {count(traces, 'trace')}) moves, "
        "and this failure mode ends. It can be undone."
    )
    into = st.selectbox(
        "Into", list(others), format_func=others.__getitem__, index=None, key=f"mode_into_{mode.id}"
    )
    if into is None:
        return
    (_, now), (_, then) = board.within([into]), board.within([mode.id, into])
    st.write(f"**{md_escape(others[into])}**: {now:,} → {count(then, 'trace')}")
    if both := now + traces - then:
        st.caption(f"{count(both, 'trace')} had both, and count once.")
    st.button("Merge", type="primary", on_click=_merge_into, args=(mode.id,))
