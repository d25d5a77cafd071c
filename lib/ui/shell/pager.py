"""A list a page at a time; which page it is stands in the URL."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.ui.shell import address, shell

_PARAM = "page"


def asked(last: int) -> int:
    """Return the page that the URL asks for, from 1 to ``last``; the first where it asks for none."""
    return max(1, min(address.number(_PARAM) or 1, last))


def back_to_first() -> None:
    """Begin at the first page. For callbacks: another list is shown."""
    st.query_params.pop(_PARAM, None)


def show(last: int) -> None:
    """Draw the way to the pages before and after; nothing where there is one page."""
    if last < 2:
        return
    page = asked(last)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Previous", on_click=_turn, args=(page - 1,), disabled=page <= 1)
        st.button("Next", on_click=_turn, args=(page + 1,), disabled=page >= last)
        st.markdown(f":small[Page {page} of {last}]")


def _turn(to: int) -> None:
    shell.require(Role.VIEWER)
    st.query_params[_PARAM] = str(to)
