"""Axial coding: the notes, grouped into failure modes."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from lib.model import Role
from lib.store.batches import batches
from lib.store.projects import preferences
from lib.store.taxonomy import taxonomy
from lib.ui.axial import acts as board_acts
from lib.ui.axial import board as board_view
from lib.ui.axial import (
    codebook,
    heading,
    mode_dialogs,
    notes_table,
    quality_panel,
    suggestions,
    taxonomy_states,
)
from lib.ui.overview import next_step
from lib.ui.shell import links, shell
from lib.words.text import count, md_escape

TARGET = "axial_target"


def _act(project_id: int) -> None:
    """no guard: the role is looked up here, and who has it no more is told by ``_pane``, which runs next."""
    visit = shell.allowed(Role.ANNOTATOR, project_id)
    act = board_view.act(f"board_{project_id}")
    if visit and act:
        board_acts.do(visit, act)


def _assign(picked: Mapping[int, int | None], mode_id: int | None) -> None:
    visit = shell.require(Role.ANNOTATOR)
    board_acts.attempt(lambda: taxonomy.assign(visit.person, visit.project.id, list(picked), mode_id, picked))


@st.fragment
def _pane() -> None:
    visit = shell.require(Role.ANNOTATOR)
    board = taxonomy.notes_board(visit.person, visit.project.id)
    if board.hidden and not board.notes and not board.modes:
        st.write(
            f"{count(board.hidden, 'note')} by others are hidden until you have read their traces yourself."
        )
        links.button("Read on", "annotate", visit.project)
        return
    if not board.notes and not board.modes:
        st.write(
            "Here the notes you write while reading are grouped into failure modes: the few distinct ways in "
            "which the application fails. There are no notes yet."
        )
        next_step.show(visit, "axial")
        return
    changes = taxonomy.history(visit.person, visit.project.id)
    undo = next((change for change in changes if change.can_be_undone), None)
    redo = taxonomy.redoable(changes)
    view = heading.show(board, undo, redo)
    problem = st.session_state.pop(board_acts.PROBLEM, None)
    if problem and view != "Board":
        st.warning(md_escape(problem))
    if view in ("Board", "Table", "Codebook"):
        quality_panel.show(board, changes[0].id if changes else 0)
    if view == "Codebook":
        codebook.show(visit, board)
    elif view == "History":
        taxonomy_states.show(visit, board)
    elif view == "Suggestions":
        suggestions.show(visit, board)
    elif view == "Table":
        key = f"notes_{visit.project.id}_{changes[0].id if changes else 0}"
        notes_table.show(board, key=key, target=TARGET, on_assign=_assign)
    else:
        board_view.show(
            board,
            visit.project.id,
            key=f"board_{visit.project.id}",
            batches=[(batch.id, batch.name) for batch in batches.summaries(visit.project.id)],
            chosen_keys=preferences.of(visit.person).keys.get("board", {}),
            undo=undo,
            redo=redo,
            answered=board_acts.answered(),
            problem=problem,
            on_act=partial(_act, visit.project.id),
        )
    mode_dialogs.show(visit, lambda: board)


visit = shell.enter(Role.ANNOTATOR)
st.title("Axial coding")
board_view.prepare()
mode_dialogs.prepare()
_pane()
next_step.loop_links(visit)
