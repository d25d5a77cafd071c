"""What is done on the board of notes, done: once, and with an answer for the board."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from lib.store.taxonomy import taxonomy
from lib.ui.axial import board, mode_dialogs
from lib.ui.axial.board import Act
from lib.ui.shell.shell import Visit

PROBLEM, _ANSWERED = "axial_problem", "axial_answered"


def answered() -> str | None:
    """Return the act of the board that was done last."""
    found: str | None = st.session_state.get(_ANSWERED)
    return found


def attempt(write: Callable[[], object]) -> None:
    """Do it; where that is refused, keep why under ``PROBLEM``."""
    try:
        write()
    except (ValueError, LookupError, taxonomy.Changed) as problem:
        st.session_state[PROBLEM] = str(problem)


def do(visit: Visit, act: Act) -> None:
    """Do what was done on the board."""
    if act.seq == answered():
        return  # sent again because our answer was lost
    st.session_state[_ANSWERED] = act.seq
    if act.kind in ("new", "edit", "merge", "split", "retire"):
        mode_dialogs.ask(act.kind, act.mode, list(act.notes))
    else:
        attempt(lambda: _store(visit, act))


def do_late(visit: Visit, said: Sequence[object]) -> None:
    """Store what a board that was left had heard no answer to. Opens no dialog: nobody is there.

    Raises ``ValueError`` where the board has not said this.
    """
    for act in map(board.parse, said):
        if act.seq == answered():
            continue
        st.session_state[_ANSWERED] = act.seq
        try:
            _store(visit, act)
        except (ValueError, LookupError, taxonomy.Changed) as problem:
            logging.getLogger(__name__).warning("An act of the board was refused: %s", type(problem).__name__)


def _store(visit: Visit, act: Act) -> None:
    who, project_id = visit.person, visit.project.id
    if act.kind == "move":
        taxonomy.assign(who, project_id, list(act.notes), act.mode, act.notes)
    elif act.kind == "undo" and act.change is not None:
        taxonomy.undo(who, project_id, act.change)
    elif act.kind == "redo" and act.change is not None:
        taxonomy.redo(who, project_id, act.change)
    elif act.kind == "pin":
        _pin(visit, act.notes)


def _pin(visit: Visit, notes: Mapping[int, int | None]) -> None:
    standing = {mode.id: mode for mode in taxonomy.modes(visit.project.id)}
    for mode_id in set(notes.values()):
        if mode := standing.get(mode_id or 0):
            change = mode_dialogs.pin(mode, [note for note, at in notes.items() if at == mode_id])
            attempt(partial(taxonomy.apply, visit.person, visit.project.id, change))
