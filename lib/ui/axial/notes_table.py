"""The notes as a table: everything the board does, without dragging and without the board."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from lib.model import Role
from lib.store.taxonomy.taxonomy import Board
from lib.ui.axial import mode_dialogs
from lib.ui.shell import choice, shell
from lib.words.text import count

_NOT_GROUPED = 0


def show(
    board: Board,
    *,
    key: str,
    target: str,
    on_assign: Callable[[Mapping[int, int | None], int | None], None],
) -> None:
    """Draw the table, and below it what can be done with the ticked notes and the chosen failure mode.

    ``on_assign`` gets the ticked notes with the mode each was seen in, and the mode they go to, None for
    none. ``key`` and ``target`` are those of the table and of the mode they go to.
    """
    names = {mode.id: mode.name for mode in board.modes}
    rows = [
        {
            "Note": note.text,
            "Failure mode": names.get(note.mode_id or 0, "Not grouped"),
            "Trace": note.external_id,
            "Step": note.step,
            "Quote": note.quote,
            "Verdict": note.verdict.value,
            "Feedback": note.feedback,
            "By": note.person,
        }
        for note in board.notes
    ]
    seen_in = {note.id: note.mode_id for note in board.notes}
    ticked = choice.rows(rows, list(seen_in), key=key, hide_index=True, height=480, placeholder="")
    picked = {note_id: seen_in[note_id] for note_id in ticked}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mode_id = choice.select(
            f"Move {count(len(picked), 'note')} to" if picked else "Tick notes above, then move them to",
            names | {_NOT_GROUPED: "Not grouped"},
            key=target,
            first=next(iter(names), _NOT_GROUPED),
            placeholder="A failure mode",
        )
        nowhere = mode_id is None or not picked
        st.button(
            "Assign", type="primary", disabled=nowhere, on_click=_assign, args=(picked, target, on_assign)
        )
        st.button("New failure mode", on_click=mode_dialogs.ask, args=("new", None, list(picked)))
        for kind in ("edit", "merge", "split", "retire"):
            st.button(
                kind.capitalize(),
                help="The failure mode chosen beside",
                disabled=not mode_id,
                on_click=mode_dialogs.ask,
                args=(kind, mode_id, list(picked)),
            )


def _assign(
    picked: Mapping[int, int | None],
    target: str,
    on_assign: Callable[[Mapping[int, int | None], int | None], None],
) -> None:
    shell.require(Role.ANNOTATOR)
    mode_id = choice.chosen(target)
    if mode_id is not None:
        on_assign(picked, mode_id or None)
