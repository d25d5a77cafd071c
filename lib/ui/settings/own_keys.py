"""Which keys a person works with: the part of the Settings page for it."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.store.projects import preferences
from lib.ui.shell import choice, shell
from lib.ui.shell.shell import Visit
from lib.words import keys
from lib.words.text import md_escape

_PROBLEM = "own_keys_problem"
_SAVED = "own_keys_saved"
_COLUMNS = 3


def show(visit: Visit) -> None:
    """Draw a box for each key that may be another one, and those that stay."""
    st.write("For you alone, in every project. An empty box means the usual key, which stands in it in grey.")
    screen = choice.radio("Screen", keys.SCREENS, first="annotate", horizontal=True, key="own_keys_screen")
    chosen = preferences.of(visit.person).keys.get(screen, {})
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(f"{md_escape(problem)} Nothing was changed.")
    if st.session_state.pop(_SAVED, False):
        st.success("Saved.")
    with st.form(f"own_keys_{screen}", border=False):
        for row in _rows(list(keys.changeable(screen).items())):
            cells = st.columns(_COLUMNS, vertical_alignment="bottom")
            for cell, (sign, words) in zip(cells, row, strict=False):
                cell.text_input(
                    words[0].upper() + words[1:],
                    keys.shown(chosen.get(sign, "")),
                    max_chars=1,
                    placeholder=sign,
                    key=_box(screen, sign),
                )
        with st.container(horizontal=True):
            st.form_submit_button("Save", type="primary", on_click=_save, args=(screen,))
            st.form_submit_button("All as usual", on_click=_save, args=(screen, True), disabled=not chosen)
    stay = [f"**{' '.join(key.signs)}**: {key.words}" for key in keys.KEYS[screen] if not key.changes]
    st.caption("  \n".join(["These stay as they are:", *stay]))


def _rows(every: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [every[at : at + _COLUMNS] for at in range(0, len(every), _COLUMNS)]


def _box(screen: str, sign: str) -> str:
    return f"own_key_{screen}_{sign}"


def _save(screen: str, usual: bool = False) -> None:
    visit = shell.require(Role.ANNOTATOR)
    boxes = {sign: _box(screen, sign) for sign in keys.changeable(screen)}
    if usual:
        for box in boxes.values():
            st.session_state[box] = ""
    given = {sign: str(st.session_state.get(box) or "") for sign, box in boxes.items()}
    try:
        preferences.choose_keys(visit.person, screen, keys.read(screen, given))
    except ValueError as problem:
        st.session_state[_PROBLEM] = str(problem)
        return
    st.session_state[_SAVED] = True
