"""Choices among things that are known by an id and shown by words that may change: a name, a count.

What Streamlit's selectbox, radio, pills and multiselect send back is the words, not the thing. Words that
have changed since they were drawn then mean nothing, and the box falls back to its first option without a
word; of two things with the same words one can never be chosen. So here no two things have the same words,
and with other words it is another widget, which begins with what was chosen in the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.spelling import apart as apart

_T = TypeVar("_T", bound=Hashable)

MARK = "~"
"""Stands in a widget's key between the key it was given and what tells its words from others."""


def select(
    label: str,
    words: Mapping[_T, str],
    *,
    key: str,
    first: _T | None,
    stands: bool = False,
    follows: bool = False,
    on_choice: Callable[[_T], None] | None = None,
    where: DeltaGenerator | None = None,
    **drawn: Any,
) -> _T | None:
    """Draw a selectbox of these things and return what is chosen, None for nothing.

    ``first`` is chosen to begin with, nothing where it is not among the things. With ``stands`` it is what
    the URL or the database says, and a box drawn with another one shows that; without, the box keeps its own,
    but with ``follows`` only once another than ``first`` was chosen.
    ``on_choice`` is called with what was chosen; ``drawn`` goes to Streamlit.
    """
    marked, told, at = _named(key, words, first, stands, follows)
    chosen: _T | None = (where or st).selectbox(
        label,
        list(told),
        index=list(told).index(at) if at in told else None,
        format_func=told.__getitem__,
        key=marked,
        **_calls(key, marked, on_choice),
        **drawn,
    )
    return chosen


def radio(label: str, words: Mapping[_T, str], *, key: str, first: _T, **drawn: Any) -> _T:
    """Draw these things as radio buttons and return what is chosen; ``first`` where that is gone."""
    marked, told, at = _named(key, words, first)
    place = list(told).index(at if at in told else first)
    chosen: _T = st.radio(label, list(told), index=place, format_func=told.__getitem__, key=marked, **drawn)
    return chosen


def pills(
    label: str, words: Mapping[_T, str], *, key: str, on_choice: Callable[[_T], None], **drawn: Any
) -> None:
    """Draw these things as pills; ``on_choice`` is called with the one that is pressed."""
    marked, told, _ = _named(key, words, None)
    calls = _calls(key, marked, on_choice)
    st.pills(label, list(told), format_func=told.__getitem__, key=marked, **calls, **drawn)


def several(
    label: str, words: Mapping[_T, str], *, key: str, first: Sequence[_T] = (), **drawn: Any
) -> list[_T]:
    """Draw a multiselect of these things and return those chosen, to begin with ``first``."""
    marked, told, at = _named(key, words, first)
    default = [one for one in at if one in told]
    chosen: list[_T] = st.multiselect(
        label, list(told), default, format_func=told.__getitem__, key=marked, **drawn
    )
    return chosen


def rows(data: Any, ids: Sequence[_T], *, key: str, **drawn: Any) -> list[_T]:
    """Draw a table of which rows can be ticked, one for each id in their order; return those ticked.

    Streamlit keeps the places of the rows: where a row comes in above, the ticks go along with their rows.
    """
    marked = _marked(key, list(ids))
    before, were, ticked = st.session_state.get(_slot(key), (None, [], []))
    state = st.session_state.get(before) if before else None
    if state is None:
        ticked = []
    elif before != marked:
        kept = {were[place] for place in state["selection"]["rows"]}
        ticked = [place for place, one in enumerate(ids) if one in kept]
    st.session_state[_slot(key)] = marked, list(ids), ticked
    found = st.dataframe(
        data,
        key=marked,
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": ticked}},
        **drawn,
    )
    return [ids[place] for place in found["selection"]["rows"]]


def chosen(key: str) -> Any:
    """Return what is chosen in the widget of this key, as a callback needs it; None where none is drawn."""
    return st.session_state.get(_drawn(key))


def _named(
    key: str, words: Mapping[_T, str], first: Any, stands: bool = False, follows: bool = False
) -> tuple[str, dict[_T, str], Any]:
    """The widget's key, what its things are called, and what it begins with."""
    told = apart(words)
    marked = _marked(key, (first if stands or follows else None, list(told.items())))
    before, was_first, began = st.session_state.get(_slot(key), (None, None, None))
    if stands or before is None or before not in st.session_state:
        at = first
    elif before == marked:
        # The same as before, whatever it was then: a widget told another beginning would begin anew.
        at = began
    else:
        kept = st.session_state.get(before)
        at = first if follows and kept == was_first else kept
    st.session_state[_slot(key)] = marked, first, at
    return marked, told, at


def _calls(key: str, marked: str, on_choice: Callable[[Any], None] | None) -> dict[str, Any]:
    def tell() -> None:
        """no guard: what it calls asks who is here."""
        # Who leaves the page just then takes the widget's state along; a widget that has been replaced since
        # was not the one on the screen.
        picked = st.session_state.get(marked)
        if on_choice and picked is not None and _drawn(key) == marked:
            on_choice(picked)

    return {"on_change": tell} if on_choice else {}


def _marked(key: str, identity: object) -> str:
    return f"{key}{MARK}{sha256(repr(identity).encode()).hexdigest()[:16]}"


def _slot(key: str) -> str:
    return f"{key}{MARK}"


def _drawn(key: str) -> str:
    """The whole key of the widget that was drawn last under this one."""
    marked, *_ = st.session_state.get(_slot(key), ("",))
    return str(marked)
