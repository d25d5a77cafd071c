"""The traces of a project, filtered, in an order, page by page."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.store.traces import traces
from lib.store.traces.traces import Sort
from lib.ui.browsing import opened_trace, trace_columns, trace_table
from lib.ui.shell import component, shell
from lib.ui.trace import trace_filters
from lib.words.text import count, shorten

_SIZE = 50
_MOST_TAGS = 2
_TABLE, _PICKED = "traces_table", "traces_picked"


@st.fragment
def show() -> None:
    """Draw the list, and over it the trace that the URL names."""
    visit = shell.require(Role.VIEWER)
    project = visit.project.id
    opened_trace.show(visit)
    wanted = trace_filters.choose(project, prefix="browse")
    counter, bar, order = st.columns([3, 5, 3], vertical_alignment="center")
    sort = order.selectbox(
        "Order",
        list(Sort),
        format_func=str.capitalize,
        key=f"browse_{project}_sort",
        label_visibility="collapsed",
    )
    # Another filter or order starts again at its first page.
    pager = f"browse_{project}_page_{wanted!r}_{sort}"
    number = int(st.session_state.get(pager, 1))
    page = traces.page(visit.person, project, wanted, sort or Sort.NEWEST, number, _SIZE)
    if not page.lines:
        st.info("No trace passes this filter. Take a condition away to see more.")
        st.button("Clear filters", type="primary", on_click=_clear)
        return
    first = (number - 1) * _SIZE + 1
    counter.markdown(f"**{first:,} to {first + len(page.lines) - 1:,}** of {count(page.total, 'trace')}")
    known = traces.metadata_values(project)
    # A channel or a property tells traces apart better than a yes or no.
    tags = sorted(known, key=lambda name: len(known[name]) <= 2)[:_MOST_TAGS]
    rows = trace_columns.rows(page.lines, tags)
    # The one picked on the page before may not be on this one.
    picked = next((line for line in page.lines if line.id == st.session_state.get(_PICKED)), None)
    columns = trace_columns.columns(rows, tags, sort)
    trace_table.show(rows, columns, picked.id if picked else None, key=_TABLE, on_pick=_pick)
    if page.total > _SIZE:
        st.pagination(-(-page.total // _SIZE), key=pager)
    with bar.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Open the trace",
            type="primary",
            disabled=picked is None,
            on_click=_open,
            args=(picked.id if picked else 0,),
        )
        if picked is None:
            st.caption("Pick a row, then open it.")
        else:
            st.text(shorten(picked.external_id, 40))


def _pick() -> None:
    shell.require(Role.VIEWER)
    picked = component.event(_TABLE, "picked")
    if picked is not None:
        st.session_state[_PICKED] = picked


def _open(trace_id: int) -> None:
    shell.require(Role.VIEWER)
    st.query_params["trace"] = str(trace_id)


def _clear() -> None:
    visit = shell.require(Role.VIEWER)
    trace_filters.clear(visit.project.id, prefix="browse")
