"""The traces of a project, filtered, in an order, page by page."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.store.traces import traces
from lib.store.traces.traces import Sort
from lib.ui.browsing import around, opened_trace, trace_columns, trace_table
from lib.ui.shell import component, shell
from lib.ui.trace import trace_filters
from lib.words.text import count

_MOST_TAGS = 2
_TABLE = "traces_table"


@st.fragment
def show() -> None:
    """Draw the list, and over it the trace that the URL names."""
    visit = shell.require(Role.VIEWER)
    project = visit.project.id
    opened_trace.show(visit)
    wanted = trace_filters.choose(project, prefix="browse")
    counter, order = st.columns([8, 3], vertical_alignment="center")
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
    page = traces.page(visit.person, project, wanted, sort or Sort.NEWEST, number, around.SIZE)
    if not page.lines:
        st.info("No trace passes this filter. Take a condition away to see more.")
        st.button("Clear filters", type="primary", on_click=_clear)
        return
    first = (number - 1) * around.SIZE + 1
    counter.markdown(
        f"**{first:,} to {first + len(page.lines) - 1:,}** of {count(page.total, 'trace')}. "
        ":small[A click opens one.]"
    )
    known = traces.metadata_values(project)
    # A channel or a property tells traces apart better than a yes or no.
    tags = sorted(known, key=lambda name: len(known[name]) <= 2)[:_MOST_TAGS]
    rows = trace_columns.rows(page.lines, tags)
    trace_table.show(
        rows,
        trace_columns.columns(rows, tags, sort),
        around.last(),
        is_open="trace" in st.query_params,
        key=_TABLE,
        on_open=_open,
    )
    pages = -(-page.total // around.SIZE)
    around.remember(tuple(line.id for line in page.lines), wanted, sort or Sort.NEWEST, number, pages, pager)
    if pages > 1:
        st.pagination(pages, key=pager)


def _open() -> None:
    shell.require(Role.VIEWER)
    asked = component.event(_TABLE, "opened")
    if asked is not None:
        around.open_one(int(asked))


def _clear() -> None:
    visit = shell.require(Role.VIEWER)
    trace_filters.clear(visit.project.id, prefix="browse")
