"""The dialogs that make, define, merge, split, retire and restore failure modes, each telling its effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

import streamlit as st

from lib.failure_modes import FailureMode
from lib.model import Role
from lib.store.taxonomy import taxonomy
from lib.store.taxonomy.operations import Create, Merge, Op, Redefine, Restore, Retire, Split, TakeBack, Undo
from lib.store.taxonomy.taxonomy import Board
from lib.store.traces import traces
from lib.ui.axial import effects, mode_form
from lib.ui.shell import choice, component, kept_here, shell
from lib.words.text import count, md_escape

_ASKED, _CLOSED, _PROBLEM = "mode_dialog", "mode_dialog_closed", "mode_problem"
_KEPT = "mode_dialog_kept"
SAVES = "enter_saves"
"""The key of the button that Enter presses, by ``enter_saves.js``."""

_HERE = Path(__file__).parent
_kept = component.component(
    "faultline_kept_dialog",
    html='<div class="fl-sent-once"></div>',
    script="\n".join(
        (_HERE / name).read_text("utf-8")
        for name in ("../connection.js", "../shell/kept_here.js", "../shell/set_text.js", "kept_dialog.js")
    ),
    draws="showKeptDialog",
)


class _Asked(NamedTuple):
    """A dialog, as ``ask`` has it. By its ``token`` the browser knows it again after a restart."""

    token: str
    kind: str
    about: int | None
    note_ids: tuple[int, ...]
    title: str


def ask(kind: str, about: int | None, note_ids: Sequence[int] = (), title: str = "") -> None:
    """Have ``show`` open a dialog: new, edit, merge, split, retire, restore, undo or take_back.

    ``about`` is the failure mode, or the change for the last two, told in ``title``.

    no guard: the dialog asks who is here.
    """
    st.session_state[_ASKED] = _Asked(token_hex(8), kind, about, tuple(note_ids), title)


def _again() -> None:
    """no guard: the dialog that a session before this one had open asks who is here."""
    said = component.event(_KEPT, "again")
    if said and _ASKED not in st.session_state:
        notes = tuple(int(note) for note in said["note_ids"])
        st.session_state[_ASKED] = _Asked(
            str(said["token"]), str(said["kind"]), said["about"], notes, str(said["title"])
        )


def prepare() -> None:
    """Send the code that keeps what is written, once for each load of the page and outside of a fragment."""
    _kept.prepare()


def show(visit: shell.Visit, read: Callable[[], Board]) -> None:
    """Draw the dialog that was asked for, until it is done or dismissed; ``read`` the board where one is."""
    asked: _Asked | None = st.session_state.get(_ASKED)
    _kept.show(
        key=_KEPT,
        data={
            "place": kept_here.place(visit),
            "asked": asked._asdict() if asked else None,
            "done": st.session_state.get(_CLOSED),
        },
        on_again_change=_again,
    )
    if asked is None:
        return
    _, kind, about, note_ids, title = asked
    board = read()
    mode = next((mode for mode in board.modes if mode.id == about), None)
    if kind == "new":
        _new(note_ids)
    elif kind == "edit" and mode:
        _edit(mode, board)
    elif kind == "merge" and mode:
        _merge(mode, board)
    elif kind == "split" and mode:
        _split(mode, board, note_ids)
    elif kind == "retire" and mode:
        _confirm(
            "Retire failure mode",
            f"**{md_escape(mode.name)}** leaves the board. Its notes are kept, not grouped, and it can be "
            "restored with them.",
            "Retire",
            Retire(mode.id),
        )
    elif kind in _OLDER and about is not None:
        heading, verb, op = _OLDER[kind]
        _confirm(heading, md_escape(title), verb, op(about))


_OLDER: dict[str, tuple[str, str, Callable[[int], Op]]] = {
    "restore": ("Restore failure mode", "Restore", Restore),
    "undo": ("Undo an earlier change", "Undo", Undo),
    "take_back": ("Restore an earlier taxonomy", "Restore", TakeBack),
}


def _close() -> None:
    """no guard: it only closes the dialog."""
    if asked := st.session_state.pop(_ASKED, None):
        st.session_state[_CLOSED] = asked.token


def _do(change: Callable[[], Op]) -> None:
    visit = shell.require(Role.ANNOTATOR)
    try:
        taxonomy.apply(visit.person, visit.project.id, change())
    except (ValueError, LookupError, taxonomy.Changed) as problem:
        st.session_state[_PROBLEM] = str(problem)
    else:
        _close()


def _frame() -> shell.Visit:
    """Close the dialog once it is done."""
    visit = shell.require(Role.ANNOTATOR)
    if _ASKED not in st.session_state:
        st.rerun()
    return visit


def _tell() -> None:
    """Say why it was not done: below the button that was pressed, where it is in sight and moves no field."""
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(md_escape(problem))


def _button(label: str, change: Callable[[], Op]) -> None:
    st.button(label, type="primary", key=SAVES, on_click=_do, args=(change,))
    _tell()


def _submit(label: str, change: Callable[[], Op]) -> None:
    # Enter submits; no shortcut: inside a form Streamlit would act on one twice.
    st.form_submit_button(label, type="primary", key=SAVES, on_click=_do, args=(change,))
    _tell()


@st.dialog("New failure mode", on_dismiss=_close)
def _new(note_ids: Sequence[int]) -> None:
    _frame()
    st.caption(f"{count(len(note_ids), 'note')} will go in it." if note_ids else "It starts without notes.")
    with st.form("new_mode", border=False):
        mode_form.naming("new")
        _submit("Make failure mode", lambda: Create(mode_form.named("new"), note_ids))


@st.dialog("Failure mode", width="medium", on_dismiss=_close)
def _edit(mode: FailureMode, board: Board) -> None:
    visit = _frame()
    mode_form.codebook(mode, board, traces.versions(visit.project.id))
    parent = mode_form.picked(mode, "parent_id")
    if parent != mode.parent_id:
        effects.show(visit, Redefine(mode.id, {"parent_id": parent}))
    _button("Save", lambda: _redefined(mode))


def _redefined(mode: FailureMode) -> Op:
    values = mode_form.changed(mode)
    return Redefine(mode.id, values, seen={key: mode_form.as_stored(mode)[key] for key in values})


@st.dialog("Merge failure modes", on_dismiss=_close)
def _merge(mode: FailureMode, board: Board) -> None:
    visit = _frame()
    others = {other.id: other.name for other in board.modes if other.id != mode.id}
    if not others:
        st.write("There is no other failure mode to merge it into.")
        return
    st.write(
        f"Every note of **{md_escape(mode.name)}** moves, and this failure mode ends. It can be undone. A "
        "trace that had both counts once."
    )
    into = choice.select("Into", others, key=f"mode_into_{mode.id}", first=None)
    if into is not None and effects.show(visit, Merge(mode.id, into)):
        _button("Merge", lambda: Merge(mode.id, into))


@st.dialog("Split failure mode", width="medium", on_dismiss=_close)
def _split(mode: FailureMode, board: Board, note_ids: Sequence[int]) -> None:
    visit = _frame()
    texts = {note.id: f"{note.text} ({note.external_id})" for note in board.notes if note.mode_id == mode.id}
    told = st.container()
    # First of all fields, as it is the one that is written in.
    form = st.form("split_mode", border=False)
    with st.expander("Which notes go", expanded=not note_ids):
        chosen = choice.several(
            f"Notes of {md_escape(mode.name)} that go into the new failure mode",
            texts,
            key=f"mode_split_{mode.id}",
            first=note_ids,
        )
    with told:
        if chosen and not effects.show(visit, Split(mode.id, chosen, {"name": _UNNAMED})):
            return
    with form:
        mode_form.naming("split")
        _submit("Split", lambda: Split(mode.id, chosen, mode_form.named("split")))


# For the preview, before the person has named it: no name of a mode may have it, being too odd.
_UNNAMED = "The new failure mode"


def _confirm(heading: str, words: str, verb: str, change: Op) -> None:
    @st.dialog(heading, on_dismiss=_close)
    def drawn() -> None:
        visit = _frame()
        st.write(words)
        if effects.show(visit, change):
            _button(verb, lambda: change)

    drawn()


def pin(mode: FailureMode, note_ids: Sequence[int]) -> Op:
    """Return the change that pins these notes as examples of their mode, or takes them off where all are."""
    pinned: list[Any] = list(mode.examples)
    if set(note_ids) <= set(pinned):
        wanted = [note for note in pinned if note not in note_ids]
    else:
        wanted = [*pinned, *(note for note in note_ids if note not in pinned)]
    return Redefine(mode.id, {"examples": wanted}, seen={"examples": pinned})
