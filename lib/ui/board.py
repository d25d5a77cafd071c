"""The board of notes and failure modes, as a component of the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st

from lib.model import FailureMode
from lib.store.taxonomy import Board, BoardNote, Change
from lib.text.alike import most_alike
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

    ``kind`` is move, new, split, edit, merge, retire, pin, like, undo, or need: the browser asks for the
    notes. ``notes`` maps each note it is about to the failure mode the person saw it in; ``change`` is the
    change to undo. ``seq`` goes back to the board as its answer.
    """

    seq: str
    kind: str
    mode: int | None
    notes: Mapping[int, int | None]
    change: int | None


def act(key: str) -> Act:
    """Return what the person did on the board of this key. For its callback."""
    said: Mapping[str, Any] = st.session_state[key]["act"]
    st.session_state[_has(key)] = said.get("has")
    done = Act(str(said["seq"]), str(said["kind"]), said["mode"], dict(said["notes"]), said.get("change"))
    if done.kind == "like":
        st.session_state[_like(key)] = next(iter(done.notes), None)
    return done


def show(
    board: Board,
    project_id: int,
    *,
    key: str,
    batches: Sequence[tuple[int, str]],
    newest: Change | None,
    answered: str | None,
    problem: str | None,
    on_act: Callable[[], None],
) -> None:
    """Draw the board. ``answered`` is the last act the server dealt with, ``problem`` why it refused it.

    The notes are sent only where the browser has not said that it holds this version of them: after a move
    only where each note is goes out.
    """
    notes = _notes(board)
    version = sha256(json.dumps(notes).encode()).hexdigest()[:16]
    used = {batch for note in board.notes for batch in note.batches}
    data = {
        "project": project_id,
        "ack": answered,
        "problem": problem,
        "undo": {"id": newest.id, "text": in_words(newest)} if newest else None,
        "modes": [_mode(mode) for mode in in_order(board.modes)],
        "version": version,
        "notes": None if st.session_state.get(_has(key)) == version else notes,
        "placed": [note.mode_id or 0 for note in board.notes],
        "ticked": _ticked(board),
        "batches": [list(batch) for batch in batches if batch[0] in used],
        "like": _alike(version, board.notes, st.session_state.get(_like(key))),
    }
    _component(key=key, data=data, on_act_change=on_act)


def in_order(modes: Sequence[FailureMode]) -> list[FailureMode]:
    """Return the modes as they were made, each followed by those under it."""
    found: list[FailureMode] = []

    def add(parent: int | None) -> None:
        for mode in modes:
            if mode.parent_id == parent:
                found.append(mode)
                add(mode.id)

    add(None)
    return found


def _has(key: str) -> str:
    return f"{key}_has"


def _like(key: str) -> str:
    return f"{key}_like"


def _mode(mode: FailureMode) -> dict[str, Any]:
    return {
        "id": mode.id,
        "name": mode.name,
        "definition": mode.definition,
        "colour": mode.colour,
        "parent": mode.parent_id,
        "status": mode.status.value,
        "examples": list(mode.examples),
    }


def _notes(board: Board) -> list[dict[str, Any]]:
    several = len({note.person for note in board.notes}) > 1
    return [
        {
            "id": note.id,
            "text": note.text,
            "quote": note.quote,
            "step": note.step,
            "trace": note.trace_id,
            "name": note.external_id,
            "person": note.person if several else None,
            "verdict": note.verdict.value,
            "feedback": note.feedback,
            "batches": list(note.batches),
        }
        for note in board.notes
    ]


def _ticked(board: Board) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for mode_id, trace_id in board.ticked:
        found.setdefault(str(mode_id), []).append(trace_id)
    return found


def _alike(version: str, notes: Sequence[BoardNote], chosen: int | None) -> list[int] | None:
    place = next((place for place, note in enumerate(notes) if note.id == chosen), None)
    return None if place is None else _ranked(version, [note.text for note in notes], place)


@st.cache_data(max_entries=20, show_spinner=False)
def _ranked(version: str, _texts: list[str], chosen: int) -> list[int]:
    return most_alike(_texts, chosen)
