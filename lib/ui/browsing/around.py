"""Where an opened trace stands in the list it was opened from, and the ones before and after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from lib.model import Role, TraceFilter
from lib.store.traces import traces
from lib.store.traces.traces import Sort
from lib.ui.shell import shell

SIZE = 50
"""How many traces a page of the list has."""
_SHOWN, _LAST = "traces_shown", "traces_last_opened"


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of the list: its traces, what it is a page of, and the key of the widget that turns it."""

    ids: tuple[int, ...]
    wanted: TraceFilter
    sort: Sort
    number: int
    pages: int
    pager: str


def remember(
    ids: tuple[int, ...], wanted: TraceFilter, sort: Sort, number: int, pages: int, pager: str
) -> None:
    """Keep which page is shown: number ``number`` of ``pages``, turned by the widget of key ``pager``."""
    st.session_state[_SHOWN] = _Page(ids, wanted, sort, number, pages, pager)


def last() -> int | None:
    """Return the trace that was opened last, or None."""
    found: int | None = st.session_state.get(_LAST)
    return found


def open_one(trace_id: int) -> None:
    """Have the address name this trace."""
    for name in ("step", "note"):
        st.query_params.pop(name, None)
    st.query_params["trace"] = str(trace_id)
    st.session_state[_LAST] = trace_id


def show(trace_id: int) -> None:
    """Draw the ways to the trace before and to the next; nothing for one that is not in the list."""
    page: _Page | None = st.session_state.get(_SHOWN)
    if page is None or trace_id not in page.ids:
        return
    at = page.ids.index(trace_id)
    place = (page.number - 1) * SIZE + at
    ends = (place == 0, page.number == page.pages and at == len(page.ids) - 1)
    with st.container(horizontal=True, vertical_alignment="center"):
        for step, name, is_end in zip((-1, 1), ("Previous", "Next"), ends, strict=True):
            st.button(name, disabled=is_end, on_click=_go, args=(at + step,), type="tertiary")
        st.caption(f"{place + 1:,} in the list")


def turn() -> None:
    """Have the list show the page that the trace opened last is on. For the callback that closes it.

    no guard: it reads nothing and turns a page.
    """
    page: _Page | None = st.session_state.get(_SHOWN)
    if page and page.pages > 1:
        st.session_state[page.pager] = page.number


def _go(at: int) -> None:
    visit = shell.require(Role.VIEWER)
    page: _Page | None = st.session_state.get(_SHOWN)
    if page is None:
        return
    if not 0 <= at < len(page.ids):
        step = 1 if at > 0 else -1
        number = page.number + step
        found = traces.page(visit.person, visit.project.id, page.wanted, page.sort, number, SIZE)
        page = replace(page, ids=tuple(line.id for line in found.lines), number=number)
        at = 0 if step > 0 else len(page.ids) - 1
        if not page.ids:
            return  # they have gone meanwhile
        st.session_state[_SHOWN] = page
    open_one(page.ids[at])
