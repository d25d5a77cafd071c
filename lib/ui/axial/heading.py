"""What stands above every view of the notes: which view, undo and redo, and how much there is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lib.model import Role
from lib.store.taxonomy import taxonomy
from lib.store.taxonomy.taxonomy import Board, Change
from lib.ui.axial import acts
from lib.ui.shell import shell
from lib.ui.shell.local_time import when
from lib.words.taxonomy import in_words
from lib.words.text import count, md_escape

VIEWS = ["Board", "Table", "Suggestions", "Codebook", "History"]


def show(board: Board, undo: Change | None, redo: Change | None) -> str:
    """Draw it, and return the view that was chosen. ``redo`` is the undoing to take back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        view = st.radio("View", VIEWS, key="axial_view", horizontal=True, label_visibility="collapsed")
        st.space("stretch")
        # Always there, so that nothing below them moves.
        _step("Undo", undo, undo, _undo)
        _step("Redo", redo, redo.undoes if redo else None, _redo)
    st.caption(
        f"{count(len(board.notes), 'note')} · {board.not_grouped:,} not grouped · "
        f"{count(len(board.modes), 'failure mode')}{_hidden(board)}"
    )
    return view


def _step(label: str, event: Change | None, told: Change | None, do: Callable[[int], None]) -> None:
    """Draw the button. ``event`` is the change it answers, ``told`` the one it takes back or makes again."""
    st.button(
        label,
        key=f"axial_{label.lower()}",
        help=md_escape(f"{told.person} {in_words(told)}, {when(told.at)}") if told else None,
        disabled=event is None,
        on_click=do,
        args=(event.id if event else 0,),
    )


def _hidden(board: Board) -> str:
    return f" · {count(board.hidden, 'note')} hidden until you have read their traces" if board.hidden else ""


def _undo(change_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    acts.attempt(lambda: taxonomy.undo(visit.person, visit.project.id, change_id))


def _redo(undoing_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    acts.attempt(lambda: taxonomy.redo(visit.person, visit.project.id, undoing_id))
