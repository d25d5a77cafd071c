"""The board of notes and failure modes, as a component of the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st

from lib.failure_modes import FailureMode
from lib.model import FeedbackOrigin
from lib.services import grouping
from lib.store.taxonomy.taxonomy import Board, BoardNote, Change
from lib.text.alike import most_alike
from lib.ui.shell import component
from lib.words import fixes, keys
from lib.words.taxonomy import in_words

_HERE = Path(__file__).parent
_TEACH = 10


def _said(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_board = component.component(
    "faultline_board",
    html='<div class="board"></div>',
    script="\n".join(
        [
            f"const BOARD_HTML = {json.dumps(_said('board.html'))};",
            keys.script("board", "BOARD_KEYS"),
            f"const BOARD_CSS = {json.dumps(_said('board.css'))};",
            *(
                _said(name)
                for name in (
                    "../being_left.js",
                    "../connection.js",
                    "../shell/kept_here.js",
                    "../shell/writing.js",
                    "../shell/own_keys.js",
                    "../shell/set_text.js",
                    "board_search.js",
                    "board_view.js",
                    "board_keys.js",
                    "board_cards.js",
                    "board_fits.js",
                    "board_sending.js",
                    "board_asked.js",
                    "board.js",
                )
            ),
        ]
    ),
    draws="showBoard",
    isolated=True,
)


@dataclass(frozen=True, slots=True)
class Act:
    """What the person did on the board.

    ``kind`` is move, new, split, edit, merge, retire, pin, like, undo, redo; or need or fits: the browser
    asks for the notes, or for what those not grouped may fit. ``notes`` maps each note it is about to the
    failure mode the person saw it in; ``change`` is the change to undo, or the undoing to take back. ``seq``
    goes back to the board as its answer.
    """

    seq: str
    kind: str
    mode: int | None
    notes: Mapping[int, int | None]
    change: int | None


def act(key: str) -> Act | None:
    """Return what the person did on the board of this key, for its callback; None where it has been left."""
    said = component.event(key, "act")
    if said is None:
        return None
    st.session_state[_has(key)] = said.get("has")
    done = parse(said)
    if done.kind == "like":
        st.session_state[_like(key)] = next(iter(done.notes), None)
    if done.kind == "fits":
        st.session_state[_asked(key)] = done.seq
    return done


def parse(raw: Any) -> Act:
    """Return what a browser sent as an act. Raises ``ValueError`` where it is none."""
    try:
        return Act(str(raw["seq"]), str(raw["kind"]), raw["mode"], dict(raw["notes"]), raw.get("change"))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("This is not an act of the board.") from error


def prepare() -> None:
    """Send the board's code, once for each load of the page and outside the fragment that shows it."""
    _board.prepare()


def show(
    board: Board,
    project_id: int,
    *,
    key: str,
    batches: Sequence[tuple[int, str]],
    chosen_keys: Mapping[str, str],
    undo: Change | None,
    redo: Change | None,
    answered: str | None,
    problem: str | None,
    on_act: Callable[[], None],
) -> None:
    """Draw the board. ``answered`` is the last act the server dealt with, ``problem`` why it refused it.

    The notes are sent only where the browser has not said that it holds this version of them: after a move
    only where each note is goes out. What the ungrouped ones may fit is compared, and sent, when the browser
    asks for it: once nothing else is under way.
    """
    notes = _notes(board)
    version = sha256(json.dumps(notes).encode()).hexdigest()[:16]
    taught = _taught(version, board)
    used = {batch for note in board.notes for batch in note.batches}
    data = {
        "project": project_id,
        "ack": answered,
        "problem": problem,
        "keys": dict(chosen_keys),
        "undo": _step(undo, undo),
        "redo": _step(redo, redo.undoes if redo else None),
        "modes": [_mode(mode) for mode in in_order(board.modes)],
        "version": version,
        "notes": None if st.session_state.get(_has(key)) == version else notes,
        "placed": [note.mode_id or 0 for note in board.notes],
        "ticked": _ticked(board),
        "batches": [list(batch) for batch in batches if batch[0] in used],
        "taught": taught,
        "fits": _fits(taught, board) if st.session_state.get(_asked(key)) == answered else None,
        "like": _alike(version, board.notes, st.session_state.get(_like(key))),
    }
    _board.show(key=key, data=data, on_act_change=on_act)


def _step(event: Change | None, change: Change | None) -> dict[str, Any] | None:
    return {"id": event.id, "text": in_words(change)} if event and change else None


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


def _asked(key: str) -> str:
    return f"{key}_fits"


def _taught(version: str, board: Board) -> str:
    """A word for what notes are compared with: another one for other modes, notes, or ten more grouped."""
    modes = [(mode.id, mode.name, mode.definition) for mode in board.modes]
    grouped = len(board.notes) - board.not_grouped
    return sha256(json.dumps([version, modes, grouped // _TEACH]).encode()).hexdigest()[:16]


@st.cache_data(max_entries=20, show_spinner=False)
def _fits(taught: str, _board: Board) -> dict[str, list[int]]:
    return {str(note): modes for note, modes in grouping.listed(_board).items()}


def _mode(mode: FailureMode) -> dict[str, Any]:
    return {
        "id": mode.id,
        "name": mode.name,
        "definition": mode.definition,
        "colour": mode.colour,
        "parent": mode.parent_id,
        "state": fixes.state(mode),
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
            "signal": _signal(note),
            "batches": list(note.batches),
        }
        for note in board.notes
    ]


def _signal(note: BoardNote) -> str | None:
    """The feedback in a word: of a thumb the one it is filtered by, which has room in the line of a card."""
    if note.feedback is None:
        return None
    if note.signal is FeedbackOrigin.THUMB:
        return "negative" if note.feedback < 0 else "positive" if note.feedback > 0 else "neutral"
    value = f"{note.feedback:+g}".replace("-", "−") if note.feedback else "0"
    return f"{note.signal or 'feedback'} {value}"


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
