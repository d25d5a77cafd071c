"""The board of notes and failure modes, as a component of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from lib.store.taxonomy import Board, Change
from lib.ui.changes import in_words

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "faultline_board",
    html=(_HERE / "board.html").read_text(encoding="utf-8"),
    css=(_HERE / "board.css").read_text(encoding="utf-8"),
    js="".join((_HERE / name).read_text(encoding="utf-8") for name in ("board_view.js", "board.js")),
)


@dataclass(frozen=True, slots=True)
class Act:
    """What the person did on the board.

    ``kind`` is move, new, edit, merge or undo. ``notes`` maps each note it is about to the failure mode the
    person saw it in; ``change`` is the change to undo. ``seq`` goes back to the board as its answer.
    """

    seq: str
    kind: str
    mode: int | None
    notes: Mapping[int, int | None]
    change: int | None


def act(key: str) -> Act:
    """Return what the person did on the board of this key. For its callback."""
    said: Mapping[str, Any] = st.session_state[key]["act"]
    return Act(str(said["seq"]), str(said["kind"]), said["mode"], dict(said["notes"]), said.get("change"))


def show(
    board: Board,
    project_id: int,
    *,
    key: str,
    newest: Change | None,
    answered: str | None,
    problem: str | None,
    on_act: Callable[[], None],
) -> None:
    """Draw the board. ``answered`` is the last act the server dealt with, ``problem`` why it refused it."""
    several = len({note.person for note in board.notes}) > 1
    data = {
        "project": project_id,
        "ack": answered,
        "problem": problem,
        "undo": {"id": newest.id, "text": in_words(newest)} if newest else None,
        "modes": [
            {"id": mode.id, "name": mode.name, "definition": mode.definition, "colour": mode.colour}
            for mode in board.modes
        ],
        "notes": [
            {
                "id": note.id,
                "text": note.text,
                "quote": note.quote,
                "step": note.step,
                "mode": note.mode_id,
                "trace": note.trace_id,
                "name": note.external_id,
                "person": note.person if several else None,
            }
            for note in board.notes
        ],
    }
    _component(key=key, data=data, on_act_change=on_act)
