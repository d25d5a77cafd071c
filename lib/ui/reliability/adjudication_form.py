"""The right side of the Adjudicate page: what each reader says, and what to decide with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from lib.model import Note, Verdict
from lib.store.reviews.adjudication import Case
from lib.ui.reliability.side_by_side import SIGNS
from lib.ui.shell import kept_text
from lib.ui.shell.local_time import when
from lib.words.text import md_escape, shorten

_LAST = 10**9


def show(case: Case, *, on_take: Callable[[Case, int], None], on_decide: Callable[[Case], None]) -> None:
    """Draw both. ``on_take`` is called to decide as one reader said; ``on_decide`` to decide by ``given``."""
    for place in range(len(case.sides)):
        _side(case, place, on_take)
    _own(case, on_decide)


def given(case: Case) -> tuple[Verdict, list[Note]] | None:
    """Return the verdict chosen, and the notes ticked and written; that of the earliest step comes first.

    None where the page has been left meanwhile.
    """
    verdict = st.session_state.get(f"verdict_{_at(case)}")
    if verdict is None:
        return None
    decided = case.decision.notes if case.decision else ()
    every = [*decided, *(note for side in case.sides for note in side.notes)]
    kept = [note for note in every if st.session_state.get(_tick(case, note))]
    words, step = st.session_state.get(own(case), ""), st.session_state.get(f"step_{_at(case)}")
    kept += [Note(words, step)] if words.strip() else []
    kept.sort(key=lambda note: note.step if note.step is not None else _LAST)
    return Verdict(verdict), kept


def own(case: Case) -> str:
    """Return the key of the box for words of one's own."""
    return f"own_{_at(case)}"


def _at(case: Case) -> str:
    # What is ticked and typed belongs to one decision on one trace.
    return f"{case.trace_id}_{case.revision}"


def _tick(case: Case, note: Note) -> str:
    return f"keep_{_at(case)}_{note.id}"


def _side(case: Case, place: int, on_take: Callable[[Case, int], None]) -> None:
    side = case.sides[place]
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{md_escape(side.person)}** · {SIGNS[side.verdict]}", width="stretch")
            st.button(
                f"Take {md_escape(shorten(side.person, 20))}'s",
                key=f"take_{place}",
                shortcut=str(place + 1) if place < 9 else None,  # key 1 … 9: take what that reader said
                on_click=on_take,
                args=(case, place),
            )
        _notes(case, side.notes, kept=False)
        if not side.notes:
            st.markdown(":small[:gray[No note]]")


def _notes(case: Case, written: Sequence[Note], *, kept: bool) -> None:
    for note in written:
        where = [f"step {note.step}"] if note.step is not None else []
        where += [f"“{md_escape(shorten(note.quote, 90))}”"] if note.quote else []
        about = f" :small[:gray[{' · '.join(where)}]]" if where else ""
        st.checkbox(f"{md_escape(note.text)}{about}", value=kept, key=_tick(case, note))


def _own(case: Case, on_decide: Callable[[Case], None]) -> None:
    made, at = case.decision, _at(case)
    with st.container(border=True, gap="xsmall"):
        if made:
            who = f"Decided by {made.person}, {when(made.at)}"
            st.markdown(f"**{SIGNS[made.verdict]}** · :small[{md_escape(who)}]")
            _notes(case, made.notes, kept=True)
        else:
            st.markdown("**Or put it together**")
            st.markdown(":small[:gray[Tick the notes to keep; add your own words where they miss it.]]")
        words = {verdict.value: sign for verdict, sign in SIGNS.items()}
        # No segmented control: with the focus on one, Ctrl+Enter would press it, and save nothing.
        chosen = st.radio(
            "Verdict",
            list(words),
            index=list(words).index(made.verdict.value) if made else None,
            format_func=words.__getitem__,
            key=f"verdict_{at}",
            horizontal=True,
            label_visibility="collapsed",
        )
        written, step = st.columns([5, 3])
        with written:
            kept_text.area("In your own words", key=own(case), height=72)
        step.number_input("At step", min_value=1, value=None, key=f"step_{at}")
        st.button(
            "Decide and next",
            type="primary",
            shortcut="Ctrl+Enter",
            width="stretch",
            disabled=chosen is None,
            on_click=on_decide,
            args=(case,),
        )
