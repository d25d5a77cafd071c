"""A text box whose words stay for its person's session: Streamlit forgets them with the page they are on."""

from __future__ import annotations

import streamlit as st


def area(label: str, *, key: str, height: int) -> None:
    """Draw the box. What was written in it before another page was opened stands in it again."""
    kept = st.session_state.get(_name(key))
    if kept and key not in st.session_state:
        st.session_state[key] = kept
    st.text_area(label, key=key, height=height, on_change=_keep, args=(key,))


def _keep(key: str) -> None:
    """no guard: the words stay in the session that wrote them."""
    st.session_state[_name(key)] = st.session_state.get(key, "")


def _name(key: str) -> str:
    return f"{key}_kept"
