"""The notes as a table: everything the board does, without dragging and without the board."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from lib.store.taxonomy import Board
from lib.ui import mode_dialogs
from lib.ui.text import count


def show(
    board: Board, *, key: str, target: str, on_assign: Callable[[Mapping[int, int | None]], None]
) -> None:
    """Draw the table, and below it what can be done with the ticked notes and the chosen failure mode.

    ``on_assign`` gets the ticked notes with the mode each was seen in; the mode they go to is in the session
    under ``target``.
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
    chosen = st.dataframe(
        rows,
        key=key,
        on_select="rerun",
        selection_mode="multi-row",
        hide_index=True,
        height=480,
        placeholder="",
    )
    picked = {board.notes[row].id: board.notes[row].mode_id for row in chosen["selection"]["rows"]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mode_id = st.selectbox(
            f"Move {count(len(picked), 'note')} to" if picked else "Tick notes above, then move them to",
            [*names, None],
            format_func=lambda mode_id: names[mode_id] if mode_id else "Not grouped",
            key=target,
        )
        st.button("Assign", type="primary", disabled=not picked, on_click=on_assign, args=(picked,))
        st.button("New failure mode", on_click=mode_dialogs.ask, args=("new", None, list(picked)))
        for kind in ("edit", "merge", "split", "retire"):
            st.button(
                kind.capitalize(),
                help="The failure mode chosen beside",
                disabled=mode_id is None,
                on_click=mode_dialogs.ask,
                args=(kind, mode_id, list(picked)),
            )
