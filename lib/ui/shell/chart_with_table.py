"""A chart with its table, its download, and a pick in either that both and the URL agree on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import failures as failure_charts
from lib.charts import image as chart_image
from lib.charts import theme
from lib.model import Role
from lib.text import spreadsheet
from lib.ui.shell import component, pager, pick_table, shell
from lib.ui.shell.pick_table import Row

PICKED = "pick"
"""The name of the pick in the URL. It stays when the page is opened again."""

TALLEST = 520
NUMBERS = "The numbers, as a table"
_DRAWN = "charts_drawn"
_STARTS = "charts_start_with"
_JUST_PICKED = "just_picked"


def picked() -> str | None:
    """Return the key that is picked, as the URL says."""
    return st.query_params.get(PICKED)


def pick(key: str | None) -> None:
    """Keep what is picked in the URL; evidence begins at its first page, and is scrolled to."""
    pager.back_to_first()
    st.session_state[_JUST_PICKED] = key is not None
    if key is None:
        st.query_params.pop(PICKED, None)
    else:
        st.query_params[PICKED] = key


def was_just_picked() -> bool:
    """Return whether the last click picked something, once: what it shows is to be scrolled to."""
    return bool(st.session_state.pop(_JUST_PICKED, False))


def anew() -> None:
    """Make the next charts start with what the URL says: one that is drawn keeps its own selection."""
    st.session_state[_DRAWN] = st.session_state.get(_DRAWN, 0) + 1
    st.session_state[_STARTS] = picked()


def starts_with() -> str | None:
    """Return what a chart drawn now has selected from the start."""
    found: str | None = st.session_state.get(_STARTS)
    return found


@st.cache_data(max_entries=200, show_spinner=False)
def bars(
    frame: pd.DataFrame, title: str, picked: str | None, *, rate_title: str, noun: str = "failure mode"
) -> dict[str, Any]:
    """Return the chart of ``failure_charts.rows``: making it takes longer than counting, so it is kept."""
    made = failure_charts.rows(frame, title, picked, rate_title=rate_title, noun=noun)
    spec: dict[str, Any] = made.to_dict(validate=False)
    return spec


def show(
    spec: dict[str, Any],
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    name: str,
    alt: str,
    height: int,
    text: int = 0,
) -> DeltaGenerator:
    """Draw the chart and, folded below it, the same numbers as a table, with downloads.

    ``name`` is unique on the page and the file's name; ``alt`` describes the chart in a phrase; ``text`` of
    the columns after the first are words. ``rows`` have the keys of the chart's rows. Returns the place
    between the two: what a pick shows belongs there, in sight of the chart.
    """
    with st.container(height=min(height, TALLEST), border=False):
        st.vega_lite_chart(spec, key=_chart_key(name), on_select=_pick_mark(name), alt=alt)
    # Made before it is filled, so that the open table below stays what it is whatever comes in.
    beneath = st.container()
    table(columns, rows, name=name, text=text, spec=spec)
    return beneath


def table(
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    name: str,
    spec: dict[str, Any],
    text: int = 0,
    picks: bool = True,
    title: str = NUMBERS,
) -> None:
    """Draw the numbers of a chart as a table, folded under ``title``, with downloads of both.

    ``picks``: its rows lead to traces.
    """
    with st.expander(title):
        on_pick = _pick_row(name) if picks else None
        pick_table.show(columns, rows, picked(), key=f"table_{name}", text=text, on_pick=on_pick)
        with st.container(horizontal=True):
            # A run of the page after a download would take from the next one what it is to make.
            def offer(kind: str, data: Any, mime: str) -> None:
                file = f"{name}.{kind.lower()}"
                st.download_button(f"Download {kind}", data, file, mime, key=file, on_click="ignore")

            offer("CSV", as_csv(columns, rows), "text/csv")
            # Made when asked for: the engine takes half a second to start.
            offer("SVG", partial(chart_image.svg, spec), "image/svg+xml")
            offer("PNG", partial(chart_image.png, spec), "image/png")


def as_csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """Return the table as a CSV file for spreadsheets."""
    return spreadsheet.as_csv(columns, [(row.name, *row.cells) for row in rows])


def _chart_key(name: str) -> str:
    return f"chart_{name}_{st.session_state.get(_DRAWN, 0)}"


def _pick_mark(name: str) -> Any:
    def picked_mark() -> None:
        shell.require(Role.VIEWER)
        selection = component.event(_chart_key(name), "selection")
        if selection is None:
            return
        selected = selection.get(theme.PICK)
        pick(selected[0]["key"] if selected else None)

    return picked_mark


def _pick_row(name: str) -> Any:
    def picked_row() -> None:
        shell.require(Role.VIEWER)
        key = component.event(f"table_{name}", "picked")
        if key is None:
            return
        pick(None if key == picked() else key)
        anew()

    return picked_row
